import { quote } from '../../kube/go';
import { checkDuration } from '../durations';
import { once } from '../once';
import { checkNotNegative } from '../percentages';
import { isKnownStatus } from './http-status';

const CONDITIONS = [
  ...['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'retriable-4xx', 'refused-stream'],
  ...['retriable-status-codes', 'retriable-headers', 'envoy-ratelimited', 'http3-post-connect-failure', 'cancelled'],
  ...['deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'],
];

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry */
export const checkRetries = once((retries, report) => {
  const attempts = retries.get('attempts');
  const retryOn = retries.get('retryOn');
  checkNotNegative(attempts, report);
  if (attempts.number === 0) {
    const idle = ['perTryTimeout', 'retryOn', 'retryRemoteLocalities'].find((name) =>
      name === 'retryOn' ? retryOn.text !== '' : retries.get(name).present,
    );
    if (idle !== undefined) {
      const what = `with 0 attempts nothing is tried again, so ${idle} has no meaning`;
      report.refuse(retries, what, `write attempts: 2, or remove ${idle}`);
    }
  }
  retries.check('perTryTimeout', checkDuration, report);
  if (retryOn.text === '') return;
  for (const condition of retryOn.text.split(',')) {
    if (isKnownStatus(condition) || CONDITIONS.includes(condition)) continue;
    const known = CONDITIONS.includes(condition.trim());
    report.refuse(
      retryOn,
      known
        ? `${quote(condition)}: blanks around a condition are not ignored`
        : `${quote(condition)} is neither a condition nor a status of HTTP`,
      known ? 'write the conditions with commas and without blanks' : `write some of ${CONDITIONS.join(',')}, or 503`,
    );
  }
});
