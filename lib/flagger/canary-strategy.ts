import type { Duration } from 'cdk8s';
import type * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import type { SourceConditions } from '../istio/gateway-binding';
import type { NonEmpty } from '../istio/non-empty';
import type { CanaryMatch } from './canary-match';
import { checkWhole, wholeSeconds } from './checks';

/**
 * Keeps who has once been sent to the canary there until the roll-out ends, by a cookie.
 *
 * @see https://docs.flagger.app/usage/deployment-strategies#canary-release-with-session-affinity
 */
export interface SessionAffinity {
  /** The cookie of those who are sent to the canary. */
  readonly cookieName: string;
  /** The cookie of those who are sent to the primary, another one. @default - they have none and are chosen anew */
  readonly primaryCookieName?: string;
  /** How long the cookie lasts. @default Duration.days(1) */
  readonly maxAge?: Duration;
  /** @default - the host that was asked */
  readonly domain?: string;
  /** @default - the path that was asked */
  readonly path?: string;
  /** Hides the cookie from scripts. @default false */
  readonly httpOnly?: boolean;
  /** Sends the cookie by HTTPS only. @default false */
  readonly secure?: boolean;
  /** Keeps a cookie for each site that embeds this one. @default false */
  readonly partitioned?: boolean;
  /** @default - as the browser decides, usually Lax */
  readonly sameSite?: 'Strict' | 'Lax' | 'None';
}

/** What every strategy can say. */
export interface StrategyOptions {
  /**
   * After the checks: by how many percent traffic moves back to the primary at each interval, 1 to 100.
   * @default - all at once
   */
  readonly stepWeightPromotion?: number;
}

/** What a canary that gets a growing share can say. */
export interface WeightedStrategyOptions extends StrategyOptions {
  /**
   * Before the first share, one interval in which the canary gets copies of requests, whose answers are thrown away:
   * all of them, or `mirrorWeight` percent. Requests must be safe to be sent twice.
   * @default false
   */
  readonly mirror?: boolean | { readonly mirrorWeight: number };
  /**
   * Shares out only requests that one of these matches; all others go to the primary. For a test that sends all of
   * them to the canary see {@link CanaryStrategy.abTest}.
   * @default - all requests
   */
  readonly match?: NonEmpty<CanaryMatch>;
  /** @default - each request is shared out anew */
  readonly sessionAffinity?: SessionAffinity;
}

/** @see https://docs.flagger.app/usage/deployment-strategies#canary-release */
export interface ProgressiveOptions extends WeightedStrategyOptions {
  /** How many percent of the requests are added at each interval, 1 to 100. */
  readonly stepWeight: number;
  /** The share at which the canary is promoted, in percent: a multiple of `stepWeight`, or 100. @default 100 */
  readonly maxWeight?: number;
}

/** @see https://docs.flagger.app/usage/deployment-strategies#a-b-testing */
export interface AbTestOptions extends StrategyOptions {
  /** How many times the checks must pass. */
  readonly iterations: number;
  /** Alternatives: who is sent to the canary. */
  readonly match: NonEmpty<CanaryMatch>;
}

/** @see https://docs.flagger.app/usage/deployment-strategies#blue-green-deployments */
export interface BlueGreenOptions extends StrategyOptions {
  /** How many times the checks must pass before all requests are switched over. */
  readonly iterations: number;
  /**
   * Copies requests to the canary while it is checked: all of them, or `mirrorWeight` percent; the answers are thrown
   * away. Requests must be safe to be sent twice.
   * @default false
   */
  readonly mirror?: boolean | { readonly mirrorWeight: number };
}

type Steps = { readonly stepWeight: number } | { readonly stepWeights: number[] } | { readonly iterations: number };
type Wire = Steps &
  Pick<
    wire.CanaryAnalysis,
    'maxWeight' | 'stepWeightPromotion' | 'mirror' | 'mirrorWeight' | 'match' | 'sessionAffinity'
  >;

/**
 * How requests move from the old version, the primary, to the new one, the canary.
 *
 * @see https://docs.flagger.app/usage/deployment-strategies
 */
export class CanaryStrategy {
  /**
   * A share that grows by the same step at each interval.
   *
   * @throws MeshwrightError when the share would never grow, or grow beyond `maxWeight`
   */
  static progressive({ stepWeight, maxWeight, ...options }: ProgressiveOptions): CanaryStrategy {
    const where = 'CanaryStrategy.progressive';
    checkPercent(where, 'stepWeight', stepWeight);
    if (maxWeight !== undefined) checkPercent(where, 'maxWeight', maxWeight);
    if (maxWeight !== undefined && maxWeight < 100 && maxWeight % stepWeight !== 0) {
      const reached = Math.ceil(maxWeight / stepWeight) * stepWeight;
      throw new MeshwrightError(
        where,
        `steps of ${stepWeight} percent reach ${Math.min(reached, 100)}, not the maxWeight of ${maxWeight}: give a multiple of stepWeight`,
      );
    }
    return new CanaryStrategy({ stepWeight, maxWeight, ...weighted(where, options) }, options.match);
  }

