import { type ToldViolation, told } from '../violation/violations.testing';
import { nativeKinds } from './native-kinds';

/** An object for tests. */
export type Manifest = Record<string, unknown>;

const labels = { app: 'reviews' };

const podSpec = {
  containers: [
    {
      name: 'reviews',
      image: 'example.com/reviews:1',
      ports: [{ name: 'http', containerPort: 9080 }],
      env: [
        { name: 'A', value: 'a' },
        { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      envFrom: [{ configMapRef: { name: 'settings' } }],
      resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      livenessProbe: { httpGet: { port: 'http' }, periodSeconds: 5 },
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
  initContainers: [
    { name: 'proxy', image: 'proxy', restartPolicy: 'Always', startupProbe: { exec: { command: ['x'] } } },
  ],
  volumes: [
    { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
    { name: 'config', configMap: { name: 'settings', items: [{ key: 'a', path: 'a' }] } },
    { name: 'all', projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { secret: { name: 's' } }] } },
  ],
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
      },
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 1,
          podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } },
        },
      ],
    },
  },
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels } },
  ],
  securityContext: { runAsUser: 1, seccompProfile: { type: 'RuntimeDefault' } },
  dnsConfig: { nameservers: ['1.2.3.4'], searches: ['example.com.'] },
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['a.example'] }],
};
const template = { metadata: { labels }, spec: podSpec };
const selector = { matchLabels: labels };
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const jobSpec = { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } };

function manifest(apiVersion: string, kind: string, content: object, name = 'reviews'): Manifest {
  return structuredClone({ apiVersion, kind, metadata: { name }, ...content });
}

/** An object of each kind that the API server accepts as it is. */
export const VALID = {
  pod: () => manifest('v1', 'Pod', { spec: podSpec }),
  deployment: () => manifest('apps/v1', 'Deployment', { spec: { replicas: 1, selector, template } }),
  replicaSet: () => manifest('apps/v1', 'ReplicaSet', { spec: { selector, template } }),
  daemonSet: () => manifest('apps/v1', 'DaemonSet', { spec: { selector, template } }),
  statefulSet: () =>
    manifest('apps/v1', 'StatefulSet', {
      spec: { selector, template, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }] },
    }),
  replicationController: () => manifest('v1', 'ReplicationController', { spec: { selector: labels, template } }),
  job: () => manifest('batch/v1', 'Job', { spec: jobSpec }),
  cronJob: () => manifest('batch/v1', 'CronJob', { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: jobSpec } } }),
  service: () =>
    manifest('v1', 'Service', {
      spec: {
        selector: labels,
        ports: [
          { name: 'http', port: 80, targetPort: 'http', appProtocol: 'http' },
          { name: 'dns', port: 80, protocol: 'UDP' },
        ],
      },
    }),
  configMap: () => manifest('v1', 'ConfigMap', { data: { 'a.txt': 'a' }, binaryData: { b: 'YQ==' } }),
  secret: () =>
    manifest('v1', 'Secret', {
      type: 'kubernetes.io/basic-auth',
      data: { password: 'YQ==' },
      stringData: { username: 'a' },
    }),
  role: () =>
    manifest('rbac.authorization.k8s.io/v1', 'Role', {
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    }),
  clusterRole: () =>
    manifest('rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [{ nonResourceURLs: ['/a'], verbs: ['get'] }] }),
  roleBinding: () =>
    manifest('rbac.authorization.k8s.io/v1', 'RoleBinding', {
      roleRef: { kind: 'Role', name: 'a' },
      subjects: [{ kind: 'ServiceAccount', name: 'a' }],
    }),
  clusterRoleBinding: () =>
    manifest('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', {
      roleRef: { kind: 'ClusterRole', name: 'a' },
      subjects: [{ kind: 'ServiceAccount', name: 'a', namespace: 'b' }],
    }),
  autoscaler: () =>
    manifest('autoscaling/v2', 'HorizontalPodAutoscaler', {
      spec: {
        maxReplicas: 4,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        ],
        behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] } },
      },
    }),
  disruptionBudget: () => manifest('policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: '50%', selector } }),
  ingress: () =>
    manifest('networking.k8s.io/v1', 'Ingress', {
      spec: {
        rules: [
          {
            host: '*.example.com',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }],
            },
          },
        ],
      },
    }),
  networkPolicy: () =>
    manifest('networking.k8s.io/v1', 'NetworkPolicy', {
      spec: {
        podSelector: {},
        ingress: [
          { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 80, endPort: 90 }] },
        ],
        policyTypes: ['Ingress'],
      },
    }),
  claim: () => manifest('v1', 'PersistentVolumeClaim', { spec: claim }),
  volume: () =>
    manifest('v1', 'PersistentVolume', {
      spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/a' } },
    }),
  storageClass: () => manifest('storage.k8s.io/v1', 'StorageClass', { provisioner: 'example.com/disks' }),
  webhook: () =>
    manifest('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
      webhooks: [
        {
          name: 'a.example.com',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          clientConfig: { service: { name: 'a', namespace: 'b', path: '/validate' } },
          rules: [{ operations: ['CREATE'], apiGroups: ['*'], apiVersions: ['*'], resources: ['pods'] }],
        },
      ],
    }),
  admissionPolicy: () =>
    manifest('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', {
      spec: {
        matchConstraints: {
          resourceRules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
        },
        validations: [{ expression: 'true' }],
      },
    }),
  definition: () =>
    manifest(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      {
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { plural: 'gadgets', kind: 'Gadget' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } },
            },
          ],
        },
      },
      'gadgets.example.com',
    ),
  priorityClass: () => manifest('scheduling.k8s.io/v1', 'PriorityClass', { value: 10 }),
  lease: () => manifest('coordination.k8s.io/v1', 'Lease', { spec: { leaseDurationSeconds: 15 } }),
  quota: () => manifest('v1', 'ResourceQuota', { spec: { hard: { 'requests.cpu': '2', 'count/jobs.batch': 3 } } }),
  limitRange: () =>
    manifest('v1', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { cpu: '2' }, min: { cpu: '1' } }] } }),
} as const satisfies Record<string, () => Manifest>;

/** A path such as `spec.ports[0].name`; a key with dots is in brackets: `data[a.txt]`. */
export function altered(object: Manifest, changes: Readonly<Record<string, unknown>>): Manifest {
  for (const [path, value] of Object.entries(changes)) {
    const keys = [...path.matchAll(/([^.[\]]+)|\[([^\]]+)\]/g)].map(
      ([, name, bracketed]) => name ?? (bracketed as string),
    );
    const last = keys.pop() as string;
    let target = object as Record<string, unknown>;
    for (const key of keys) {
      target[key] ??= {};
      target = target[key] as Record<string, unknown>;
    }
    if (value === undefined) delete target[last];
    else target[last] = structuredClone(value);
  }
  return object;
}

/** What is said of an object, metadata included. */
export function issuesOf(object: Manifest): ToldViolation[] {
  const apiVersion = typeof object.apiVersion === 'string' ? object.apiVersion : '';
  const kind = typeof object.kind === 'string' ? object.kind : '';
  return told(nativeKinds.check(object, apiVersion, kind));
}

/** The messages of what is said of an object. */
export function messagesOf(object: Manifest): string[] {
  return issuesOf(object).map(({ message }) => message);
}
