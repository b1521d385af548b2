import { goDurationSeconds } from '../../../kube/go-duration';
import type { FieldPath } from '../../../model/finding';
import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { type HookFailure, hookFailure, typeOf } from '../../release/hooks';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (timeout: string) =>
  releaseExample({
    also: [`webhooks: [{name: smoke-test, type: pre-rollout, url: 'https://test.example.com/', timeout: ${timeout}}]`],
  });

export const hook: Rule = {
  id: 'FLAGGER_HOOK',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a webhook or a server of metrics that Flagger cannot call: its URL or its timeout cannot be read',
    why: 'The definition takes any text that begins like a duration, and any URL. What Go cannot read fails at each call: a check fails, a gate never opens, a rollback is never asked for.',
    fix: 'Write a URL such as `http://name.namespace/`, and a timeout such as `30s`.',
    symptoms: ['time: unknown unit', 'time: missing unit in duration', 'unsupported protocol scheme', 'webhook failed'],
    see: 'https://docs.flagger.app/usage/webhooks',
    wrong: example('1m30'),
    right: example('1m30s'),
  },

  check(mesh, report) {
    for (const { entity, spec } of releasesOf(mesh)) {
      for (const [index, each] of (spec.analysis.webhooks ?? []).entries()) {
        const at: FieldPath = ['spec', 'analysis', 'webhooks', index];
        const { fails, isHarmless } = hookFailure(typeOf(each));
        const severity = isHarmless ? 'warning' : 'error';
        if (!isCallable(each.url)) {
          report(entity, [...at, 'url'], {
            severity,
            message: `hook ${each.name} has no URL that can be called: ${fails}`,
            fix: 'write http:// or https:// and a host',
          });
        }
        const { timeout = '' } = each;
        if (timeout.length >= 2 && goDurationSeconds(timeout) === undefined) {
          report(entity, [...at, 'timeout'], {
            severity,
            message: `timeout ${timeout} of hook ${each.name} is no duration: ${fails}`,
            fix: 'write a duration such as 30s or 1m',
          });
        }
      }
      if (spec.metricsServer && !isCallable(spec.metricsServer)) {
        report(entity, ['spec', 'metricsServer'], {
          message: `${spec.metricsServer} is no URL that can be called: ${CHECKS.fails}`,
          fix: 'write http:// or https:// and a host',
        });
      }
    }
  },
};

const CHECKS: HookFailure = hookFailure('rollout');

function isCallable(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).hostname !== '';
}
