import type { JsonMap } from '../kube/json';
import { dnsLabel, qualifiedName } from '../kube/names';
import { Path } from '../violation/path';
import { Report as ReportOf } from '../violation/report';
import type { Violation } from '../violation/violation';
import { decode } from './decoding/decode';
import type { Shapes } from './decoding/shapes';
import type { Report } from './rules';
import { withoutDoubtful } from './undecodable';
import { structOf, structsOf, textOf, textsOf } from './values/decoded';
import { generatedName, isReview, maskTrailingDash, nameSyntax, needsName, STANDARD_FINALIZERS } from './values/names';
import { annotations, applyAt, labels, nonNegative } from './walk/constraints';

/** What is known of an object from its kind. */
export interface MetadataContext {
  readonly namespaced: boolean;
  /** Group and kind: `apps/Deployment`, `/Pod`. */
  readonly kind: string;
  /** Whether the kind is built into the API server. */
  readonly isNative: boolean;
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

/**
 * What the API server says of `metadata` when an object of a custom kind is created with strict field validation.
 *
 * Where a namespaced object has none, the namespace is that of the request, so none is required here.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export function checkCustomMetadata(
  shapes: Shapes,
  object: JsonMap,
  context: Omit<MetadataContext, 'isNative'>,
): readonly Violation[] {
  const { value, violations, repeated } = decode(shapes, shapes.named('meta.v1.ObjectMeta'), object.metadata ?? {}, AT);
  const report: Report = new ReportOf();
  checkMetadata(structOf(value), { ...context, isNative: false }, report);
  return [...violations.map(ofMetadata), ...withoutDoubtful(report.violations, violations), ...repeated];
}

/** What the decoder says of metadata is said by one rule, of all kinds alike. */
export function ofMetadata(violation: Violation): Violation {
  return violation.path.parts[0] === 'metadata' ? { ...violation, rule: 'K8S_METADATA' } : violation;
}

/** Checks decoded metadata. */
export function checkMetadata(metadata: JsonMap, context: MetadataContext, report: Report): void {
  // What is answered and not stored has none that anybody looks at.
  if (isReview(context.kind)) return;
  checkName(metadata, context, report);
  checkNamespace(metadata, context, report);
  if (context.isNative && !WITH_GENERATION.has(context.kind)) {
    applyAt(report, 'K8S_METADATA', AT.child('generation'), metadata.generation, nonNegative);
  }
  applyAt(report, 'K8S_LABEL', AT.child('labels'), metadata.labels, labels);
  applyAt(report, 'K8S_ANNOTATION', AT.child('annotations'), metadata.annotations, annotations);
  checkFinalizers(metadata, context, report);
  checkOwners(metadata, report);
}

function checkName({ name, generateName }: JsonMap, { kind }: MetadataContext, report: Report): void {
  const syntax = nameSyntax(kind);
  const place = AT.child('name');
  const prefix = textOf(generateName);
  if (prefix !== '') {
    report.invalidEach('K8S_NAME', AT.child('generateName'), prefix, syntax(maskTrailingDash(prefix)));
  }
  if (textOf(name) !== '') report.invalidEach('K8S_NAME', place, name, syntax(textOf(name)));
  else if (prefix !== '') {
    const made = generatedName(prefix);
    report.invalidEach('K8S_NAME', AT.child('generateName').called(place.name), made, syntax(made));
  } else if (needsName(kind)) report.required('K8S_NAME', place, 'name or generateName is required');
}

function checkNamespace(metadata: JsonMap, { namespaced, kind }: MetadataContext, report: Report): void {
  const namespace = textOf(metadata.namespace);
  // Events have a check of their own.
  if (namespace === '' || kind === '/Event') return;
  const place = AT.child('namespace');
  if (namespaced) report.invalidEach('K8S_NAMESPACE', place, namespace, dnsLabel(namespace));
  else {
    // The API server clears it before it checks the object.
    const detail = `${kind.slice(kind.indexOf('/') + 1)} is cluster-scoped: the namespace is ignored`;
    report.warning('K8S_NAMESPACE', place, detail, 'remove it');
  }
}

function checkFinalizers({ finalizers }: JsonMap, { kind, isNative }: MetadataContext, report: Report): void {
  const names = textsOf(finalizers);
  if (names.length === 0) return;
  const at = AT.child('finalizers');
  const isLimited = isNative && !ANY_FINALIZER.has(kind.slice(0, kind.indexOf('/')));
  for (const [index, name] of names.entries()) {
    report.invalidEach('K8S_FINALIZER', at.inside(index), name, qualifiedName(name));
    if (!isLimited || name.includes('/') || STANDARD_FINALIZERS.has(name)) continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    report.invalid('K8S_FINALIZER', at.child(index), name, detail);
  }
  if (names.includes('orphan') && names.includes('foregroundDeletion')) {
    report.invalid('K8S_FINALIZER', at, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set');
  }
}

function checkOwners({ ownerReferences }: JsonMap, report: Report): void {
  const references = structsOf(ownerReferences);
  if (references.length === 0) return;
  const at = AT.child('ownerReferences');
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
