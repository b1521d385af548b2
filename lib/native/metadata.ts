import type { JsonMap } from '../kube/json';
import { dnsLabel, pathSegment, qualifiedName, type Syntax } from '../kube/names';
import type { CheckedMetadata } from '../schema/embedded';
import { Path } from '../violation/path';
import { Report as ReportOf } from '../violation/report';
import type { Violation } from '../violation/violation';
import { decode } from './decoding/decode';
import type { Shapes } from './decoding/shapes';
import type { Report } from './rules';
import { withoutDoubtful } from './undecodable';
import { isSet, structOf, structsOf, textOf, textsOf } from './values/decoded';
import { generatedName, isReview, maskTrailingDash, nameSyntax, needsName, STANDARD_FINALIZERS } from './values/names';
import { annotations, applyAt, labels, nonNegative } from './walk/constraints';

/** What is known of the metadata of objects from their kind. */
export interface MetadataOfKind {
  readonly namespaced: boolean;
  /** Group and kind: `apps/Deployment`, `/Pod`. */
  readonly kind: string;
  /** Whether its objects are answered and not stored: they have none that anybody looks at. */
  readonly isReview: boolean;
  readonly nameSyntax: Syntax;
  readonly needsName: boolean;
  /** Whether `generation` counts: most kinds begin with 1, whatever is said. */
  readonly keepsGeneration: boolean;
  /** Whether finalizers without a prefix are Kubernetes' own. */
  readonly limitsFinalizers: boolean;
}

/** @param isNative whether the kind is built into the API server */
export function metadataOfKind(kind: string, namespaced: boolean, isNative: boolean): MetadataOfKind {
  return {
    ...{ namespaced, kind },
    isReview: isReview(kind),
    nameSyntax: nameSyntax(kind),
    needsName: needsName(kind),
    keepsGeneration: isNative && !WITH_GENERATION.has(kind),
    limitsFinalizers: isNative && !ANY_FINALIZER.has(kind.slice(0, kind.indexOf('/'))),
  };
}

/** Groups of the API server whose kinds accept any finalizer, as custom ones do. */
const ANY_FINALIZER: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'policy',
]);

/** Kinds whose generation is 1 when they are created, whatever is said, as that of custom ones. */
const WITH_GENERATION: ReadonlySet<string> = new Set([
  '/Pod',
  '/PodTemplate',
  '/ReplicationController',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'batch/CronJob',
  'batch/Job',
  'discovery.k8s.io/EndpointSlice',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/NetworkPolicy',
  'policy/PodDisruptionBudget',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/ResourceSlice',
  'scheduling.k8s.io/PriorityClass',
]);

const AT = Path.ROOT.child('metadata');
const NAME = AT.child('name');
const NAMESPACE = AT.child('namespace');
const NONE: readonly Violation[] = [];

/**
 * What the API server says of `metadata` when an object of a custom kind is created with strict field validation.
 *
 * Where a namespaced object has none, the namespace is that of the request, so none is required here.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export function checkCustomMetadata(shapes: Shapes, object: JsonMap, ofKind: MetadataOfKind): readonly Violation[] {
  const { value, violations, repeated } = decode(shapes, shapes.named('meta.v1.ObjectMeta'), object.metadata ?? {}, AT);
  const report: Report = new ReportOf();
  checkMetadata(structOf(value), ofKind, report);
  if (violations.length + report.violations.length + repeated.length === 0) return NONE;
  return [...violations.map(ofMetadata), ...withoutDoubtful(report.violations, violations), ...repeated];
}

/** What the decoder says of metadata is said by one rule, of all kinds alike. */
export function ofMetadata(violation: Violation): Violation {
  return violation.path.parts[0] === 'metadata' ? { ...violation, rule: 'K8S_METADATA' } : violation;
}

