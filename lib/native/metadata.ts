import { isMap } from '../kube/json';
import { dns1035Label, dnsLabel, dnsSubdomain, pathSegment, qualifiedName, type Syntax } from '../kube/names';
import { typeFix } from '../schema/type-fix';
import { Path } from '../violation/path';
import { Report as ReportOf } from '../violation/report';
import type { Violation } from '../violation/violation';
import { entries, fields, isMissing, items, text, textItems, texts } from './json';
import type { Report } from './rules';
import { checkLabels } from './selectors';

/** What is known of an object from its kind. */
export interface MetadataContext {
  readonly namespaced: boolean;
  /** For example `Deployment`. */
  readonly kind: string;
  /** For example `apps`; empty for the core group. */
  readonly group: string;
}

/** The type of each field of metadata, as Go names it. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['annotations', 'map[string]string'],
  ['creationTimestamp', 'Time'],
  ['deletionGracePeriodSeconds', 'int64'],
  ['deletionTimestamp', 'Time'],
  ['finalizers', '[]string'],
  ['generateName', 'string'],
  ['generation', 'int64'],
  ['labels', 'map[string]string'],
  ['managedFields', '[]v1.ManagedFieldsEntry'],
  ['name', 'string'],
  ['namespace', 'string'],
  ['ownerReferences', '[]v1.OwnerReference'],
  ['resourceVersion', 'string'],
  ['selfLink', 'string'],
  ['uid', 'types.UID'],
]);

/** The syntax of names where it is not that of a DNS name, by group and kind. */
const NAMES: ReadonlyMap<string, Syntax> = new Map<string, Syntax>([
  ['/Namespace', dnsLabel],
  ['/Service', dns1035Label],
  ['apps/StatefulSet', dnsLabel],
  ['policy/PodDisruptionBudget', pathSegment],
  ['rbac.authorization.k8s.io/ClusterRole', pathSegment],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', pathSegment],
  ['rbac.authorization.k8s.io/Role', pathSegment],
  ['rbac.authorization.k8s.io/RoleBinding', pathSegment],
  // Kinds with rules of their own, which are not told here: what fits into a URL is accepted.
  ['/Binding', pathSegment],
  ['apiregistration.k8s.io/APIService', pathSegment],
  ['certificates.k8s.io/CertificateSigningRequest', pathSegment],
  ['certificates.k8s.io/ClusterTrustBundle', pathSegment],
  ['internal.apiserver.k8s.io/StorageVersion', pathSegment],
  ['networking.k8s.io/IPAddress', pathSegment],
  ['storage.k8s.io/CSIDriver', (name) => dnsSubdomain(name.toLowerCase())],
]);

/** Kinds that are questions, not objects: they are answered and not stored, so they need no name. */
const NAMELESS: ReadonlySet<string> = new Set([
  'LocalSubjectAccessReview',
  'SelfSubjectAccessReview',
  'SelfSubjectReview',
  'SelfSubjectRulesReview',
  'SubjectAccessReview',
  'TokenReview',
]);
const REVIEWS: ReadonlySet<string> = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

/** The groups whose kinds accept finalizers without a prefix only from a list. */
const CORE_VALIDATION: ReadonlySet<string> = new Set(['', 'apps', 'batch']);
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** 256 KiB, for all annotations of an object. */
const ANNOTATIONS_BYTES = 256 * 1024;

/**
 * What the API server says of `apiVersion`, `kind` and `metadata` when an object of any kind, custom ones included, is
 * created with strict field validation.
 *
 * Where a namespaced object has none, the namespace is that of the request, so none is required here.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export function checkMetadata(object: unknown, context: MetadataContext): readonly Violation[] {
  const report: Report = new ReportOf();
  const { apiVersion, kind, metadata } = fields(object);
  checkTypeMeta(apiVersion, kind, report);
  const at = Path.ROOT.child('metadata');
  if (!isMissing(metadata) && !isMap(metadata)) {
    mistyped(at, metadata, `${context.kind}.metadata`, 'v1.ObjectMeta', report);
    return report.violations;
  }
  checkTypes(at, fields(metadata), report);
  checkName(at, fields(metadata), context, report);
  checkNamespace(at, fields(metadata), context, report);
  const { labels, annotations, finalizers, ownerReferences } = fields(metadata);
  checkLabels('K8S_LABEL', at.child('labels'), labels, report);
  checkAnnotations(at.child('annotations'), annotations, report);
  checkFinalizers(at.child('finalizers'), finalizers, context, report);
  checkOwners(at.child('ownerReferences'), ownerReferences, report);
  return report.violations;
}

/** Checks keys and total size of annotations. */
function checkAnnotations(at: Path, annotations: unknown, report: Report): void {
  let size = 0;
  for (const [key, value] of texts(annotations)) {
    // Upper-case letters are accepted, even in the prefix.
    report.invalidEach('K8S_ANNOTATION', at.inside(key), key, qualifiedName(key.toLowerCase()));
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > ANNOTATIONS_BYTES) report.tooLong('K8S_ANNOTATION', at, ANNOTATIONS_BYTES);
}

function checkTypeMeta(apiVersion: unknown, kind: unknown, report: Report): void {
  for (const [name, value] of [
    ['apiVersion', apiVersion],
    ['kind', kind],
  ] as const) {
    const content = text(value);
    const at = Path.ROOT.child(name);
    if (content === undefined) mistyped(at, value, `TypeMeta.${name}`, 'string', report, 'K8S_TYPE');
    else if (content === '') report.required('K8S_TYPE', at, 'must not be empty');
    else if (name === 'apiVersion' && content.split('/').length > 2) {
      report.invalid('K8S_TYPE', at, content, `unexpected GroupVersion string: ${content}`);
    }
  }
}

