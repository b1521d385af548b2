import type { RulesOf } from '../../violation/rule';
import { pod } from './examples';

const POD = 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/';

/** What is said of pods, wherever they are described. */
export const POD_RULES = {
  K8S_CONTAINER: {
    severity: 'error',
    docs: {
      says: 'containers without name or image, with the same name twice, or with unsupported policies',
      why: 'The kubelet starts each container by its name and image.',
      fix: 'Give each container a name of its own and an image.',
      see: `${POD}#Container`,
      wrong: pod('imagePullPolicy: Sometimes'),
      right: pod('imagePullPolicy: Always'),
    },
  },
  K8S_PORT: {
    severity: 'error',
    docs: {
      says: 'ports that are out of range, lack a needed name, or are there twice',
      why: 'Ports are 1 to 65535; a name has at most 15 characters; of several ports of a Service each needs a name.',
      fix: 'Correct the number or the name.',
      see: 'https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services',
      wrong: pod('ports: [{containerPort: 80800}]'),
      right: pod('ports: [{containerPort: 8080}]'),
    },
  },
  K8S_ENV: {
    severity: 'error',
    docs: {
      says: 'environment variables with impossible names or sources; a warning where one hides another',
      why: 'A variable has a value or one source, and a source names a key that can exist.',
      fix: 'Correct the name or the source.',
      see: 'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
      wrong: pod('env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.nam}}}]'),
      right: pod('env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]'),
    },
  },
  K8S_RESOURCES: {
    severity: 'error',
    docs: {
      says: 'quantities that are malformed, negative, or requested above their limit',
      why: 'The scheduler reserves what is requested, and what is limited must be at least that much. Units are Ki, Mi, Gi and k, M, G; there is no MB.',
      fix: 'Write a quantity such as 500m or 512Mi, and requests that are not above their limits.',
      see: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
      wrong: pod('resources: {requests: {cpu: 2}, limits: {cpu: 1}}'),
      right: pod('resources: {requests: {cpu: 1}, limits: {cpu: 2}}'),
    },
  },
  K8S_VOLUME: {
    severity: 'error',
    docs: {
      says: 'volumes without exactly one source, with the same name twice, or with an incomplete source',
      why: 'Each volume has one source, whose fields depend on what it is.',
      fix: 'Give the volume one source, with what it needs.',
      see: 'https://kubernetes.io/docs/concepts/storage/volumes/',
      wrong: pod('', 'volumes: [{name: data, hostPath: {path: /data, type: Dir}}]'),
      right: pod('', 'volumes: [{name: data, hostPath: {path: /data, type: Directory}}]'),
    },
  },
  K8S_MOUNT: {
    severity: 'error',
    docs: {
      says: 'mounts of volumes that do not exist, or two mounts at one path',
      why: 'A container mounts volumes of its pod by their names.',
      fix: 'Name a volume of the pod, and mount each at a path of its own.',
      see: 'https://kubernetes.io/docs/concepts/storage/volumes/',
      wrong: pod('volumeMounts: [{name: dat, mountPath: /data}]', 'volumes: [{name: data, emptyDir: {}}]'),
      right: pod('volumeMounts: [{name: data, mountPath: /data}]', 'volumes: [{name: data, emptyDir: {}}]'),
    },
  },
  K8S_PROBE: {
    severity: 'error',
    docs: {
      says: 'probes and lifecycle hooks without exactly one handler, or with impossible numbers',
      why: 'A probe asks in one way: a command, an HTTP request, a connection or a gRPC call.',
      fix: 'Keep one handler, and numbers that are not negative.',
      see: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
      wrong: pod('livenessProbe: {periodSeconds: 5}'),
      right: pod('livenessProbe: {periodSeconds: 5, httpGet: {port: 8080}}'),
    },
  },
  K8S_SECURITY: {
    severity: 'error',
    docs: {
      says: 'security contexts that contradict themselves or have impossible values',
      why: 'A container that is privileged can always escalate; users and groups are numbers from 0.',
      fix: 'Take back one of the two settings.',
      see: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      wrong: pod('securityContext: {privileged: true, allowPrivilegeEscalation: false}'),
      right: pod('securityContext: {privileged: false, allowPrivilegeEscalation: false}'),
    },
  },
  K8S_POD: {
    severity: 'error',
    docs: {
      says: 'fields of a pod with unsupported or contradicting values',
      why: 'Policies are words from a list; some fields exclude each other.',
      fix: 'Write one of the supported values.',
      see: `${POD}#PodSpec`,
      wrong: pod('', 'restartPolicy: Sometimes'),
      right: pod('', 'restartPolicy: OnFailure'),
    },
  },
  K8S_SCHEDULING: {
    severity: 'error',
    docs: {
      says: 'malformed affinities, tolerations, topology spread constraints or node selectors',
      why: 'The scheduler must be able to read where the pod may run.',
      fix: 'Write the operator, the key and the values as the message says.',
      see: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
      wrong: pod('', 'tolerations: [{key: spot, operator: Exists, effect: Evict}]'),
      right: pod('', 'tolerations: [{key: spot, operator: Exists, effect: NoExecute}]'),
    },
  },
} as const satisfies RulesOf<string>;