/** Checks decoded metadata. */
export function checkMetadata(metadata: JsonMap, ofKind: MetadataOfKind, report: Report): void {
  if (ofKind.isReview) return;
  checkName(metadata, ofKind, report);
  checkNamespace(metadata, ofKind, report);
  if (ofKind.keepsGeneration) checkGeneration(metadata, AT, report);
  checkWords(metadata, AT, report);
  checkFinalizers(metadata, ofKind, report);
}

/**
 * What the API server says of the metadata of an object that is inside of another one, in a field with
 * `x-kubernetes-embedded-resource`: it is not created, so of its name only what no path could hold is refused.
 *
 * @see https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta
 */
export function checkEmbeddedMetadata(shapes: Shapes, metadata: unknown, at: Path): CheckedMetadata {
  const { value, violations } = decode(shapes, shapes.named('meta.v1.ObjectMeta'), metadata, at);
  const decoded = structOf(value);
  const report: Report = new ReportOf();
  const [name, prefix, namespace] = [decoded.name, decoded.generateName, decoded.namespace].map(textOf) as Names;
  if (name !== '') report.invalidEach('K8S_NAME', at.child('name'), name, pathSegment(name));
  // Something comes after it, so that it may consist of dots.
  report.invalidEach('K8S_NAME', at.child('generateName'), prefix, pathSegment(`${prefix}x`));
  if (namespace !== '') report.invalidEach('K8S_NAMESPACE', at.child('namespace'), namespace, dnsLabel(namespace));
  checkGeneration(decoded, at, report);
  checkWords(decoded, at, report);
  checkFinalizers(decoded, { limitsFinalizers: false }, report, at);
  checkManagers(decoded, at, report);
  const decoding = violations.map((violation) => ({ ...violation, rule: 'K8S_METADATA' }));
  return { value: withoutEmpty(decoded), decoding, violations: withoutDoubtful(report.violations, violations) };
}

/** Metadata is written again before the schema sees it, without what is empty. */
function withoutEmpty(metadata: JsonMap): JsonMap {
  const isEmpty = (value: unknown) =>
    value === '' || value === 0 || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(
    Object.entries(metadata).filter(([name, value]) => name === 'deletionGracePeriodSeconds' || !isEmpty(value)),
  );
}

function checkGeneration({ generation }: JsonMap, at: Path, report: Report): void {
  if (isSet(generation)) applyAt(report, 'K8S_METADATA', at.child('generation'), generation, nonNegative);
}

function checkWords(metadata: JsonMap, at: Path, report: Report): void {
  if (isSet(metadata.labels)) applyAt(report, 'K8S_LABEL', at.child('labels'), metadata.labels, labels);
  if (isSet(metadata.annotations))
    applyAt(report, 'K8S_ANNOTATION', at.child('annotations'), metadata.annotations, annotations);
  checkOwners(metadata, report, at);
}

const LONGEST_MANAGER = 128;
const LONGEST_SUBRESOURCE = 256;

