import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { typeOf } from '../../release/hooks';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (path: string) =>
  releaseExample({ also: [`webhooks: [{name: rollback, type: rollback, url: 'https://test.example.com${path}'}]`] });

/** Ways of the load tester that always answer with success, or open a gate. */
const ALWAYS = /\/(?:gate\/approve|gate\/open|healthz|readyz|livez|health)\/?$/;

export const rollbackHook: Rule = {
  id: 'FLAGGER_ROLLBACK_HOOK',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a hook of type `rollback` that always answers with success',
    why: 'It is asked at each tick whether to roll back, and success means yes: the other way round than a gate. One that always succeeds rolls each release back at once.',
    fix: 'Name what answers with success only when the release is to be rolled back: `/rollback/check` of the load tester.',
    symptoms: ['every release is rolled back', 'Rolling back manually requested'],
    see: 'https://docs.flagger.app/usage/webhooks#manual-gating',
    wrong: example('/gate/approve'),
    right: example('/rollback/check'),
  },

  check(mesh, report) {
    for (const { entity, spec } of releasesOf(mesh)) {
      for (const [index, each] of (spec.analysis.webhooks ?? []).entries()) {
        if (typeOf(each) !== 'rollback' || !ALWAYS.test(each.url)) continue;
        report(entity, ['spec', 'analysis', 'webhooks', index, 'url'], {
          message: `${each.url} always answers with success, which asks for a rollback: each release is rolled back at once`,
          fix: 'write /rollback/check of the load tester, which waits for /rollback/open',
        });
      }
    }
  },
};
