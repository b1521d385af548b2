import { isMap } from '../kube/json';
import { canonicalJson } from './schema-file';

/** The content of `imports/kubernetes.schema.json`: the kinds that are built into the API server, and their shapes. */
export interface NativeSchemaFile {
  /** The version of Kubernetes, such as `1.34.0`. */
  readonly version: string;
  /** By group, kind and version. */
  readonly kinds: readonly NativeKind[];
  /** The shapes by name, such as `core.v1.PodSpec`; `$ref` is `#/definitions/<name>`. */
  readonly definitions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One version of a kind. */
export interface NativeKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly version: string;
  readonly scope: 'Cluster' | 'Namespaced';
  /** Whether an API server serves it that nobody has configured: alpha and beta versions are off by default. */
  readonly served: boolean;
  /** A key of {@link NativeSchemaFile.definitions}. */
  readonly schema: string;
}

/**
 * Which kinds belong to a namespace, where only definitions are given: the paths of the API say it, these do not.
 *
 * `none` are kinds that are no objects of their own: bodies of requests to subresources, and what belongs to every group.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 */
const SCOPES: Readonly<Record<string, Partial<Record<'Cluster' | 'Namespaced' | 'none', readonly string[]>>>> = {
  '': {
    Cluster: ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
    Namespaced: [
      'Binding',
      'ConfigMap',
      'Endpoints',
      'Event',
      'LimitRange',
      'PersistentVolumeClaim',
      'Pod',
      'PodTemplate',
      'ReplicationController',
      'ResourceQuota',
      'Secret',
      'Service',
      'ServiceAccount',
    ],
    none: [
      'APIGroup',
      'APIGroupList',
      'APIResourceList',
      'APIVersions',
      'DeleteOptions',
      'Status',
      'TokenRequest',
      'WatchEvent',
    ],
  },
  'admissionregistration.k8s.io': {
    Cluster: [
      'MutatingAdmissionPolicy',
      'MutatingAdmissionPolicyBinding',
      'MutatingWebhookConfiguration',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ],
  },
  'apiextensions.k8s.io': { Cluster: ['CustomResourceDefinition'] },
  'apiregistration.k8s.io': { Cluster: ['APIService'] },
  apps: { Namespaced: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'] },
  'authentication.k8s.io': { Cluster: ['SelfSubjectReview', 'TokenReview'], none: ['TokenRequest'] },
  'authorization.k8s.io': {
    Cluster: ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
    Namespaced: ['LocalSubjectAccessReview'],
  },
  autoscaling: { Namespaced: ['HorizontalPodAutoscaler'], none: ['Scale'] },
  batch: { Namespaced: ['CronJob', 'Job'] },
  'certificates.k8s.io': {
    Cluster: ['CertificateSigningRequest', 'ClusterTrustBundle'],
    Namespaced: ['PodCertificateRequest'],
  },
  'coordination.k8s.io': { Namespaced: ['Lease', 'LeaseCandidate'] },
  'discovery.k8s.io': { Namespaced: ['EndpointSlice'] },
  'events.k8s.io': { Namespaced: ['Event'] },
  'flowcontrol.apiserver.k8s.io': { Cluster: ['FlowSchema', 'PriorityLevelConfiguration'] },
  'internal.apiserver.k8s.io': { Cluster: ['StorageVersion'] },
  'networking.k8s.io': {
    Cluster: ['IPAddress', 'IngressClass', 'ServiceCIDR'],
    Namespaced: ['Ingress', 'NetworkPolicy'],
  },
  'node.k8s.io': { Cluster: ['RuntimeClass'] },
  policy: { Namespaced: ['PodDisruptionBudget'], none: ['Eviction'] },
  'rbac.authorization.k8s.io': {
    Cluster: ['ClusterRole', 'ClusterRoleBinding'],
    Namespaced: ['Role', 'RoleBinding'],
  },
  'resource.k8s.io': {
    Cluster: ['DeviceClass', 'DeviceTaintRule', 'ResourceSlice'],
    Namespaced: ['ResourceClaim', 'ResourceClaimTemplate'],
  },
  'scheduling.k8s.io': { Cluster: ['PriorityClass'] },
  'storage.k8s.io': {
    Cluster: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
    Namespaced: ['CSIStorageCapacity'],
  },
  'storagemigration.k8s.io': { Cluster: ['StorageVersionMigration'] },
};

/**
 * Definitions whose published schema says less, or something else, than what the API server decodes: a quantity may be
 * a number, and raw JSON may be anything.
 */
const DECODED: Readonly<Record<string, object>> = {
  'api.resource.Quantity': { anyOf: [{ type: 'number' }, { type: 'string' }], format: 'quantity' },
  'util.intstr.IntOrString': { 'x-kubernetes-int-or-string': true },
  'runtime.RawExtension': { 'x-kubernetes-preserve-unknown-fields': true },
  'meta.v1.FieldsV1': { 'x-kubernetes-preserve-unknown-fields': true },
  'apiextensions.v1.JSON': { 'x-kubernetes-preserve-unknown-fields': true },
  'apiextensions.v1.JSONSchemaPropsOrArray': { 'x-kubernetes-preserve-unknown-fields': true },
  'apiextensions.v1.JSONSchemaPropsOrBool': { 'x-kubernetes-preserve-unknown-fields': true },
  'apiextensions.v1.JSONSchemaPropsOrStringArray': { 'x-kubernetes-preserve-unknown-fields': true },
};

/**
 * What of a definition is kept.
 *
 * Not `required`: the API server does not read it (a Service without `port` fails in code, a probe's header without
 * `value` does not fail at all). Not `x-kubernetes-list-type`: lists with equal keys are refused by server-side apply,
 * not by a create, so `x-kubernetes-list-map-keys` stays for a warning.
 */
const KEPT: ReadonlySet<string> = new Set([
  '$ref',
  'additionalProperties',
  'enum',
  'format',
  'items',
  'properties',
  'type',
  'x-kubernetes-list-map-keys',
]);

const STABLE = /^v[0-9]+$/;

type Json = Readonly<Record<string, unknown>>;

/**
 * The text of `imports/kubernetes.schema.json`: one line for each kind and each definition, so that a diff says what
 * changed.
 *
 * @param text JSON: what the API server answers at `/openapi/v2`, or `definitions` of it with the version in `kubernetes`
 * @throws Error when the scope of a kind is not known: a new kind has to be entered into the table
 */
export function generateNativeSchema(text: string): string {
  const { kubernetes, definitions, scopes } = parse(text);
  const kinds: NativeKind[] = [];
  const unknown: string[] = [];
  for (const [name, definition] of Object.entries(definitions)) {
    // A cluster's own answer has its custom resources too; their schemas come from their definitions.
    if (!name.startsWith('io.k8s.')) continue;
    for (const { group, version, kind } of groupVersionKinds(definition)) {
      const scope = scopes.get(`${group}/${version}/${kind}`) ?? scopeOf(group, kind);
      if (scope === 'none') continue;
      if (scope === undefined) unknown.push(`${kind} of ${group || 'the core group'}`);
      else kinds.push({ group, kind, version, scope, served: STABLE.test(version), schema: shortName(name) });
    }
  }
  if (unknown.length > 0) {
    throw new Error(`the scope of these kinds is not known: ${unknown.sort().join(', ')}: enter them into SCOPES`);
  }
  kinds.sort((a, b) => compare(sortKey(a), sortKey(b)));

  const used = reachable(definitions, new Set(kinds.map(({ schema }) => schema)));
  const lines = [...used]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, schema]) => `${JSON.stringify(name)}: ${canonicalJson(schema)}`);
  return `{
"version": ${JSON.stringify(kubernetes)},
"kinds": [
${kinds.map((kind) => JSON.stringify(kind)).join(',\n')}
],
"definitions": {
${lines.join(',\n')}
}
}
`;
}

