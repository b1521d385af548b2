import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { reportRemarks } from '../../release/remarks';
import type { Rule } from '../../rule';

export const nothingChecked: Rule = {
  id: 'FLAGGER_NOTHING_CHECKED',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'an analysis without anything that can fail',
    why: 'Without metrics and hooks of type `rollout` every check passes: the steps take time, and each version whose pods start is promoted.',
    fix: 'Add a metric such as `request-success-rate`, or `skipAnalysis: true` where nothing is to be checked.',
    symptoms: ['a broken version is promoted'],
    see: 'https://docs.flagger.app/usage/metrics',
    wrong: releaseExample({ metrics: '' }),
    right: releaseExample(),
  },

  check(mesh, report) {
    reportRemarks(mesh, report, {
      ids: ['nothing-checked'],
      path: () => ['spec', 'analysis'],
      fix: 'add a metric such as request-success-rate',
      if: ({ spec }) =>
        spec.skipAnalysis !== true &&
        // Somebody looks, and says when.
        (spec.analysis.webhooks ?? []).every(
          ({ type = '' }) => !/^(?:confirm-(?:traffic|promotion)|rollback)/.test(type),
        ),
    });
  },
};
