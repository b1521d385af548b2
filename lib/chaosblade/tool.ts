import type { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { nativeObject } from '../kubernetes/native';

/** What runs the containers of a cluster. */
export type ContainerRuntime = 'containerd' | 'docker';

/** What {@link createTool} needs to know. */
export interface ToolProps {
  readonly image: string;
  readonly runtimes: readonly ContainerRuntime[];
  readonly serviceAccountName: string;
}

/** The name of the DaemonSet and of its container: the operator looks for pods and a container of this name. */
const TOOL = 'chaosblade-tool';

/** Why the pods may do what nobody else's may, for those who review the manifest. */
const RELAXATIONS = {
  privileged: 'shapes traffic (tc), moves processes between control groups, enters the namespaces of other containers',
  root: 'all of this is for root alone',
  'host-network': "faults of nodes concern the node's own interfaces",
  'host-pid': 'faults of containers are injected into their processes, which are found by their ids on the node',
  'host-path': "the runtime's socket, its containers' state, /sys for control groups, /etc/hosts for faults of DNS",
  'writable-root-filesystem':
    "keeps its records beside its own files and copies programs into containers' file systems",
  limits: 'loads of processors and memory of a node run in this container: a limit would be the limit of the fault',
};

interface HostMount {
  readonly name: string;
  readonly path: string;
  readonly type: 'Directory' | 'DirectoryOrCreate' | 'File' | 'FileOrCreate' | 'Socket';
  /** @default - where it is on the node */
  readonly mountPath?: string;
}

/** Files of the node that all faults need. */
const HOST_MOUNTS: readonly HostMount[] = [
  {
    name: 'chaosblade-db-volume',
    path: '/var/run/chaosblade.dat',
    type: 'FileOrCreate',
    mountPath: '/opt/chaosblade/chaosblade.dat',
  },
  { name: 'hosts', path: '/etc/hosts', type: 'File' },
  { name: 'netns', path: '/var/run/netns', type: 'DirectoryOrCreate' },
  { name: 'sys', path: '/sys', type: 'Directory', mountPath: '/host-sys' },
];

/** With types, so that pods do not start on a node with another runtime, instead of making empty directories there. */
const RUNTIME_MOUNTS: Readonly<Record<ContainerRuntime, readonly HostMount[]>> = {
  containerd: [
    { name: 'containerd', path: '/run/containerd', type: 'Directory' },
    { name: 'containerd-lib', path: '/var/lib/containerd', type: 'Directory' },
    { name: 'containerd-etc', path: '/etc/containerd', type: 'DirectoryOrCreate' },
  ],
  docker: [
    { name: 'docker-socket', path: '/var/run/docker.sock', type: 'Socket' },
    { name: 'docker-lib', path: '/var/lib/docker', type: 'Directory' },
    { name: 'docker-etc', path: '/etc/docker', type: 'DirectoryOrCreate' },
  ],
};

/** The DaemonSet whose pods do on each node what the operator tells them. */
export function createTool(scope: Construct, id: string, props: ToolProps): ApiObject {
  const mounts = [...HOST_MOUNTS, ...props.runtimes.flatMap((runtime) => RUNTIME_MOUNTS[runtime])];
  const labels = { name: TOOL, app: TOOL };
  const annotations = Object.fromEntries(
    Object.entries(RELAXATIONS).map(([name, why]) => [`meshwright.dev/relaxed-${name}`, why]),
  );
  return nativeObject<k8s.DaemonSetSpec>(scope, id, k8s.KubeDaemonSet, { name: TOOL, labels, annotations }, () => ({
    selector: { matchLabels: labels },
    template: {
      // A sidecar has no place in the network of a node.
      metadata: { labels: { ...labels, 'sidecar.istio.io/inject': 'false' } },
      spec: {
        serviceAccountName: props.serviceAccountName,
        automountServiceAccountToken: false,
        hostNetwork: true,
        hostPid: true,
        dnsPolicy: 'ClusterFirstWithHostNet',
        securityContext: { seccompProfile: { type: 'Unconfined' } },
        // Nodes are attacked whatever taints they have, but those that are no machines.
        tolerations: [{ effect: 'NoSchedule', operator: 'Exists' }],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'type', operator: 'NotIn', values: ['virtual-kubelet'] }] },
              ],
            },
          },
        },
        containers: [
          {
            name: TOOL,
            image: props.image,
            env: [
              {
                name: 'KUBERNETES_NODENAME',
                valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } },
              },
              { name: 'CGROUP_ROOT', value: '/host-sys/fs/cgroup/' },
              ...(props.runtimes.includes('docker') ? [{ name: 'DOCKER_API_VERSION', value: '1.14.0' }] : []),
            ],
            resources: {
              requests: { cpu: k8s.Quantity.fromString('10m'), memory: k8s.Quantity.fromString('64Mi') },
            },
            securityContext: { privileged: true, runAsUser: 0 },
            volumeMounts: mounts.map(({ name, path, mountPath = path }) => ({ name, mountPath })),
          },
        ],
        volumes: mounts.map(({ name, path, type }) => ({ name, hostPath: { path, type } })),
      },
    },
  }));
}
