import type { JudgedBy } from '../check/judged-by';
import type { Timeline } from '../rollout/timeline';
import type { CaseTraffic } from './release-traffic';

/** Rehearsals, as they are printed. */
export interface RolloutReport {
  readonly releases: readonly RehearsedRelease[];
  /** Whether each is a line of a summary. */
  readonly all: boolean;
  /** By which versions the manifests are judged; it is not said without. */
  readonly judgedBy?: JudgedBy;
}

/** The release of one Canary. */
export interface RehearsedRelease {
  readonly timeline: Timeline;
  /** How it goes when the checks fail from the first on; not given when it was said what happens. */
  readonly failing?: Timeline;
  /** What requests meet in each case; not given where nobody asked. */
  readonly traffic?: readonly CaseTraffic[];
  /** Where the Canary stands. */
  readonly file: string;
  /** Where else there is a Canary of this name, that is not the one that was rehearsed. */
  readonly others: readonly string[];
  /** What is released: `Deployment web/shop`. */
  readonly target: string;
}
