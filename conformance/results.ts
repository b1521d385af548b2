import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Outcome, wrongOf } from './api-server/compare-all';
import type { Difference } from './api-server/comparison';
import type { CelOutcome } from './cel/target';
import type { Measurement } from './envoy/target';
import type { FlaggerOutcome } from './flagger/target';
import type { TextsOutcome } from './kubectl/target';
import type { RoutingOutcome } from './routing/target';
import type { SeededFaultsOutcome } from './seeded-faults/target';
import { VERSIONS } from './versions';

/** What the last comparison with each system gave; the figures of `docs/conformance.md` are made of it. */
export interface Results {
  readonly 'api-server': ApiServerResult;
  readonly cel: CelOutcome;
  readonly kubectl: TextsOutcome;
  readonly envoy: { readonly measurements: readonly Measurement[] };
  readonly routing: RoutingOutcome;
  readonly flagger: {
    readonly version: string;
    readonly releases: number;
    readonly ticks: number;
    /** How many releases differ. */
    readonly different: number;
  };
  readonly 'seeded-faults': SeededFaultsOutcome;
}

export type Target = keyof Results;

export interface ApiServerResult {
  readonly versions: Readonly<Record<string, string>>;
  readonly kinds: readonly KindResult[];
  readonly aside: readonly { readonly reason: string; readonly verdicts: number }[];
  /** Kinds of fault about which the two differ. */
  readonly faults: number;
}

export interface KindResult {
  readonly kind: string;
  readonly verdicts: number;
  readonly wrong: number;
  readonly differences: Readonly<Partial<Record<Difference, number>>>;
}

export function apiServerResult({ kinds, aside, groups }: Outcome): ApiServerResult {
  const { kubernetes, istio, flagger, chaosblade } = VERSIONS;
  return {
    versions: { kubernetes, istio, flagger, chaosblade },
    kinds: [...kinds]
      .map(([kind, count]) => ({
        kind,
        verdicts: count.verdicts,
        wrong: wrongOf(count),
        differences: count.differences,
      }))
      .sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    aside: [...aside].map(([reason, verdicts]) => ({ reason, verdicts })).sort((a, b) => b.verdicts - a.verdicts),
    faults: groups.length,
  };
}

export function flaggerResult({ releases, ticks, differences }: FlaggerOutcome): Results['flagger'] {
  return { version: VERSIONS.flagger, releases, ticks, different: differences.length };
}

const FOLDER = path.join(__dirname, 'results');

export function writeResult<T extends Target>(target: T, result: Results[T]): void {
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(path.join(FOLDER, `${target}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

export function readResults(): Results {
  const read = <T extends Target>(target: T) =>
    JSON.parse(fs.readFileSync(path.join(FOLDER, `${target}.json`), 'utf8')) as Results[T];
  return {
    'api-server': read('api-server'),
    cel: read('cel'),
    kubectl: read('kubectl'),
    envoy: read('envoy'),
    routing: read('routing'),
    flagger: read('flagger'),
    'seeded-faults': read('seeded-faults'),
  };
}
