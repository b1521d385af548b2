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

export interface Settings extends Environment {
  readonly cluster: 'west' | 'east';
}

const ENVIRONMENTS = {
  dev: { domain: 'boutique.dev.example.com', pods: [1, 1], canaries: false, simulatedUsers: 10 },
  staging: { domain: 'boutique.staging.example.com', pods: [2, 3], canaries: true, simulatedUsers: 50 },
  prod: { domain: 'boutique.example.com', pods: [3, 20], canaries: true, simulatedUsers: 0 },
} as const satisfies Record<string, Environment>;

type TargetName = `${keyof typeof ENVIRONMENTS}/${Settings['cluster']}`;

/** Three environments in two clusters each. */
export const TARGETS = Object.fromEntries(
  Object.entries(ENVIRONMENTS).flatMap(([name, environment]) =>
    (['west', 'east'] as const).map((cluster) => [`${name}/${cluster}`, { ...environment, cluster }]),
  ),
) as Record<TargetName, Settings>;
