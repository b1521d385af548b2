/** At which ticks something happens. The tick that notices the new version is 0. */
export type Ticks = 'always' | 'never' | readonly number[];

/**
 * What a rehearsal takes for granted. Without any, all goes well: pods start, checks pass, hooks agree, and nobody asks
 * for a rollback.
 */
export interface Assumptions {
  /** Seconds until Flagger notices the change: 0 to an interval. @default 0 */
  readonly detectionDelay?: number;
  /**
   * Seconds until the pods of a new version are ready.
   *
   * @default 0, which is by the next tick; or longer, if the target's probes begin later than that
   */
  readonly ready?: number | 'never';
  /** The same for the primary's pods, after the promotion. @default - as long as those of the new version */
  readonly primaryReady?: number | 'never';
  /** Requests a second to the Service, all versions together. @default 10 */
  readonly rps?: number;
  /** Seconds from one scrape of Prometheus to the next. @default 15 */
  readonly scrapeInterval?: number;
  /** At which ticks the check fails: its metrics, or its hooks if there are none. @default 'never' */
  readonly failing?: Ticks;
  /** At which ticks metrics have no value. @default 'never' */
  readonly noData?: Ticks;
  /** The share of checks that fail at random, 0 to 1. @default 0 */
  readonly failRate?: number;
  /** What random failures are drawn from: the same seed draws the same. @default 1 */
  readonly seed?: number;
  /**
   * At which ticks a webhook answers with a failure, by its name, or by its type for all of them. For one of type
   * `rollback` it is the other way round: at which ticks it asks for the rollback.
   *
   * @default - never
   */
  readonly refused?: Readonly<Record<string, Ticks>>;
  /**
   * Gates, by the name or the type of their webhook: closed, opened at the first tick given, closed at the second, and
   * so on; without any tick never opened.
   *
   * @default - open
   */
  readonly gates?: Readonly<Record<string, readonly number[]>>;
  /** Before which ticks the pods' template changes once more. @default - never */
  readonly newRevisionAt?: readonly number[];
  /** Whether to begin with the first installation, before any release, at ticks below 0. @default false */
  readonly initial?: boolean;
}

/** Whether something happens at a tick. */
export function happensAt(ticks: Ticks | undefined, tick: number): boolean {
  if (ticks === undefined || ticks === 'never') return false;
  return ticks === 'always' || ticks.includes(tick);
}

/** Whether a gate that opens and closes at these ticks is open at a tick. */
export function isOpenAt(toggles: readonly number[], tick: number): boolean {
  return toggles.filter((each) => each <= tick).length % 2 === 1;
}

/** The first tick from which on nothing changes any more. */
export function settledAt(...lists: readonly (Ticks | undefined)[]): number {
  let settled = 0;
  for (const ticks of lists) {
    if (typeof ticks !== 'object') continue;
    for (const tick of ticks) settled = Math.max(settled, tick + 1);
  }
  return settled;
}
