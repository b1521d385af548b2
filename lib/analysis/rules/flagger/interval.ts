import { goDurationSeconds } from '../../../kube/go-duration';
import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { reportRemarks } from '../../release/remarks';
import type { Rule } from '../../rule';

const example = (interval: string) =>
  releaseExample({ analysis: [`interval: ${interval}`, 'threshold: 5', 'maxWeight: 50', 'stepWeight: 10'] });

export const interval: Rule = {
  id: 'FLAGGER_INTERVAL',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'an interval that Flagger does not take as it is written',
    why: 'The definition accepts whatever begins with a number and `s` or `m`. What is no duration of Go is taken as a minute, and less than 10 seconds as 10, without a word.',
    fix: 'Write a duration of 10 seconds or more, such as `30s` or `1m30s`.',
    symptoms: ['release takes longer than expected', 'interval ignored'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-analysis',
    wrong: example('5s'),
    right: example('10s'),
  },

  check(mesh, report) {
    reportRemarks(mesh, report, {
      ids: ['interval'],
      path: () => ['spec', 'analysis', 'interval'],
      fix: 'write a duration of 10 seconds or more, such as 30s or 1m30s',
      // Where steps fail for it, another rule says so.
      if: ({ spec: { analysis } }) =>
        !analysis.sessionAffinity?.primaryCookieName || goDurationSeconds(analysis.interval) !== undefined,
    });
  },
};
