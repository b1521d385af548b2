import type { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type * as wire from '../../imports/networking.istio.io';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import type { AtLeastOne } from './non-empty';
import { checkPercent } from './rule-context';

/** A status of gRPC. @see https://grpc.io/docs/guides/status-codes/ */
export type GrpcStatus =
  | 'OK'
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'UNAUTHENTICATED';

/** How many requests a fault hits. */
export interface FaultShare {
  /**
   * The share of requests, 0 to 100.
   * @default 100, written out, because Istio takes a fault without a percentage for one of 0
   */
  readonly percent?: number;
}

/**
 * Holds a request back before it is sent on.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection-Delay
 */
export class FaultDelay {
  /** The same time for each request: 1 ms or more. */
  static fixed(delay: Duration, share: FaultShare = {}): FaultDelay {
    return new FaultDelay({
      fixedDelay: positiveDuration('FaultDelay.fixed', 'a delay', delay),
      percentage: percentage('FaultDelay.fixed', share.percent ?? 100),
    });
  }

  private constructor(private readonly delay: wire.HTTPFaultInjectionDelay) {}

  /** As the API server reads it. @internal */
  _toWire(): wire.HTTPFaultInjectionDelay {
    return this.delay;
  }
}

/**
 * Answers a request with an error instead of sending it on.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection-Abort
 */
export class FaultAbort {
  /** With a status of HTTP, 200 to 599. */
  static http(httpStatus: number, share: FaultShare = {}): FaultAbort {
    if (!Number.isInteger(httpStatus) || httpStatus < 200 || httpStatus > 599) {
      throw new MeshwrightError('FaultAbort.http', `${httpStatus} is not a status of HTTP: give one from 200 to 599`);
    }
    return new FaultAbort({ httpStatus, percentage: percentage('FaultAbort.http', share.percent ?? 100) });
  }

  /** With a status of gRPC. */
  static grpc(grpcStatus: GrpcStatus, share: FaultShare = {}): FaultAbort {
    return new FaultAbort({ grpcStatus, percentage: percentage('FaultAbort.grpc', share.percent ?? 100) });
  }

  private constructor(private readonly abort: wire.HTTPFaultInjectionAbort) {}

  /** As the API server reads it. @internal */
  _toWire(): wire.HTTPFaultInjectionAbort {
    return this.abort;
  }
}

/**
 * Faults to inject: a delay, an error, or both.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection
 */
export type Fault = AtLeastOne<{ readonly delay?: FaultDelay; readonly abort?: FaultAbort }>;

/** As the API server reads it. */
export function faultToWire({ delay, abort }: Fault): wire.HTTPFaultInjection {
  return { delay: delay?._toWire(), abort: abort?._toWire() };
}

/** A percentage as Istio writes it. */
export function percentage(where: IConstruct | string, value: number): wire.Percent {
  return { value: checkPercent(where, value) };
}

/** A duration that Istio takes: 1 ms or more. */
export function positiveDuration(where: IConstruct | string, what: string, duration: Duration): string {
  if (!(duration.toMilliseconds({ integral: false }) >= 1)) {
    throw new MeshwrightError(
      where,
      `${what} of ${duration.toHumanString()} is too short: Istio takes durations of 1ms and more`,
    );
  }
  return goDuration(duration);
}
