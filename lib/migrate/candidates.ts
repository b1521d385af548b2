import { isMap, type JsonMap } from '../kube/json';
import { groupOf } from '../kube/object-reference';
import { type Expression, type Handle, literal, method, reference, type TypeName } from './code/expression';
import type { Form } from './declaration';
import { binding, role, serviceAccount } from './kinds/access';
import { chaosExperiment } from './kinds/chaos-experiment';
import { canary } from './kinds/flagger/canary';
import { alertProvider, metricTemplate } from './kinds/flagger/templates';
import { gateway as entrance, listenerTypes } from './kinds/gateway-api/gateway';
import { grpcRoute } from './kinds/gateway-api/grpc-route';
import { httpRoute } from './kinds/gateway-api/http-route';
import { referenceGrant } from './kinds/gateway-api/reference-grant';
import { tlsRoute } from './kinds/gateway-api/tls-route';
import { isWaypoint, waypoint } from './kinds/gateway-api/waypoint';
import { apiObject, generated, generatedClass } from './kinds/generated';
import { destinationRule, subsetNames } from './kinds/istio/destination-rule';
import { gateway } from './kinds/istio/gateway';
import { authorizationPolicy, peerAuthentication, requestAuthentication } from './kinds/istio/policies';
import { serviceEntry } from './kinds/istio/service-entry';
import { sidecar } from './kinds/istio/sidecar';
import { telemetry } from './kinds/istio/telemetry';
import { isDelegate, virtualService } from './kinds/istio/virtual-service';
import { configMap, namespace } from './kinds/kubernetes';
import { specOf } from './kinds/metadata';
import type { Scope } from './kinds/scope';
import { loadModule } from './modules-of-packages';
import type { SourceObject } from './read/read-sources';
import { hostKey, KEYS } from './scope-of-unit';

/** A form in which an object may be written. */
export interface Candidate {
  readonly form: Form;
  readonly write: (id: string) => Expression;
  /** Whether it names others only by their names. */
  readonly byName?: boolean;
  readonly type?: () => TypeName;
  /** Keys by which others find it, with how they name it. */
  readonly names?: () => readonly (readonly [key: string, expression: (handle: Handle) => Expression])[];
}

/** What candidates need to know. */
export interface Surroundings {
  readonly scope: Scope;
  /** As `scope`, without what is declared. */
  readonly byName: Scope;
  /** The folder for texts, from the root of the project. */
  readonly files: string;
  /** Subsets of a host that no pods here have. */
  readonly elsewhere: (object: JsonMap) => readonly string[];
}

type Writer = (object: JsonMap, id: string, scope: Scope, around: Surroundings) => Expression;

interface Kind {
  readonly write: Writer;
  readonly type?: (object: JsonMap, scope: Scope) => TypeName;
  readonly names?: (source: SourceObject) => ReturnType<NonNullable<Candidate['names']>>;
}

const istioType = (name: string, ...parts: readonly string[]): TypeName => ({
  module: 'meshwright/istio',
  name,
  ...(parts.length === 0 ? {} : { arguments: parts }),
});

const ROLE: Kind = {
  write: (object, id, scope) => role(object, id, scope),
  type: ({ kind }) => ({ module: 'meshwright/kubernetes', name: String(kind) }),
  names: ({ reference: { kind, name, namespace: of } }) => [[KEYS.role(kind, name, of), reference]],
};