/** Of an object that is created the API server writes them anew. */
function checkManagers({ managedFields }: JsonMap, at: Path, report: Report): void {
  for (const [index, entry] of structsOf(managedFields).entries()) {
    const place = at.child('managedFields').child(index);
    const invalid = (field: string, value: string, detail: string): void =>
      report.invalid('K8S_METADATA', place.child(field), value, detail);
    const text = (field: string) => textOf(entry[field]);
    if (!['Apply', 'Update'].includes(text('operation')))
      invalid('operation', text('operation'), 'must be `Apply` or `Update`');
    if (!['', 'FieldsV1'].includes(text('fieldsType'))) invalid('fieldsType', text('fieldsType'), 'must be `FieldsV1`');
    for (const [field, longest] of [
      ['manager', LONGEST_MANAGER],
      ['subresource', LONGEST_SUBRESOURCE],
    ] as const) {
      if (Buffer.byteLength(text(field)) > longest) report.tooLong('K8S_METADATA', place.child(field), longest);
    }
    const manager = text('manager');
    const [hidden] = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(manager) ?? [];
    if (hidden === undefined) continue;
    const code = (hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const position = Buffer.byteLength(manager.slice(0, manager.indexOf(hidden)));
    invalid('manager', manager, `invalid character U+${code} (at position ${position})`);
  }
}

function checkName({ name, generateName }: JsonMap, ofKind: MetadataOfKind, report: Report): void {
  const { nameSyntax: syntax } = ofKind;
  const prefix = textOf(generateName);
  if (prefix !== '') {
    report.invalidEach('K8S_NAME', AT.child('generateName'), prefix, syntax(maskTrailingDash(prefix)));
  }
  if (textOf(name) !== '') report.invalidEach('K8S_NAME', NAME, name, syntax(textOf(name)));
  else if (prefix !== '') {
    const made = generatedName(prefix);
    report.invalidEach('K8S_NAME', AT.child('generateName').called(NAME.name), made, syntax(made));
  } else if (ofKind.needsName) report.required('K8S_NAME', NAME, 'name or generateName is required');
}

function checkNamespace(metadata: JsonMap, { namespaced, kind }: MetadataOfKind, report: Report): void {
  const namespace = textOf(metadata.namespace);
  // Events have a check of their own.
  if (namespace === '' || kind === '/Event') return;
  if (namespaced) report.invalidEach('K8S_NAMESPACE', NAMESPACE, namespace, dnsLabel(namespace));
  else {
    // The API server clears it before it checks the object.
    const detail = `${kind.slice(kind.indexOf('/') + 1)} is cluster-scoped: the namespace is ignored`;
    report.warning('K8S_NAMESPACE', NAMESPACE, detail, 'remove it');
  }
}

function checkFinalizers(
  { finalizers }: JsonMap,
  { limitsFinalizers }: Pick<MetadataOfKind, 'limitsFinalizers'>,
  report: Report,
  metadata = AT,
): void {
  const names = textsOf(finalizers);
  if (names.length === 0) return;
  const at = metadata.child('finalizers');
  for (const [index, name] of names.entries()) {
    report.invalidEach('K8S_FINALIZER', at.inside(index), name, qualifiedName(name));
    if (!limitsFinalizers || name.includes('/') || STANDARD_FINALIZERS.has(name)) continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    report.invalid('K8S_FINALIZER', at.child(index), name, detail);
  }
  if (names.includes('orphan') && names.includes('foregroundDeletion')) {
    report.invalid('K8S_FINALIZER', at, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set');
  }
}

function checkOwners({ ownerReferences }: JsonMap, report: Report, metadata: Path): void {
  const references = structsOf(ownerReferences);
  if (references.length === 0) return;
  const at = metadata.child('ownerReferences');
  // Those that are the same are one.
  const seen = new Set<string>();
  let controller: string | undefined;
  for (const [index, reference] of references.entries()) {
    const whole = JSON.stringify(Object.entries(reference).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (seen.has(whole)) continue;
    seen.add(whole);
    const [apiVersion, kind, name] = [reference.apiVersion, reference.kind, reference.name].map(textOf) as Names;
    const place = at.inside(index);
    const invalid = (field: string, value: string, detail: string): void =>
      report.invalid('K8S_OWNER', place.inside(field).called(`${at.name}.${field}`), value, detail);
    if (versionOf(apiVersion) === '') invalid('apiVersion', apiVersion, 'version must not be empty');
    if (kind === '') invalid('kind', kind, 'must not be empty');
    if (name === '') invalid('name', name, 'must not be empty');
    if (textOf(reference.uid) === '') invalid('uid', '', 'must not be empty');
    if (apiVersion === 'v1' && kind === 'Event') {
      report.invalid('K8S_OWNER', place, reference, '/v1, Kind=Event is disallowed from being an owner');
    }
    if (reference.controller !== true) continue;
    const current = `${kind}/${name}`;
    if (controller !== undefined) {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`;
      report.invalid('K8S_OWNER', at, references, detail);
    }
    controller ??= current;
  }
}

type Names = [apiVersion: string, kind: string, name: string];

function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/');
  return parts.length > 2 ? '' : (parts.at(-1) ?? '');
}
