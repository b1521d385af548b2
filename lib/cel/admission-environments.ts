import type { Environment } from './typing/environment';
import { typeNamed } from './typing/signature';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  type Fields,
  INT,
  listOf,
  mapOf,
  STRING,
  structOf,
  TIMESTAMP,
  UINT,
} from './typing/type';

const VARIABLES = 'kubernetes.variables';

/** Which variables an expression of a policy or of a webhook has beside the objects. */
export interface PolicyVariables {
  /** Whether the policy has a kind of parameters. */
  readonly params: boolean;
  readonly authorizer: boolean;
  /** What the policy itself declares, where it declares anything: names with types. */
  readonly composed?: ReadonlyMap<string, CelType> | undefined;
}

function struct(name: string, fields: Readonly<Record<string, string | CelType>>): [string, Fields] {
  const types = Object.entries(fields).map(([field, type]): [string, CelType] => [
    field,
    typeof type === 'string' ? typeNamed(type) : type,
  ]);
  return [`kubernetes.${name}`, new Map(types)];
}

function of(name: string): CelType {
  return structOf(`kubernetes.${name}`);
}

/** What is known of a request and of a namespace; objects and parameters may be anything. */
const STRUCTS: ReadonlyMap<string, Fields> = new Map([
  struct('GroupVersionKind', { group: 'string', version: 'string', kind: 'string' }),
  struct('GroupVersionResource', { group: 'string', version: 'string', resource: 'string' }),
  struct('UserInfo', {
    username: 'string',
    uid: 'string',
    groups: 'list(string)',
    extra: 'map(string, list(string))',
  }),
  struct('AdmissionRequest', {
    kind: of('GroupVersionKind'),
    resource: of('GroupVersionResource'),
    subResource: 'string',
    requestKind: of('GroupVersionKind'),
    requestResource: of('GroupVersionResource'),
    requestSubResource: 'string',
    name: 'string',
    namespace: 'string',
    operation: 'string',
    userInfo: of('UserInfo'),
    dryRun: 'bool',
    options: 'dyn',
  }),
  struct('NamespaceSpec', { finalizers: 'list(string)' }),
  struct('NamespaceCondition', {
    status: 'string',
    type: 'string',
    lastTransitionTime: 'timestamp',
    message: 'string',
    reason: 'string',
  }),
  struct('NamespaceStatus', { conditions: listOf(of('NamespaceCondition')), phase: 'string' }),
  struct('NamespaceMetadata', {
    name: 'string',
    generateName: 'string',
    namespace: 'string',
    labels: 'map(string, string)',
    annotations: 'map(string, string)',
    UID: 'string',
    creationTimestamp: 'timestamp',
    deletionGracePeriodSeconds: 'int',
    deletionTimestamp: 'timestamp',
    generation: 'int',
    resourceVersion: 'string',
    finalizers: 'list(string)',
  }),
  struct('Namespace', { metadata: of('NamespaceMetadata'), spec: of('NamespaceSpec'), status: of('NamespaceStatus') }),
]);

/**
 * What an expression of an admission policy or of a webhook may mention.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-expression
 */
export function policyEnvironment({ params, authorizer, composed }: PolicyVariables): Environment {
  const variables = new Map<string, CelType>([
    ['object', DYN],
    ['oldObject', DYN],
    ['namespaceObject', of('Namespace')],
    ['request', of('AdmissionRequest')],
  ]);
  if (params) variables.set('params', DYN);
  if (authorizer) {
    variables.set('authorizer', typeNamed('Authorizer'));
    variables.set('authorizer.requestResource', typeNamed('ResourceCheck'));
  }
  if (composed === undefined) return { variables, structs: STRUCTS };
  variables.set('variables', structOf(VARIABLES));
  return { variables, structs: new Map([...STRUCTS, [VARIABLES, composed]]) };
}

/** Types that a variable of a policy keeps; of others nothing is known where it is used. */
const KEPT: readonly CelType[] = [BOOL, BYTES, DOUBLE, DURATION, INT, STRING, TIMESTAMP, UINT];

/** The type of a variable of a policy, where it is used: that of its expression as far as the API server keeps it. */
export function composedType(type: CelType | undefined): CelType {
  if (type === undefined) return DYN;
  const { kind, wrapper, parameters } = type;
  if (kind === 'list') return listOf(composedType(parameters[0]));
  if (kind === 'map') return mapOf(composedType(parameters[0]), composedType(parameters[1]));
  if (kind === 'any' || kind === 'null') return type;
  return wrapper === true ? DYN : (KEPT.find((one) => one.kind === kind) ?? DYN);
}
