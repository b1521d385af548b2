import type { Duration } from 'cdk8s';
import { explainUnknown, explainUnmet, type Unmet } from '../report/expectation-text';
import { type Arrival, type Expectation, judge, type Share } from '../routing-tests/expectation';
import type { Target } from '../routing-tests/target';
import type { UpstreamTls } from '../simulation/outcome';
import type { MatcherContext, MatcherResult } from './matcher-result';
import { MeshUnderTest } from './mesh-under-test';
import { type Reached, reachedOf } from './references';
import { SimulatedRequest } from './simulated-request';

/** Who gets a share of the requests: somebody, or an answer of a proxy by its status; and the share in percent. */
export type ExpectedShare = readonly [to: Reached | number, percent: number];

/** What is added to `expect` for requests, and for the meshes that they are sent through. */
export interface RoutingMatchers<R> {
  /** Expects of a request that it always ends there; with `not`, that it never does. */
  toReach(destination: Reached): R;
  /**
   * Expects of a request that a proxy answers it with a status, as for a redirect, a fault or what a policy denies; with
   * `not`, that this never happens. What an application answers is not known.
   *
   * @param flag as Envoy logs it: `NR`, `UH`, `NC`, `UF`, `FI`
   * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#response-flags
   */
  toBeAnswered(status: number, flag?: string): R;
  /** Expects of a request that the connection is refused or closed. */
  toGetNoAnswer(): R;
  /**
   * Expects of requests that they are shared out like this.
   *
   * @param shares all of them, with percentages that sum up to 100
   */
  toSplit(shares: readonly [ExpectedShare, ...ExpectedShare[]]): R;
  /** Expects of a request that it is answered with a redirect: to a URL, or one that an expression matches. */
  toRedirectTo(location: string | RegExp, status?: number): R;
  /** Expects of a request that a fault holds it back, or some percent of its kind. */
  toBeDelayed(by: Duration, percent?: number): R;
  /** Expects of a request that a copy of it is sent there, or copies of some percent of its kind. */
  toBeCopiedTo(destination: Reached, percent?: number): R;
  /** Expects of a request that its destination gets it like this. */
  toArriveWith(arrival: Arrival): R;
  /** Expects of a request how long it may take, with all that is tried again. */
  toHaveTimeout(timeout: Duration | 'none'): R;
  /** Expects of a request how often it is tried again. */
  toBeRetried(attempts: number): R;
  /** Expects of a request what the connection to its destination is. */
  toUseTls(mode: UpstreamTls['mode']): R;
  /** Expects of a mesh that each route of its VirtualServices was reached by a request of which something was expected. */
  toBeCovered(): R;
}

