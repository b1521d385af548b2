import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { reportRemarks } from '../../release/remarks';
import type { Rule } from '../../rule';

const example = (timeout: string) =>
  releaseExample({
    also: [`webhooks: [{name: acceptance, type: rollout, url: 'https://test.example.com/', timeout: ${timeout}}]`],
  });

export const slowHooks: Rule = {
  id: 'FLAGGER_SLOW_HOOKS',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'hooks that may take longer than the interval of the analysis',
    why: 'Flagger calls hooks one after another within a tick, and waits for each, with all its retries. Ticks that come meanwhile are dropped: the release takes longer, and so does its rollback.',
    fix: 'Write shorter timeouts, fewer retries, or a longer interval.',
    symptoms: ['a release takes longer than it should', 'the rollback comes late'],
    see: 'https://docs.flagger.app/usage/webhooks',
    wrong: example('2m'),
    right: example('30s'),
  },

  check(mesh, report) {
    reportRemarks(mesh, report, {
      ids: ['slow-hooks'],
      path: () => ['spec', 'analysis', 'webhooks'],
      fix: 'write shorter timeouts, fewer retries, or a longer interval',
    });
  },
};
