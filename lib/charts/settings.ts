import { MeshwrightError } from '../core/errors';

/** How the cluster's ports are reached from outside. */
export type Exposure = 'NodePort' | 'LoadBalancer';

/** What differs from cluster to cluster; everything else is in the charts. */
export interface LabSettings {
  readonly namespaces: {
    /** The notebook's own applications: web, Bookinfo, sleep. */
    readonly applications: string;
    /** Istio, and the add-ons beside it. */
    readonly system: string;
    /** The weather application and its canary. */
    readonly weather: string;
    /** Flagger's load tester. */
    readonly loadTest: string;
    /** ChaosBlade's operator and tools. */
    readonly chaos: string;
  };
  readonly ingress: {
    /** How the ingress gateway is exposed. */
    readonly exposure: Exposure;
    /** The address of a node, as the guide's commands name it. */
    readonly host: string;
    /** The node ports of the ingress gateway, for `NodePort`. */
    readonly nodePorts: {
      readonly statusPort: number;
      readonly http2: number;
      readonly https: number;
      readonly tcp: number;
      readonly tls: number;
    };
  };
  /** The node ports of the add-ons; undefined where they are reached by `kubectl port-forward` alone. */
  readonly addonNodePorts:
    | { readonly tracing: number; readonly prometheus: number; readonly grafana: number }
    | undefined;
  /** The worker that experiments on nodes attack, by its `metadata.name`, and its network interface. */
  readonly chaosNode: { readonly name: string; readonly networkInterface: string };
  /** Where Argo CD runs, and the repository that it reads `dist/` from. */
  readonly argocd: {
    readonly namespace: string;
    readonly repository: { readonly url: string; readonly revision: string };
  };
  readonly versions: {
    readonly istio: string;
    readonly bookinfo: string;
    readonly flagger: string;
    readonly loadTester: string;
    readonly chaosblade: string;
  };
}

/** The clusters that the lab is written for. */
export type Profile = 'lab' | 'cloud';

const lab: LabSettings = {
  namespaces: {
    applications: 'default',
    system: 'istio-system',
    weather: 'weather',
    loadTest: 'test',
    chaos: 'chaosblade',
  },
  ingress: {
    exposure: 'NodePort',
    host: '192.168.3.13',
    nodePorts: { statusPort: 31880, http2: 31966, https: 32273, tcp: 31340, tls: 30333 },
  },
  addonNodePorts: { tracing: 30111, prometheus: 30046, grafana: 30190 },
  chaosNode: { name: 'cnu3', networkInterface: 'eth0' },
  argocd: {
    namespace: 'argocd',
    repository: { url: 'https://git.example.com/platform/meshwright.git', revision: 'main' },
  },
  versions: { istio: '1.30.3', bookinfo: '1.20.3', flagger: '1.44.0', loadTester: '0.38.0', chaosblade: '1.8.0' },
};

/** The settings of each profile: the notebook's own cluster, and one of a cloud with load balancers. */
export const PROFILES: Readonly<Record<Profile, LabSettings>> = {
  lab,
  cloud: { ...lab, ingress: { ...lab.ingress, exposure: 'LoadBalancer' }, addonNodePorts: undefined },
};

/**
 * The settings of a profile.
 *
 * @param name `lab` if nothing is given
 * @throws MeshwrightError when there is no such profile
 */
export function profile(name = 'lab'): LabSettings {
  const settings = new Map<string, LabSettings>(Object.entries(PROFILES)).get(name);
  if (settings) return settings;
  throw new MeshwrightError(
    'MESHWRIGHT_PROFILE',
    `there is no profile "${name}": set it to ${Object.keys(PROFILES).join(' or ')}, or leave it out`,
  );
}
