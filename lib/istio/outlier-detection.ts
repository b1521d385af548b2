import type { Duration } from 'cdk8s';
import type * as wire from '../../imports/networking.istio.io';
import { checkCount } from './checks';
import { positiveDuration } from './fault';

interface Ejection {
  /** Answers with 5xx, in a row, after which an endpoint is left out; 0 turns it off. @default 5 */
  readonly consecutive5xxErrors?: number;
  /**
   * Answers with 502, 503 or 504, in a row, after which an endpoint is left out; 0 turns it off. They count as 5xx too, so
   * it does nothing unless it is less than `consecutive5xxErrors`.
   * @default 0
   */
  readonly consecutiveGatewayErrors?: number;
  /** Time between two looks at the endpoints. @default 10s */
  readonly interval?: Duration;
  /** How long an endpoint is left out, times the number of times that it was. @default 30s */
  readonly baseEjectionTime?: Duration;
  /** How many endpoints may be left out at most, in percent, 0 to 100. @default 10 */
  readonly maxEjectionPercent?: number;
  /** Below so many healthy endpoints, in percent, none is left out. @default 0 */
  readonly minHealthPercent?: number;
}

/**
 * When an endpoint that fails is left out for a while. Failures to connect count as 5xx, unless they are counted apart.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
 */
export type OutlierDetection = Ejection &
  (
    | { readonly splitExternalLocalOriginErrors?: false; readonly consecutiveLocalOriginFailures?: never }
    | {
        /** Counts failures to connect, or in time, apart from what the endpoint answers. */
        readonly splitExternalLocalOriginErrors: true;
        /** Failures to connect, in a row, after which an endpoint is left out. @default 5 */
        readonly consecutiveLocalOriginFailures?: number;
      }
  );

/** As the API server reads it. */
export function outlierDetectionToWire(where: string, detection: OutlierDetection): wire.OutlierDetection {
  const { interval, baseEjectionTime, maxEjectionPercent, minHealthPercent, ...counts } = detection;
  for (const [name, value] of Object.entries(counts)) {
    if (typeof value === 'number') checkCount(where, name, value, { maximum: 2 ** 32 - 1 });
  }
  return {
    ...counts,
    interval: interval && positiveDuration(where, 'interval', interval),
    baseEjectionTime: baseEjectionTime && positiveDuration(where, 'baseEjectionTime', baseEjectionTime),
    maxEjectionPercent: checkCount(where, 'maxEjectionPercent', maxEjectionPercent, { maximum: 100 }),
    minHealthPercent: checkCount(where, 'minHealthPercent', minHealthPercent, { maximum: 100 }),
  };
}
