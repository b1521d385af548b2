import type { Duration } from 'cdk8s';
import type * as wire from '../../imports/networking.istio.io';
import { goDuration } from '../core/duration';
import { checkCount } from './checks';
import type { RouteTarget } from './destination';
import { type Fault, faultToWire, percentage, positiveDuration } from './fault';
import { type HeaderRules, headersToWire } from './headers';
import type { HttpMethod } from './http-match';
import type { ExcludedBy, NonEmpty } from './non-empty';
import { destinationToWire } from './route-destination';
import type { RuleContext } from './rule-context';
import { checkRe2, type StringMatch } from './string-match';

/**
 * When a request is tried again.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on
 */
export type RetryCondition =
  | '5xx'
  | 'gateway-error'
  | 'reset'
  | 'reset-before-request'
  | 'connect-failure'
  | 'envoy-ratelimited'
  | 'retriable-4xx'
  | 'refused-stream'
  | 'retriable-status-codes'
  | 'retriable-headers'
  | 'http3-post-connect-failure'
  | 'cancelled'
  | 'deadline-exceeded'
  | 'internal'
  | 'resource-exhausted'
  | 'unavailable'
  /** A status of HTTP that has a name. */
  | number;

/**
 * How often, when and where a request is tried again.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
 */
export interface HttpRetries {
  /** How often a request is tried again: 0 for never, and then nothing else is said. */
  readonly attempts: number;
  /**
   * Time for each try, the first one too.
   * @default - the route's timeout
   */
  readonly perTryTimeout?: Duration;
  /** @default - connect-failure, refused-stream, unavailable, cancelled (of the mesh's default policy) */
  readonly retryOn?: NonEmpty<RetryCondition>;
  /**
   * The shortest time between two tries; it grows with each.
   * @default 25ms
   */
  readonly backoff?: Duration;
  /** Whether to retry in other localities. @default - as the mesh is configured */
  readonly retryRemoteLocalities?: boolean;
  /** Whether to avoid the hosts that were tried before. @default true */
  readonly retryIgnorePreviousHosts?: boolean;
}

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy */
export interface CorsPolicy {
  /** Origins that may call. */
  readonly allowOrigins: NonEmpty<StringMatch>;
  /** @default - none beyond what CORS always allows */
  readonly allowMethods?: NonEmpty<HttpMethod | '*'>;
  /** Headers that requests may have. @default - none beyond what CORS always allows */
  readonly allowHeaders?: NonEmpty<string>;
  /** Headers that scripts may read. @default - none beyond what CORS always allows */
  readonly exposeHeaders?: NonEmpty<string>;
  /** How long a browser may remember the answer, in whole seconds. @default - the browser's */
  readonly maxAge?: Duration;
  /** Whether requests may carry credentials. @default false */
  readonly allowCredentials?: boolean;
  /** What happens to preflight requests of other origins. @default FORWARD */
  readonly unmatchedPreflights?: 'FORWARD' | 'IGNORE';
}

/**
 * A destination that gets a copy of requests; its answers are thrown away.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMirrorPolicy
 */
export interface HttpMirror {
  readonly destination: RouteTarget;
  /** The port of the Service; needed for a Service that has several. @default - the Service's only port */
  readonly port?: number;
  /** The share of requests that is copied, 0 to 100. @default 100 */
  readonly percent?: number;
}

interface RegexRewrite {
  readonly match: string;
  readonly rewrite: string;
}

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite */
export type HttpRewrite =
  | {
      /** Replaces the path, or the prefix that the rule matched. */
      readonly uri: string;
      readonly uriRegexRewrite?: RegexRewrite & ExcludedBy<'uri'>;
      /** Replaces the `Host` header. */
      readonly authority?: string;
    }
  | {
      readonly uri?: string & ExcludedBy<'uriRegexRewrite'>;
      /** Replaces what the RE2 expression `match` finds in the path; `\1` stands for its first group. */
      readonly uriRegexRewrite: RegexRewrite;
      /** Replaces the `Host` header. */
      readonly authority?: string;
    }
  | { readonly uri?: never; readonly uriRegexRewrite?: never; readonly authority: string };

/** What a rule does beside its action, whatever that is. */
export interface HttpEffects {
  /** Shown in access logs and metrics. */
  readonly name?: string;
  /** Changes of headers. */
  readonly headers?: HeaderRules;
  /** Which scripts of other sites may call. */
  readonly corsPolicy?: CorsPolicy;
}

