import type { EndDestination } from '../simulation/outcome';
import type { Effect } from './effect';
import type { Phase } from './phases';
import { type CallPolicy, isRetried, type PodsHit } from './tries';

/** What is to be said of an effect and what the caller does about it. */
export function remarksOn(
  effect: Effect,
  { perTryTimeout, timeout, attempts, retryOn, sticky }: CallPolicy,
  phases: readonly Phase[],
): readonly string[] {
  const remarks: string[] = [];
  const isLate = effect.kind === 'late' || effect.kind === 'lost' || effect.kind === 'silent';
  const longest = effect.kind === 'late' ? effect.seconds : Number.POSITIVE_INFINITY;
  if (isLate && perTryTimeout !== undefined && longest >= perTryTimeout && !isRetried(retryOn, 'too late'))
    remarks.push(
      'a try that takes longer than perTryTimeout is not tried again: retryOn needs gateway-error, 5xx or reset',
    );
  if (isLate && attempts > 0 && perTryTimeout === undefined)
    remarks.push('slow answers are not tried again: without perTryTimeout the first try may take as long as it likes');
  if (isLate && timeout === undefined && perTryTimeout === undefined)
    remarks.push('there is no timeout: callers wait as long as it takes');
  if (effect.kind === 'late') {
    remarks.push(`the first request on a new connection is late by as much again for the handshake of TCP, and of TLS`);
    if (effect.offset > 0) remarks.push(`it varies by ${effect.offset} s more or less`);
  }
  if (effect.kind === 'lost')
    remarks.push(
      'TCP sends again what is lost, after 200 ms and then twice as long each time: there are no errors but those of timeouts',
    );
  if (sticky && attempts > 0) remarks.push('with a consistent hash the same pod is asked again');
  const [first] = phases;
  if (effect.kind === 'gone' && first !== undefined && first.errorRate < 1e-6 && first.tries > 1)
    remarks.push('retries hide it: callers see no error, and the number of requests shows it');
  return remarks;
}

/** What outlier detection makes of the errors that a caller sees. */
export function outlierRemarks(
  { policy }: EndDestination,
  phases: readonly Phase[],
  pods: PodsHit | undefined,
): readonly string[] {
  const detection = policy.outlierDetection?.value;
  if (detection === undefined) return [];
  const fails = phases.some(({ errorRate, tries }) => errorRate > 0 || tries > 1);
  if (!fails) return ['outlier detection sees no errors: slow answers are answers, and no pod is left out'];
  const errors = detection.consecutive5xxErrors ?? detection.consecutiveGatewayErrors ?? 5;
  if (errors === 0) return ['outlier detection is off: it counts no errors'];
  const time = detection.baseEjectionTime ?? '30s';
  const most = detection.maxEjectionPercent || 10;
  const all = pods?.all ?? 0;
  const allowed = Math.floor((all * most) / 100);
  return [
    allowed < 1
      ? `after ${errors} errors in a row a pod would be left out for ${time}; whether one may be, where maxEjectionPercent of ${most} is less than one of ${all} pods, is not known`
      : `after ${errors} errors in a row a sidecar leaves a pod out for ${time}, longer each time, at most ${allowed} of ${all}: then its requests go to the others`,
  ];
}