interface Parsed {
  readonly kubernetes: string;
  readonly definitions: Readonly<Record<string, Json>>;
  /** By group, version and kind, as far as the text has paths. */
  readonly scopes: ReadonlyMap<string, NativeKind['scope']>;
}

function parse(text: string): Parsed {
  const content: unknown = JSON.parse(text);
  const { kubernetes, info, definitions, paths } = (content ?? {}) as {
    kubernetes?: unknown;
    info?: { version?: unknown };
    definitions?: unknown;
    paths?: unknown;
  };
  const version = kubernetes ?? info?.version;
  if (typeof version !== 'string' || typeof definitions !== 'object' || definitions === null) {
    throw new Error('the file has to have the version of Kubernetes in `info.version` and schemas in `definitions`');
  }
  return {
    kubernetes: version.replace(/^v/, ''),
    definitions: definitions as Record<string, Json>,
    scopes: isMap(paths) ? scopesOf(paths) : new Map(),
  };
}

/** Where objects are created: at `/apis/apps/v1/namespaces/{namespace}/deployments`, or without a namespace. */
const COLLECTION = /^\/apis?(?:\/[^/{]+){1,2}(\/namespaces\/\{namespace\})?\/[a-z]+\/?$/;

function scopesOf(paths: Json): Map<string, NativeKind['scope']> {
  const found = new Map<string, NativeKind['scope']>();
  for (const [path, operations] of Object.entries(paths)) {
    const place = COLLECTION.exec(path);
    const post = isMap(operations) ? operations.post : undefined;
    const made = isMap(post) ? post['x-kubernetes-group-version-kind'] : undefined;
    if (place === null || !isMap(made)) continue;
    found.set(`${made.group}/${made.version}/${made.kind}`, place[1] === undefined ? 'Cluster' : 'Namespaced');
  }
  return found;
}

function groupVersionKinds(definition: Json): readonly { group: string; version: string; kind: string }[] {
  const list = definition['x-kubernetes-group-version-kind'];
  return Array.isArray(list) ? list : [];
}

function scopeOf(group: string, kind: string): 'Cluster' | 'Namespaced' | 'none' | undefined {
  const { Cluster = [], Namespaced = [], none = [] } = SCOPES[group] ?? {};
  if (Cluster.includes(kind)) return 'Cluster';
  if (Namespaced.includes(kind)) return 'Namespaced';
  if (none.includes(kind) || SCOPES['']?.none?.includes(kind)) return 'none';
  // `PodList`, but not a kind that happens to end so.
  return kind.endsWith('List') ? 'none' : undefined;
}

/** `io.k8s.api.core.v1.Pod` is `core.v1.Pod`. */
function shortName(name: string): string {
  return name.replace(/^io\.k8s\.(api\.|[a-z-]+\.pkg\.(apis\.)?)/, '');
}

function sortKey({ group, kind, version }: NativeKind): string {
  return `${group}/${kind}/${version}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The definitions that the kinds need, reduced. */
function reachable(definitions: Readonly<Record<string, Json>>, roots: ReadonlySet<string>): Map<string, unknown> {
  const byName = new Map(Object.entries(definitions).map(([name, definition]) => [shortName(name), definition]));
  const found = new Map<string, unknown>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const definition = byName.get(name);
    if (definition === undefined) throw new Error(`there is no definition of ${name}`);
    const reduced = DECODED[name] ?? reduce(definition, visitLater);
    found.set(name, reduced);
  };
  const pending: string[] = [...roots];
  const visitLater = (name: string): void => void pending.push(name);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) visit(name);
  return found;
}

function reduce(schema: unknown, refer: (name: string) => void): unknown {
  // `additionalProperties` may be a boolean.
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => KEPT.has(keyword))
      .map(([keyword, content]: [string, unknown]) => {
        if (keyword === 'properties') {
          const properties = Object.entries(content as Json);
          return [keyword, Object.fromEntries(properties.map(([name, inner]) => [name, reduce(inner, refer)]))];
        }
        if (keyword === 'items' || keyword === 'additionalProperties') return [keyword, reduce(content, refer)];
        if (keyword !== '$ref') return [keyword, content];
        const name = shortName(String(content).replace('#/definitions/', ''));
        refer(name);
        return [keyword, `#/definitions/${name}`];
      }),
  );
}
