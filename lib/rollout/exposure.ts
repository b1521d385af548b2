import type { CanaryObject } from '../flagger-objects/canary';
import { hasRouter } from '../flagger-objects/target';
import type { Run } from './run';
import type { Tick } from './tick';

/** A time during which the canary's share is the same. */
export interface Share {
  /** Percent of the requests that the canary answers. */
  readonly weight: number;
  /** Whether it gets a copy of requests instead, whose answers nobody sees. */
  readonly mirror: boolean;
  /** Seconds since the change. */
  readonly from: number;
  /** Seconds; undefined for a share that stays. */
  readonly seconds: number | undefined;
}

/** How much the new version meets of the requests before it is promoted or rolled back. */
export interface Exposure {
  /** Times with a share, or with copies, in order. */
  readonly shares: readonly Share[];
  /** The largest share, in percent. */
  readonly peak: number;
  /** Seconds during which it has a share; undefined if it keeps one. */
  readonly seconds: number | undefined;
  /** Requests that it answers at the assumed rate; undefined if it keeps a share. */
  readonly requests: number | undefined;
  /** Requests that it gets copies of. */
  readonly copies: number | undefined;
  /** Whether only requests that match can reach it: shares, and the numbers of requests, are of those. */
  readonly matching: boolean;
  /** Requests a second, as assumed. */
  readonly rps: number;
}

/** What the canary meets in a release. */
export function exposureOf({ spec }: CanaryObject, { steps, ends }: Run, interval: number, rps: number): Exposure {
  const routed = hasRouter({ metadata: { name: '' }, spec });
  const ticks = steps.map(({ tick }) => tick);
  const shares = routed ? sharesOf(ticks, interval, ends === 'stuck' || ends === 'Failed') : [];
  const served = shares.filter(({ mirror }) => !mirror);
  const mirrored = shares.filter(({ mirror }) => mirror);
  const copied = (spec.analysis.mirrorWeight ?? 0) > 0 ? (spec.analysis.mirrorWeight ?? 0) / 100 : 1;
  return {
    shares,
    peak: served.reduce((peak, { weight }) => Math.max(peak, weight), 0),
    seconds: total(served, () => 1),
    requests: total(served, ({ weight }) => (rps * weight) / 100),
    copies: total(mirrored, () => rps * copied),
    matching: (spec.analysis.match?.length ?? 0) > 0,
    rps,
  };
}

/** @param lasts whether the last state stays */
function sharesOf(ticks: readonly Tick[], interval: number, lasts: boolean): readonly Share[] {
  const shares: Share[] = [];
  for (const [index, { time, canaryWeight, mirror }] of ticks.entries()) {
    const last = index === ticks.length - 1;
    if (canaryWeight === 0 && !mirror) continue;
    if (last && !lasts) continue;
    const seconds = last ? undefined : interval;
    const previous = shares.at(-1);
    const continued =
      previous?.seconds !== undefined &&
      previous.weight === canaryWeight &&
      previous.mirror === mirror &&
      previous.from + previous.seconds === time;
    if (continued && previous.seconds !== undefined) {
      shares[shares.length - 1] = {
        ...previous,
        seconds: seconds === undefined ? undefined : previous.seconds + seconds,
      };
    } else shares.push({ weight: canaryWeight, mirror, from: time, seconds });
  }
  return shares;
}

function total(shares: readonly Share[], perSecond: (share: Share) => number): number | undefined {
  let sum = 0;
  for (const share of shares) {
    if (share.seconds === undefined) return undefined;
    sum += share.seconds * perSecond(share);
  }
  return Math.round(sum * 1000) / 1000;
}
