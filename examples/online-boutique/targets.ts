import { Locality, type Region } from 'meshwright/istio';

/** What differs between environments. */
interface Environment {
  readonly domain: string;
  /** The fewest and the most pods of a service. */
  readonly pods: readonly [number, number];
  /** Whether new versions of what customers notice are released step by step. */
  readonly canaries: boolean;
  /** Users that the load generator stands for; none where there are real ones. */
  readonly simulatedUsers: number;
}

/** What differs between the two clusters of an environment, which are one mesh. */
interface Cluster {
  readonly cluster: string;
  readonly region: Region;
  /** Where requests go while the pods of this region fail. */
  readonly standIn: Region;
}

export interface Settings extends Environment, Cluster {
  /** The name of the mesh. */
  readonly environment: string;
}

const [frankfurt, london] = [Locality.region('europe-west3'), Locality.region('europe-west2')];

const ENVIRONMENTS = {
  dev: { domain: 'boutique.dev.example.com', pods: [1, 1], canaries: false, simulatedUsers: 10 },
  staging: { domain: 'boutique.staging.example.com', pods: [2, 3], canaries: true, simulatedUsers: 50 },
  prod: { domain: 'boutique.example.com', pods: [3, 20], canaries: true, simulatedUsers: 0 },
} as const satisfies Record<string, Environment>;

const CLUSTERS = {
  west: { cluster: 'west', region: london, standIn: frankfurt },
  east: { cluster: 'east', region: frankfurt, standIn: london },
} as const satisfies Record<string, Cluster>;

type TargetName = `${keyof typeof ENVIRONMENTS}/${keyof typeof CLUSTERS}`;

/** Three environments in two clusters each. */
export const TARGETS = Object.fromEntries(
  Object.entries(ENVIRONMENTS).flatMap(([environment, own]) =>
    Object.entries(CLUSTERS).map(([name, cluster]) => [`${environment}/${name}`, { environment, ...own, ...cluster }]),
  ),
) as Record<TargetName, Settings>;
