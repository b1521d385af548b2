import type { Duration } from 'cdk8s';
import { endWords, exposureWords, timeWords } from '../report/rollout-words';
import type { Timeline } from '../rollout/timeline';
import type { MatcherResult } from './matcher-result';
import type { Promotion } from './rehearsal';

/** How much of the requests a new version may meet before it is promoted or rolled back. */
export interface ExposureLimit {
  /** The largest share, in percent. */
  readonly percent?: number;
  /** How many requests, at the assumed rate. */
  readonly requests?: number;
  /** For how long. */
  readonly time?: Duration;
}

/** What is added to `expect` for rehearsals. */
export interface RolloutMatchers<R> {
  /** Expects of `rehearse(…).promotes()` that the new version is promoted, and within this time of the change. */
  toTakeAtMost(limit: Duration): R;
  /** Expects of `rehearse(…)` that the new version is rolled back, and within this time of the change. */
  toRollBackWithin(limit: Duration): R;
  /** Expects of `rehearse(…)` that the new version meets no more than this until the release ends. */
  toExposeAtMost(limit: ExposureLimit): R;
}

/** The matchers, for any framework: each takes what was given to `expect`, and the limit. */
export const rolloutMatchers = {
  toTakeAtMost(received: unknown, limit: Duration): MatcherResult {
    const { timeline } = promotionOf(received);
    const pass = timeline.ends === 'Succeeded' && (timeline.duration ?? Number.POSITIVE_INFINITY) <= secondsOf(limit);
    return verdict(pass, timeline, `the new version to be promoted within ${timeWords(secondsOf(limit))}`);
  },

  toRollBackWithin(received: unknown, limit: Duration): MatcherResult {
    const timeline = timelineOf(received, 'toRollBackWithin');
    const pass = timeline.ends === 'Failed' && (timeline.duration ?? Number.POSITIVE_INFINITY) <= secondsOf(limit);
    return verdict(pass, timeline, `the new version to be rolled back within ${timeWords(secondsOf(limit))}`);
  },

  toExposeAtMost(received: unknown, { percent, requests, time }: ExposureLimit): MatcherResult {
    const timeline = timelineOf(received, 'toExposeAtMost');
    const { exposure } = timeline;
    const without = Number.POSITIVE_INFINITY;
    const pass =
      exposure.peak <= (percent ?? without) &&
      (exposure.requests ?? without) <= (requests ?? without) &&
      (exposure.seconds ?? without) <= (time === undefined ? without : secondsOf(time));
    const limits = [
      ...(percent === undefined ? [] : [`${percent} % of the requests`]),
      ...(requests === undefined ? [] : [`${requests} requests`]),
      ...(time === undefined ? [] : [`requests for ${timeWords(secondsOf(time))}`]),
    ];
    if (limits.length === 0) throw new Error('toExposeAtMost: give a limit: percent, requests or time');
    return verdict(pass, timeline, `the new version to meet at most ${limits.join(', ')}`);
  },
};

function verdict(pass: boolean, timeline: Timeline, expected: string): MatcherResult {
  const { namespace, name, exposure } = timeline;
  const happened = `Canary ${namespace}/${name}: ${endWords(timeline)}; until then it meets ${exposureWords(exposure)}`;
  return { pass, message: () => `expected ${expected}${pass ? ' not to be so' : ''}\n\n  ${happened}` };
}

function secondsOf(duration: Duration): number {
  return duration.toMilliseconds({ integral: false }) / 1000;
}

function promotionOf(received: unknown): Promotion {
  if (typeof received === 'object' && received !== null && 'timeline' in received) return received as Promotion;
  throw new Error('toTakeAtMost: give what is to take so long: rehearse(…).promotes()');
}

function timelineOf(received: unknown, matcher: string): Timeline {
  if (typeof received === 'object' && received !== null && 'exposure' in received) return received as Timeline;
  throw new Error(`${matcher}: give a rehearsal: rehearse(…)`);
}