function checkTypes(at: Path, metadata: Readonly<Record<string, unknown>>, report: Report): void {
  for (const [name, value] of entries(metadata)) {
    const type = TYPES.get(name);
    const place = at.child(name);
    if (type === undefined) {
      report.unknownField('K8S_METADATA', place);
    } else if (value !== null) {
      checkType(place, value, type, `ObjectMeta.metadata.${name}`, report);
    }
  }
}

function checkType(at: Path, value: unknown, type: string, field: string, report: Report): void {
  const wrong = (where: Path, content: unknown, of: string) => mistyped(where, content, field, of, report);
  if (type === 'map[string]string') {
    if (!isMap(value)) {
      wrong(at, value, type);
      return;
    }
    for (const [key, content] of entries(value)) {
      if (text(content) === undefined) wrong(at.inside(key), content, 'string');
    }
  } else if (type.startsWith('[]')) {
    if (!Array.isArray(value)) {
      wrong(at, value, type);
      return;
    }
    const object = type !== '[]string';
    for (const [index, item] of value.entries()) {
      const fits = isMissing(item) || (object ? isMap(item) : typeof item === 'string');
      if (!fits) wrong(at.inside(index), item, type.slice(2));
    }
  } else if (type === 'int64') {
    if (typeof value !== 'number' || !Number.isInteger(value)) wrong(at, value, type);
  } else if (type === 'Time') {
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
      report.undecodable(
        'K8S_METADATA',
        at,
        `parsing time ${JSON.stringify(value)}: it is not in the format of RFC 3339`,
      );
    }
  } else if (typeof value !== 'string') {
    wrong(at, value, type);
  }
}

/** Says it as Go's JSON decoder does. */
function mistyped(
  at: Path,
  value: unknown,
  field: string,
  type: string,
  report: Report,
  rule: 'K8S_METADATA' | 'K8S_TYPE' = 'K8S_METADATA',
): void {
  const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const takes = (other: unknown) => type === (Array.isArray(other) ? '[]string' : typeof other);
  const fix: Violation['fix'] = (written) => typeFix(value, written, takes);
  report.undecodable(rule, at, `json: cannot unmarshal ${what} into Go struct field ${field} of type ${type}`, fix);
}

function checkName(
  at: Path,
  metadata: Readonly<Record<string, unknown>>,
  { kind, group }: MetadataContext,
  report: Report,
): void {
  const name = text(metadata.name);
  const prefix = text(metadata.generateName);
  const syntax = NAMES.get(`${group}/${kind}`) ?? dnsSubdomain;
  if (prefix !== undefined && prefix !== '') {
    report.invalidEach('K8S_NAME', at.child('generateName'), prefix, syntax(maskTrailingDash(prefix)));
  }
  if (name === '') {
    if (prefix === '' && !(REVIEWS.has(group) && NAMELESS.has(kind))) {
      report.required('K8S_NAME', at.child('name'), 'name or generateName is required');
    }
  } else if (name !== undefined) {
    report.invalidEach('K8S_NAME', at.child('name'), name, syntax(name));
  }
}

/** Something is appended to the name, so that it may end with what a whole name may not. */
function maskTrailingDash(name: string): string {
  return name.endsWith('-') ? `${name.slice(0, -1)}a` : name;
}

function checkNamespace(
  at: Path,
  metadata: Readonly<Record<string, unknown>>,
  { namespaced, kind }: MetadataContext,
  report: Report,
): void {
  const namespace = text(metadata.namespace);
  if (namespace === undefined || namespace === '') return;
  const place = at.child('namespace');
  if (namespaced) report.invalidEach('K8S_NAMESPACE', place, namespace, dnsLabel(namespace));
  else {
    // The API server clears it before it checks the object.
    report.warning('K8S_NAMESPACE', place, `${kind} is cluster-scoped: the namespace is ignored`, 'remove it');
  }
}

function checkFinalizers(at: Path, finalizers: unknown, { group }: MetadataContext, report: Report): void {
  const names = textItems(finalizers);
  for (const [index, name] of names) {
    const problems = qualifiedName(name);
    report.invalidEach('K8S_FINALIZER', at.inside(index), name, problems);
    if (problems.length === 0 && CORE_VALIDATION.has(group) && !name.includes('/') && !STANDARD_FINALIZERS.has(name)) {
      const detail = 'name is neither a standard finalizer name nor is it fully qualified';
      report.invalid('K8S_FINALIZER', at.child(index), name, detail);
    }
  }
  const all = new Set(names.map(([, name]) => name));
  if (all.has('orphan') && all.has('foregroundDeletion')) {
    report.invalid('K8S_FINALIZER', at, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set');
  }
}

function checkOwners(at: Path, references: unknown, report: Report): void {
  let controller: string | undefined;
  for (const [index, reference] of items(references).entries()) {
    if (!isMap(reference)) continue;
    const { apiVersion, kind, name, uid } = reference;
    for (const [field, value, detail] of [
      ['apiVersion', apiVersion, 'version must not be empty'],
      ['kind', kind, 'must not be empty'],
      ['name', name, 'must not be empty'],
      ['uid', uid, 'must not be empty'],
    ] as const) {
      if (text(value) === '') {
        report.invalid('K8S_OWNER', at.inside(index, field).called(`${at.name}.${field}`), '', detail);
      }
    }
    if (reference.controller !== true) continue;
    const current = `${text(kind) ?? ''}/${text(name) ?? ''}`;
    if (controller !== undefined) {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`;
      report.invalid('K8S_OWNER', at, references, detail);
    }
    controller ??= current;
  }
}
