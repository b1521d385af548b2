import type { Duration } from 'cdk8s';
import type { Forecast } from '../forecast/forecast';
import { callWords, endsWords, percent } from '../report/forecast';
import type { MatcherResult } from './matcher-result';
import type { TestedForecast } from './tested-forecast';

/** What is added to `expect` for forecasts of experiments. */
export interface ForecastMatchers<R> {
  /** Expects of `mesh.forecast(…)` that somebody who is known to call sees each experiment. */
  toShow(): R;
  /** Expects of `mesh.forecast(…)` that no caller ever gets more errors than this, in percent of its requests. */
  toFailAtMost(limit: number): R;
  /** Expects of `mesh.forecast(…)` that each experiment ends by itself, and within this time. */
  toEndWithin(limit: Duration): R;
}

/** The matchers, for any framework: each takes what was given to `expect`, and the limit. */
export const forecastMatchers = {
  toShow(received: unknown): MatcherResult {
    const { forecasts } = forecastsIn(received, 'toShow');
    const hidden = forecasts.find(({ shows }) => shows.answer !== 'yes');
    const words = ({ what, shows }: Forecast) => `${what}: ${shows.answer}, ${shows.why}`;
    return verdict(
      hidden === undefined,
      'each experiment to show',
      hidden === undefined ? forecasts.map(words) : [words(hidden)],
    );
  },

  toFailAtMost(received: unknown, limit: number): MatcherResult {
    const { forecasts } = forecastsIn(received, 'toFailAtMost');
    const seen = forecasts.flatMap(({ what, callers }) =>
      callers.flatMap((view) =>
        view.phases.map((phase) => ({ what, view, phase, share: phase.errorRate + phase.waiting })),
      ),
    );
    const unknown = forecasts.flatMap(({ what, callers, shows }) => [
      ...callers.flatMap((view) =>
        view.phases.length === 0 ? view.unknown.map((each) => `${what}: ${callWords(view.call)}: ${each}`) : [],
      ),
      ...(callers.length === 0 && shows.answer === 'unknown' ? [`${what}: ${shows.why}`] : []),
    ]);
    if (unknown.length > 0) {
      // What is not known is neither so nor otherwise.
      throw new Error(`toFailAtMost: it is not known how many requests fail\n\n  ${unknown.join('\n  ')}`);
    }
    const worse = seen.filter(({ share }) => share * 100 > limit + 1e-6);
    const words = ({ what, view, phase, share }: (typeof seen)[number]) =>
      `${what}: ${callWords(view.call)}: ${percent(share)} fail ${phase.when}: ${endsWords(phase)}`;
    return verdict(
      worse.length === 0,
      `at most ${limit} % of requests to fail`,
      (worse.length > 0 ? worse : seen).map(words),
    );
  },

  toEndWithin(received: unknown, limit: Duration): MatcherResult {
    const { forecasts } = forecastsIn(received, 'toEndWithin');
    const seconds = limit.toMilliseconds({ integral: false }) / 1000;
    const late = forecasts.filter(
      ({ ending: { by, after = Number.POSITIVE_INFINITY } }) => by !== 'itself' || after > seconds,
    );
    const words = ({ what, ending }: Forecast) => `${what}: ${ending.words}`;
    return verdict(
      late.length === 0,
      `each experiment to end by itself within ${seconds} s`,
      (late.length > 0 ? late : forecasts).map(words),
    );
  },
};

function verdict(pass: boolean, expected: string, happened: readonly string[]): MatcherResult {
  return { pass, message: () => `expected ${expected}${pass ? ' not to be so' : ''}\n\n  ${happened.join('\n  ')}` };
}

function forecastsIn(received: unknown, matcher: string): TestedForecast {
  if (typeof received === 'object' && received !== null && 'forecasts' in received) return received as TestedForecast;
  throw new Error(`${matcher}: give a forecast: mesh.forecast(…)`);
}