  /**
   * Shares in percent, one after the other; after the last the canary is promoted.
   *
   * @throws MeshwrightError when a share is not above the one before, at which the roll-out would be stuck
   */
  static steps(stepWeights: NonEmpty<number>, options: WeightedStrategyOptions = {}): CanaryStrategy {
    const where = 'CanaryStrategy.steps';
    stepWeights.forEach((weight, index) => {
      checkPercent(where, 'a step of', weight);
      const before = stepWeights[index - 1] ?? 0;
      if (weight <= before) {
        throw new MeshwrightError(
          where,
          `a step of ${weight} after one of ${before}, at which the roll-out would be stuck: give shares that grow`,
        );
      }
    });
    const wire = { stepWeights: [...stepWeights], ...weighted(where, options) };
    return new CanaryStrategy(wire, options.match);
  }

  /** Those whose requests match see the canary, all others the primary, until the checks have passed often enough. */
  static abTest({ iterations, match, ...options }: AbTestOptions): CanaryStrategy {
    const where = 'CanaryStrategy.abTest';
    const wire = { iterations: checkWhole(where, 'iterations', iterations), match: match.map((one) => one._toWire()) };
    return new CanaryStrategy({ ...wire, ...promotion(where, options) }, match);
  }

  /** Nobody sees the canary while it is checked; then all do. */
  static blueGreen({ iterations, mirror, ...options }: BlueGreenOptions): CanaryStrategy {
    const where = 'CanaryStrategy.blueGreen';
    return new CanaryStrategy({
      iterations: checkWhole(where, 'iterations', iterations),
      ...mirroring(where, mirror),
      ...promotion(where, options),
    });
  }

  private constructor(
    private readonly wire: Wire,
    private readonly matches: readonly CanaryMatch[] = [],
  ) {}

  /** Whether it tells requests apart, which only HTTP allows. */
  get needsHttp(): boolean {
    return this.matches.length > 0 || this.wire.mirror === true || this.wire.sessionAffinity !== undefined;
  }

  /** What its matches ask of the pods that send requests. @internal */
  get _sources(): readonly SourceConditions[] {
    return this.matches.map((match) => match._source);
  }

  /** Whether a match is about a parameter of the query. */
  get matchesQuery(): boolean {
    return this.matches.some((match) => match.matchesQuery);
  }

  /** As the API server reads it. @internal */
  _toWire(): Wire {
    return this.wire;
  }
}

function weighted(where: string, options: WeightedStrategyOptions): Omit<Wire, keyof Steps | 'maxWeight'> {
  return {
    ...mirroring(where, options.mirror),
    ...promotion(where, options),
    match: options.match?.map((one) => one._toWire()),
    sessionAffinity: options.sessionAffinity && affinity(where, options.sessionAffinity),
  };
}

function promotion(where: string, { stepWeightPromotion }: StrategyOptions): Pick<Wire, 'stepWeightPromotion'> {
  if (stepWeightPromotion !== undefined) checkPercent(where, 'stepWeightPromotion', stepWeightPromotion);
  return { stepWeightPromotion };
}

function mirroring(where: string, mirror: BlueGreenOptions['mirror']): Pick<Wire, 'mirror' | 'mirrorWeight'> {
  if (mirror === undefined || typeof mirror === 'boolean') return { mirror: mirror || undefined };
  checkPercent(where, 'mirrorWeight', mirror.mirrorWeight);
  return { mirror: true, mirrorWeight: mirror.mirrorWeight };
}

function affinity(where: string, { maxAge, ...settings }: SessionAffinity): wire.SessionAffinity {
  for (const name of [settings.cookieName, settings.primaryCookieName ?? 'unset']) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw new MeshwrightError(where, `"${name}" is no name of a cookie: use letters, digits, "-" and "_"`);
    }
  }
  if (settings.cookieName === settings.primaryCookieName) {
    throw new MeshwrightError(where, `both cookies are called ${settings.cookieName}: Flagger wants two names`);
  }
  return { ...settings, maxAge: maxAge && wholeSeconds(where, 'sessionAffinity.maxAge', maxAge) };
}

function checkPercent(where: string, what: string, percent: number): void {
  checkWhole(where, what, percent, { minimum: 1, maximum: 100 });
}