/** Kinds that constructs make, by group and kind. */
const KINDS: Readonly<Record<string, Kind>> = {
  '/Namespace': { write: namespace },
  '/ConfigMap': { write: (object, id, _scope, { files }) => configMap(object, id, files) },
  '/ServiceAccount': {
    write: serviceAccount,
    type: () => ({ module: 'meshwright/kubernetes', name: 'ServiceAccount' }),
    names: ({ reference: { name, namespace: of } }) => (of === undefined ? [] : [[KEYS.identity(name, of), reference]]),
  },
  'rbac.authorization.k8s.io/ClusterRole': ROLE,
  'rbac.authorization.k8s.io/Role': ROLE,
  'rbac.authorization.k8s.io/ClusterRoleBinding': { write: binding },
  'rbac.authorization.k8s.io/RoleBinding': { write: binding },
  'gateway.networking.k8s.io/Gateway': {
    write: (object, id) => (isWaypoint(object) ? waypoint(object, id) : entrance(object, id)),
    type: (object) =>
      isWaypoint(object)
        ? { module: 'meshwright', name: 'gatewayApi.Waypoint' }
        : { module: 'meshwright', name: 'gatewayApi.Gateway', arguments: [listenerTypes(object)] },
    names: ({ object, reference: { name, namespace: of } }) => [
      ...(isWaypoint(object) ? [] : [[KEYS.parentGateway(name, of), reference] as const]),
      ...(of === undefined ? [] : [[KEYS.identity(accountOf(object, name), of), reference] as const]),
    ],
  },
  'gateway.networking.k8s.io/GRPCRoute': { write: grpcRoute },
  'gateway.networking.k8s.io/HTTPRoute': { write: httpRoute },
  'gateway.networking.k8s.io/ReferenceGrant': { write: referenceGrant },
  'gateway.networking.k8s.io/TLSRoute': { write: tlsRoute },
  'networking.istio.io/VirtualService': {
    write: virtualService,
    type: () => istioType('DelegateVirtualService'),
    names: ({ object, reference: { name, namespace: of } }) =>
      isDelegate(object) ? [[KEYS.delegate(name, of), reference]] : [],
  },
  'networking.istio.io/DestinationRule': {
    write: (object, id, scope, { elsewhere }) => destinationRule(object, id, scope, elsewhere(object)),
    type: (object, scope) =>
      istioType(
        'DestinationRule',
        quoted(scope.hostName(String(specOf(object).host))),
        subsetNames(object).map(quoted).join(' | '),
      ),
    names: ({ object, reference: { namespace: of } }) =>
      subsetNames(object).map((name) => [
        KEYS.subset(hostKey(String(specOf(object).host), of), name),
        (handle) => method(reference(handle), 'subset', literal(name)),
      ]),
  },
  'networking.istio.io/Gateway': {
    write: gateway,
    type: () => istioType('Gateway'),
    names: ({ reference: { name, namespace: of } }) => [[KEYS.gateway(name, of), reference]],
  },
  'networking.istio.io/ServiceEntry': {
    write: serviceEntry,
    type: (object) => istioType('ServiceEntry', hostsOf(object).map(quoted).join(' | ')),
    names: ({ object }) => {
      const [first] = hostsOf(object);
      return first === undefined ? [] : [[KEYS.dns(first), reference]];
    },
  },
  'networking.istio.io/Sidecar': { write: sidecar },
  'security.istio.io/AuthorizationPolicy': { write: authorizationPolicy },
  'security.istio.io/PeerAuthentication': { write: peerAuthentication },
  'security.istio.io/RequestAuthentication': { write: requestAuthentication },
  'telemetry.istio.io/Telemetry': { write: telemetry },
  'flagger.app/Canary': { write: canary },
  'flagger.app/MetricTemplate': {
    write: metricTemplate,
    type: () => ({ module: 'meshwright/flagger', name: 'MetricTemplate' }),
    names: ({ reference: { name, namespace: of } }) => [[KEYS.template(name, of), reference]],
  },
  'flagger.app/AlertProvider': {
    write: alertProvider,
    type: () => ({ module: 'meshwright/flagger', name: 'AlertProvider' }),
    names: ({ reference: { name, namespace: of } }) => [[KEYS.alertProvider(name, of), reference]],
  },
  'chaosblade.io/ChaosBlade': { write: chaosExperiment },
};

/** The order in which objects are written, so that each finds what it names. */
const ORDER = [
  ...[
    'Namespace',
    'ServiceAccount',
    'ClusterRole',
    'Role',
    'ServiceEntry',
    'DestinationRule',
    'Gateway',
    'MetricTemplate',
    'AlertProvider',
  ],
];

/** Before which others an object is written. */
export function orderOf({ object, reference: { kind } }: SourceObject): number {
  if (kind === 'VirtualService') return ORDER.length + (isMap(object.spec) && isDelegate(object) ? 0 : 1);
  const index = ORDER.indexOf(kind);
  return index === -1 ? ORDER.length + 2 : index;
}

/** The forms in which an object may be written, the best first. */
export function candidatesFor(source: SourceObject, around: Surroundings): readonly Candidate[] {
  const { object, reference: of } = source;
  if (of.kind === 'CustomResourceDefinition') return [];
  const kind = KINDS[`${groupOf(of.apiVersion)}/${of.kind}`];
  const constructs =
    kind === undefined ? [] : [around.scope, around.byName].map((scope) => constructOf(source, kind, scope, around));
  const ofClass = generatedClass(of, loadModule);
  return [
    ...constructs,
    ...(ofClass === undefined
      ? []
      : [{ form: 'generated class', write: (id: string) => generated(object, id, ofClass, around.files) } as const]),
    { form: 'ApiObject', write: (id) => apiObject(object, id, around.files) },
  ];
}

function constructOf(
  source: SourceObject,
  { write, type, names }: Kind,
  scope: Scope,
  around: Surroundings,
): Candidate {
  const { object } = source;
  return {
    form: 'construct',
    write: (id) => write(object, id, scope, around),
    byName: scope === around.byName,
    ...(type === undefined ? {} : { type: () => type(object, scope) }),
    ...(names === undefined ? {} : { names: () => names(source) }),
  };
}

/** The account of the pods that istiod makes for a Gateway of the Gateway API. */
function accountOf(object: JsonMap, name: string): string {
  return isWaypoint(object) ? name : `${name}-${String(specOf(object).gatewayClassName)}`;
}

function hostsOf(object: JsonMap): readonly string[] {
  const { hosts } = isMap(object.spec) ? object.spec : {};
  return Array.isArray(hosts) ? hosts.filter((host) => typeof host === 'string') : [];
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