/** What a rule does to requests that it sends on; Istio refuses it, or passes it over, for those that it answers itself. */
export interface HttpForwardEffects extends HttpEffects {
  /** Faults, injected at the caller. */
  readonly fault?: Fault;
  /** Time for the whole answer, retries included. @default - no limit */
  readonly timeout?: Duration;
  /** @default - 2 attempts if the connection fails or the request is refused */
  readonly retries?: HttpRetries;
  /** Changes of path and authority before the request is sent on. */
  readonly rewrite?: HttpRewrite;
  /** Destinations that get copies. */
  readonly mirrors?: NonEmpty<HttpMirror>;
}

/** As the API server reads it. */
export function effectsToWire(effects: HttpForwardEffects, context: RuleContext): wire.HTTPRoute {
  const { name, headers, fault, corsPolicy, timeout, retries, rewrite, mirrors } = effects;
  if (rewrite) checkRewrite(rewrite, context);
  return {
    name,
    headers: headersToWire(headers, context, rewrite?.authority),
    fault: fault && faultToWire(fault),
    corsPolicy: corsPolicy && corsToWire(corsPolicy, context),
    timeout: timeout && positiveDuration(context.construct, 'a timeout', timeout),
    retries: retries && retriesToWire(checkTries(retries, timeout, context), context),
    rewrite,
    mirrors: mirrors?.map(({ destination, percent, port }) => ({
      destination: destinationToWire(destination, { port }, context),
      percentage: percent === undefined ? undefined : percentage(context.construct, percent),
    })),
  };
}

function checkRewrite({ uri, uriRegexRewrite, authority }: HttpRewrite, context: RuleContext): void {
  if (uri === '' || authority === '' || uriRegexRewrite?.rewrite === '') {
    throw context.error('a rewrite to nothing is none: give at least one character, or leave it out');
  }
  if (uriRegexRewrite) checkRe2(context.construct, uriRegexRewrite.match);
}

// The statuses that Go has a text for, by which istiod tells them from misspelt policies.
const STATUS = /^(10[0-3]|20[0-8]|226|30[0-578]|4(0\d|1[0-8]|2[1-689]|31|51)|50[0-8]|51[01])$/;

function retriesToWire(retries: HttpRetries, context: RuleContext): wire.HTTPRetry {
  const { attempts, perTryTimeout, retryOn, backoff, ...others } = retries;
  checkCount(context.construct, 'attempts', attempts);
  const policies = Object.entries(retries).filter(([name, value]) => name !== 'attempts' && value !== undefined);
  if (attempts === 0 && policies.length > 0) {
    throw context.error(
      `0 attempts turn retries off, so ${policies.map(([name]) => name).join(', ')} would do nothing, and Istio refuses it: leave it out`,
    );
  }
  const unknown = retryOn?.find((condition) => typeof condition === 'number' && !STATUS.test(String(condition)));
  if (unknown !== undefined)
    throw context.error(`retryOn ${unknown} is not a status of HTTP: give one that has a name`);
  return {
    attempts,
    perTryTimeout: perTryTimeout && positiveDuration(context.construct, 'perTryTimeout', perTryTimeout),
    retryOn: retryOn?.join(','),
    backoff: backoff && positiveDuration(context.construct, 'backoff', backoff),
    ...others,
  };
}

/** Throws for a time for each attempt that is longer than the time for all of them. */
export function checkTries<Retries extends Pick<HttpRetries, 'perTryTimeout'>>(
  retries: Retries,
  timeout: Duration | undefined,
  context: RuleContext,
): Retries {
  const { perTryTimeout } = retries;
  if (
    timeout &&
    perTryTimeout &&
    perTryTimeout.toMilliseconds({ integral: false }) > timeout.toMilliseconds({ integral: false })
  ) {
    throw context.error(
      `perTryTimeout of ${goDuration(perTryTimeout)} is longer than the timeout of ${goDuration(timeout)} for all attempts together, ` +
        'so it never takes effect: make it shorter, or the timeout longer',
    );
  }
  return retries;
}

function corsToWire({ allowOrigins, maxAge, ...others }: CorsPolicy, context: RuleContext): wire.CorsPolicy {
  if (maxAge && !Number.isInteger(maxAge.toSeconds({ integral: false }))) {
    throw context.error(`maxAge of ${maxAge.toHumanString()} is not in whole seconds, as CORS counts: round it`);
  }
  const origins = allowOrigins.map((origin) => origin._toWire());
  if (origins.some(({ exact }) => exact === '')) throw context.error('an origin is empty: give its scheme and host');
  return {
    allowOrigins: origins,
    maxAge: maxAge && positiveDuration(context.construct, 'maxAge', maxAge),
    ...others,
  };
}
