import { equalJson, isMap, type JsonMap } from '../../kube/json';

/** Says what the API server writes for a field of a map that does not say it; nothing for what has no default. */
type DefaultOf = (map: JsonMap) => unknown;

const constant =
  (value: unknown): DefaultOf =>
  () =>
    value;

/** A strategy that says no more than that pods are replaced one after the other, or how many at a time is usual. */
const rolling =
  (usual: JsonMap, key = 'updateStrategy'): DefaultOf =>
  ({ [key]: strategy }) => {
    const { type, rollingUpdate, ...others } = isMap(strategy) ? strategy : {};
    const limits = isMap(rollingUpdate) ? rollingUpdate : {};
    const isUsual =
      (type === undefined || type === 'RollingUpdate') &&
      Object.keys(others).length === 0 &&
      Object.entries(limits).every(([name, value]) => usual[name] === value);
    return isUsual ? strategy : { type: 'RollingUpdate', rollingUpdate: usual };
  };

/** Fields by what is around them: the key of a map, or that of the list in which it is. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, DefaultOf>>>> = {
  'Deployment.spec': {
    replicas: constant(1),
    strategy: rolling({ maxSurge: '25%', maxUnavailable: '25%' }, 'strategy'),
    revisionHistoryLimit: constant(10),
    progressDeadlineSeconds: constant(600),
  },
  'StatefulSet.spec': {
    replicas: constant(1),
    podManagementPolicy: constant('OrderedReady'),
    revisionHistoryLimit: constant(10),
    updateStrategy: rolling({ partition: 0 }),
    volumeMode: constant('Filesystem'),
  },
  'Deployment.strategy': { type: constant('RollingUpdate') },
  'StatefulSet.updateStrategy': { type: constant('RollingUpdate') },
  'DaemonSet.updateStrategy': { type: constant('RollingUpdate') },
  'StatefulSet.volumeClaimTemplates': {
    apiVersion: constant('v1'),
    kind: constant('PersistentVolumeClaim'),
  },
  'DaemonSet.spec': {
    revisionHistoryLimit: constant(10),
    updateStrategy: rolling({ maxSurge: 0, maxUnavailable: 1 }),
  },
  'Service.spec': {
    type: constant('ClusterIP'),
    sessionAffinity: constant('None'),
    internalTrafficPolicy: constant('Cluster'),
    externalTrafficPolicy: ({ type }) => (type === 'NodePort' || type === 'LoadBalancer' ? 'Cluster' : undefined),
    ipFamilyPolicy: constant('SingleStack'),
    ipFamilies: constant(['IPv4']),
    allocateLoadBalancerNodePorts: ({ type }) => (type === 'LoadBalancer' ? true : undefined),
  },
  'Service.ports': { protocol: constant('TCP'), targetPort: ({ port }) => port },
  'Gateway.listeners': { allowedRoutes: constant({ namespaces: { from: 'Same' } }) },
  'Gateway.tls': { mode: constant('Terminate') },
  'Gateway.namespaces': { from: constant('Same') },
  'Gateway.certificateRefs': { group: constant(''), kind: constant('Secret') },
  'HTTPRoute.parentRefs': { group: constant('gateway.networking.k8s.io'), kind: constant('Gateway') },
  'HTTPRoute.rules': { matches: constant([{ path: { type: 'PathPrefix', value: '/' } }]) },
  'HTTPRoute.path': { type: constant('PathPrefix') },
  'HTTPRoute.headers': { type: constant('Exact') },
  'HTTPRoute.queryParams': { type: constant('Exact') },
  'HTTPRoute.backendRefs': { group: constant(''), kind: constant('Service'), weight: constant(1) },
  'HTTPRoute.backendRef': { group: constant(''), kind: constant('Service') },
  'HTTPRoute.requestRedirect': { statusCode: constant(302) },
  'HorizontalPodAutoscaler.spec': {
    minReplicas: constant(1),
    metrics: constant([
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
    ]),
  },
  'ClusterRole.': { rules: constant([]) },
  'Secret.': { type: constant('Opaque') },
  'pod.spec': {
    restartPolicy: constant('Always'),
    dnsPolicy: constant('ClusterFirst'),
    schedulerName: constant('default-scheduler'),
    terminationGracePeriodSeconds: constant(30),
    securityContext: constant({}),
    serviceAccount: ({ serviceAccountName }) => serviceAccountName,
    enableServiceLinks: constant(true),
  },
  'pod.containers': {
    imagePullPolicy: ({ image }) => (typeof image === 'string' ? pullPolicyOf(image) : undefined),
    terminationMessagePath: constant('/dev/termination-log'),
    terminationMessagePolicy: constant('File'),
    resources: constant({}),
  },
  'pod.ports': { protocol: constant('TCP') },
  'pod.probe': {
    timeoutSeconds: constant(1),
    periodSeconds: constant(10),
    successThreshold: constant(1),
    failureThreshold: constant(3),
    initialDelaySeconds: constant(0),
  },
  'pod.httpGet': { scheme: constant('HTTP'), path: constant('/') },
  'pod.grpc': { service: constant('') },
  'pod.fieldRef': { apiVersion: constant('v1') },
  'pod.configMap': { defaultMode: constant(420) },
  'pod.secret': { defaultMode: constant(420) },
  'pod.projected': { defaultMode: constant(420) },
  'pod.hostPath': { type: constant('') },
};

const SAME_PLACE: Readonly<Record<string, string>> = {
  initContainers: 'containers',
  livenessProbe: 'probe',
  readinessProbe: 'probe',
  startupProbe: 'probe',
};

const WORKLOADS: ReadonlySet<string> = new Set([
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'],
]);

/** An object without fields that say what the API server would write anyway. */
export function withoutDefaults(object: JsonMap): JsonMap {
  const { kind } = object;
  if (typeof kind !== 'string') return object;
  const cleaned = without(object, `${kind}.`, kind) as JsonMap;
  return cleaned;
}

function without(value: unknown, place: string, kind: string): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, place, kind));
  if (!isMap(value)) return value;
  const defaults = DEFAULTS[place] ?? {};
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const usual = defaults[key]?.(value);
    if (usual !== undefined && equalJson(inner, usual)) return [];
    return [[key, without(inner, placeOf(key, place, kind), kind)] as const];
  });
  return Object.fromEntries(entries);
}

/** Within the template of a workload it is about pods. */
function placeOf(key: string, around: string, kind: string): string {
  const isPod = around.startsWith('pod.') || kind === 'Pod' || (key === 'template' && WORKLOADS.has(kind));
  return `${isPod ? 'pod' : kind}.${SAME_PLACE[key] ?? key}`;
}

/** An image that can change under its tag is pulled each time. */
function pullPolicyOf(image: string): string {
  const [name = '', digest] = image.split('@');
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  return digest === undefined && (tag === undefined || tag === 'latest') ? 'Always' : 'IfNotPresent';
}
