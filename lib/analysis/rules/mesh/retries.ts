import { goDurationSeconds } from '../../../kube/go-duration';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { httpRulesWith } from '../../traffic/routes';

const example = (more: string) =>
  documents(
    shop('reviews'),
    istio('VirtualService', 'reviews', `hosts: [reviews]\nhttp:\n- ${more}\n  route: [{destination: {host: reviews}}]`),
  );
const SEE = 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry';
/** Conditions under which a try that has taken too long counts as failed. */
const ON_TIMEOUT = new Set(['5xx', 'gateway-error', 'reset', 'reset-before-request']);

function seconds(text: string | undefined): number {
  return (text === undefined ? undefined : goDurationSeconds(text)) ?? 0;
}

export const triesBeyondTimeout: Rule = {
  id: 'MESH_RETRIES_BEYOND_TIMEOUT',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a timeout that leaves no time for the tries that are asked for',
    why: '`timeout` is for the request with all its tries. When it is over, the caller gets 504, whatever tries are left; a `perTryTimeout` that is longer never counts.',
    fix: 'Make `timeout` longer than perTryTimeout × (attempts + 1), or ask for fewer tries.',
    symptoms: ['504 UT', 'fewer tries than attempts'],
    see: SEE,
    wrong: example('timeout: 3s\n  retries: {attempts: 3, perTryTimeout: 2s, retryOn: 5xx}'),
    right: example('timeout: 10s\n  retries: {attempts: 3, perTryTimeout: 2s, retryOn: 5xx}'),
  },

  check({ given }, report) {
    for (const { entity, rule, path } of httpRulesWith(given, 'retries')) {
      const { retries, timeout } = rule;
      const [whole, each, attempts] = [seconds(timeout), seconds(retries?.perTryTimeout), retries?.attempts ?? 0];
      if (whole === 0 || each === 0 || attempts === 0 || each * (attempts + 1) <= whole) continue;
      const fitting = Math.max(1, Math.ceil(whole / each));
      if (fitting > attempts) continue;
      report(entity, [...path, 'retries', 'perTryTimeout'], {
        message:
          each >= whole
            ? `a try may take ${retries?.perTryTimeout}, and all of them ${timeout}: perTryTimeout never counts, and a slow try is the only one`
            : `of ${attempts + 1} tries of ${retries?.perTryTimeout} only ${fitting} fit into timeout ${timeout}: the caller gets 504 before the others`,
        fix: 'make timeout longer, or perTryTimeout shorter',
      });
    }
  },
};

export const tryTimeoutNotRetried: Rule = {
  id: 'MESH_TRY_TIMEOUT_NOT_RETRIED',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a `perTryTimeout` after which nothing is tried again',
    why: 'A try that takes too long is a 504 of the proxy itself, and that is retried only with `5xx`, `gateway-error` or `reset` in `retryOn`. By default, and with other conditions, the field only makes the request fail earlier.',
    fix: 'Add `gateway-error`, or `5xx`, to `retryOn`.',
    symptoms: ['504 UT', 'no retries'],
    see: SEE,
    wrong: example('retries: {attempts: 3, perTryTimeout: 2s}'),
    right: example(
      'retries: {attempts: 3, perTryTimeout: 2s, retryOn: "connect-failure,refused-stream,gateway-error"}',
    ),
  },

  check({ given }, report) {
    for (const { entity, rule, path } of httpRulesWith(given, 'retries')) {
      const { retries } = rule;
      if (retries?.perTryTimeout === undefined || (retries.attempts ?? 0) === 0) continue;
      const conditions = (retries.retryOn ?? '').split(',').map((each) => each.trim());
      if (conditions.some((each) => ON_TIMEOUT.has(each) || each === '504')) continue;
      report(entity, [...path, 'retries', 'perTryTimeout'], {
        message: `${retries.retryOn ? `retryOn ${retries.retryOn}` : 'the default of retryOn'} leaves out tries that take too long: after ${retries.perTryTimeout} the caller gets 504, and nothing is tried again`,
        fix: 'add gateway-error to retryOn',
      });
    }
  },
};

export const retriesWithoutTryTimeout: Rule = {
  id: 'MESH_RETRIES_WITHOUT_TRY_TIMEOUT',
  severity: 'note',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a timeout and retries, without a `perTryTimeout`',
    why: 'The first try may take all the time that there is: a slow target gets one try, and only one that fails at once is tried again.',
    fix: 'Set `perTryTimeout` below `timeout`, with `gateway-error` in `retryOn`.',
    symptoms: ['504 UT', 'no retries'],
    see: SEE,
    wrong: example('timeout: 5s\n  retries: {attempts: 3, retryOn: 5xx}'),
    right: example('timeout: 5s\n  retries: {attempts: 3, perTryTimeout: 1s, retryOn: 5xx}'),
  },

  check({ given }, report) {
    for (const { entity, rule, path } of httpRulesWith(given, 'retries')) {
      const { retries, timeout } = rule;
      if (seconds(timeout) === 0 || (retries?.attempts ?? 0) === 0 || retries?.perTryTimeout !== undefined) continue;
      report(entity, [...path, 'retries'], {
        message: `the first try may take all of timeout ${timeout}: a target that is slow gets no second one`,
        fix: 'set perTryTimeout',
      });
    }
  },
};