/** The matchers, for any framework: each takes what was given to `expect`. */
export const routingMatchers = {
  toReach(this: MatcherContext, received: unknown, destination: Reached): MatcherResult {
    const request = requestOf(received, 'toReach');
    return verdict(this, request, { kind: 'reach', target: targetOf(request, destination) });
  },

  toBeAnswered(this: MatcherContext, received: unknown, status: number, flag?: string): MatcherResult {
    return verdict(this, requestOf(received, 'toBeAnswered'), {
      kind: 'answer',
      status,
      ...(flag === undefined ? {} : { flag }),
    });
  },

  toGetNoAnswer(this: MatcherContext, received: unknown): MatcherResult {
    return verdict(this, requestOf(received, 'toGetNoAnswer'), { kind: 'no answer' });
  },

  toSplit(this: MatcherContext, received: unknown, shares: readonly ExpectedShare[]): MatcherResult {
    const request = requestOf(received, 'toSplit');
    const sum = shares.reduce((all, [, percent]) => all + percent, 0);
    if (Math.abs(sum - 100) > 0.01) {
      throw new Error(`toSplit: the shares sum up to ${sum} %: give all of them, 100 % together`);
    }
    return verdict(this, request, {
      kind: 'split',
      shares: shares.map(
        ([to, percent]): Share => ({ to: typeof to === 'number' ? to : targetOf(request, to), percent }),
      ),
    });
  },

  toRedirectTo(this: MatcherContext, received: unknown, location: string | RegExp, status?: number): MatcherResult {
    return verdict(this, requestOf(received, 'toRedirectTo'), {
      ...{ kind: 'redirect', location },
      ...(status === undefined ? {} : { status }),
    });
  },

  toBeDelayed(this: MatcherContext, received: unknown, by: Duration, percent = 100): MatcherResult {
    return verdict(this, requestOf(received, 'toBeDelayed'), {
      ...{ kind: 'delay', milliseconds: millisecondsOf(by), percent },
    });
  },

  toBeCopiedTo(this: MatcherContext, received: unknown, destination: Reached, percent = 100): MatcherResult {
    const request = requestOf(received, 'toBeCopiedTo');
    return verdict(this, request, { kind: 'copy', target: targetOf(request, destination), percent });
  },

  toArriveWith(this: MatcherContext, received: unknown, arrival: Arrival): MatcherResult {
    return verdict(this, requestOf(received, 'toArriveWith'), { kind: 'arrival', arrival });
  },

  toHaveTimeout(this: MatcherContext, received: unknown, timeout: Duration | 'none'): MatcherResult {
    const milliseconds = timeout === 'none' ? undefined : millisecondsOf(timeout);
    return verdict(this, requestOf(received, 'toHaveTimeout'), { kind: 'timeout', milliseconds });
  },

  toBeRetried(this: MatcherContext, received: unknown, attempts: number): MatcherResult {
    return verdict(this, requestOf(received, 'toBeRetried'), { kind: 'retries', attempts });
  },

  toUseTls(this: MatcherContext, received: unknown, mode: UpstreamTls['mode']): MatcherResult {
    return verdict(this, requestOf(received, 'toUseTls'), { kind: 'tls', mode });
  },

  toBeCovered(received: unknown): MatcherResult {
    if (!(received instanceof MeshUnderTest)) throw new Error('toBeCovered: give a mesh: meshOf(…) or meshFrom(…)');
    const { routes, reached } = received.coverage();
    const missed = routes.filter((route) => !route.reached);
    return {
      pass: missed.length === 0,
      message: () =>
        missed.length === 0
          ? `expected that some route is reached by no test, but ${reached} of ${routes.length} are`
          : [
              `expected that tests reach every route, but they reach ${reached} of ${routes.length}: not`,
              ...missed.map(({ name, place }) => `  ${name}${parenthesis(received._where(place))}`),
            ].join('\n'),
    };
  },
};

function parenthesis(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

function verdict(context: MatcherContext, request: SimulatedRequest, expectation: Expectation): MatcherResult {
  const { asked, outcome, text, from } = request;
  const negated = context?.isNot === true;
  const unmet: Unmet = {
    ...{ mesh: asked.mesh, request: text, from, outcome, expectation, negated },
    where: (place) => asked.where(place),
  };
  // Neither it nor its contrary.
  if (outcome.certainty === 'unknown' && !asked.ignoresUnknown) throw new Error(explainUnknown(unmet));
  const found = judge(asked.mesh, outcome, expectation);
  return {
    // What happens to some requests is neither always so nor never.
    pass: found === 'always' || (found === 'sometimes' && negated),
    message: () => explainUnmet(unmet),
  };
}

function requestOf(received: unknown, matcher: string): SimulatedRequest {
  if (received instanceof SimulatedRequest) return received;
  throw new Error(`${matcher}: give a request: meshOf(…).from(…).get('http://…')`);
}

function targetOf({ asked, client }: SimulatedRequest, reached: Reached): Target {
  return reachedOf(asked.mesh, client, reached);
}

function millisecondsOf(duration: Duration): number {
  return duration.toMilliseconds({ integral: false });
}
