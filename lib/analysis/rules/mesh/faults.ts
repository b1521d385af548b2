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
const SEE = 'https://istio.io/latest/docs/tasks/traffic-management/fault-injection/';

export const faultNever: Rule = {
  id: 'MESH_FAULT_NEVER',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a fault without a percentage, or of 0 %',
    why: 'Without `percentage` no request is delayed or aborted: the experiment shows nothing.',
    fix: 'Write `percentage: {value: 100}`, or less.',
    symptoms: ['a fault has no effect'],
    see: SEE,
    wrong: example('fault: {abort: {httpStatus: 503}}'),
    right: example('fault: {abort: {httpStatus: 503, percentage: {value: 100}}}'),
  },

  check({ given }, report) {
    for (const { entity, rule, path } of httpRulesWith(given, 'fault')) {
      const { delay, abort } = rule.fault ?? {};
      const never = [
        ...(delay !== undefined && !delay.percentage?.value && !delay.percent ? (['delay'] as const) : []),
        ...(abort !== undefined && !abort.percentage?.value ? (['abort'] as const) : []),
      ];
      for (const field of never) {
        const isZero = (field === 'delay' ? delay : abort)?.percentage?.value === 0;
        // Somebody has switched it off.
        if (isZero) continue;
        report(entity, [...path, 'fault', field], {
          message: `without percentage no request is ${field === 'delay' ? 'delayed' : 'aborted'}`,
          fix: 'write percentage: {value: 100}',
        });
      }
    }
  },
};

export const faultAndTimeout: Rule = {
  id: 'MESH_FAULT_AND_TIMEOUT',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a delay beside a timeout or retries that it cannot test',
    why: 'A fault acts before the request is routed: its delay is not counted by the timeout of the same rule, and what it aborts is not tried again. The caller waits for both.',
    fix: 'Put the fault on the host that the other one calls, and the timeout on the rule in front of it.',
    symptoms: ['no timeout', 'no retries'],
    see: SEE,
    wrong: example('timeout: 1s\n  fault: {delay: {fixedDelay: 3s, percentage: {value: 100}}}'),
    right: example('timeout: 5s\n  fault: {delay: {fixedDelay: 3s, percentage: {value: 100}}}'),
  },

  check({ given }, report) {
    for (const { entity, rule, path } of httpRulesWith(given, 'fault')) {
      const { fault, timeout, retries } = rule;
      const delay = goDurationSeconds(fault?.delay?.fixedDelay ?? '') ?? 0;
      const whole = goDurationSeconds(timeout ?? '') ?? 0;
      if (delay > 0 && whole > 0 && whole <= delay) {
        report(entity, [...path, 'timeout'], {
          message: `the delay of ${fault?.delay?.fixedDelay} is not counted by timeout ${timeout} of the same rule: no request times out because of it`,
          fix: 'put the fault on the host behind this one',
          related: [{ entity, path: [...path, 'fault', 'delay'], message: 'the delay' }],
        });
      }
      if (fault?.abort !== undefined && (fault.abort.percentage?.value ?? 0) > 0 && (retries?.attempts ?? 0) > 0) {
        report(entity, [...path, 'retries'], {
          severity: 'note',
          message: 'what the fault of the same rule aborts is not tried again',
          fix: 'put the fault on the host behind this one',
          related: [{ entity, path: [...path, 'fault', 'abort'], message: 'the fault' }],
        });
      }
    }
  },
};
