import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { reportRemarks } from '../../release/remarks';
import type { Rule } from '../../rule';

const example = (maximum: number) =>
  releaseExample({ analysis: ['interval: 1m', 'threshold: 5', `maxWeight: ${maximum}`, 'stepWeight: 20'] });

export const weights: Rule = {
  id: 'FLAGGER_WEIGHTS',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'steps that give the new version a larger share than the Canary says',
    why: 'Flagger adds a step as long as the share is below `maxWeight`, and so passes it where the maximum is no multiple of the step. From a share that `stepWeights` does not have it goes to 100 % at once.',
    fix: 'Write a maximum that is a multiple of the step.',
    symptoms: ['more traffic than maxWeight', 'the share jumps to 100 %'],
    see: 'https://docs.flagger.app/usage/deployment-strategies#canary-release',
    wrong: example(50),
    right: example(60),
  },

  check(mesh, report) {
    reportRemarks(mesh, report, {
      ids: ['beyond-maximum', 'jump'],
      path: ({ spec }, { id }) => [
        'spec',
        'analysis',
        id === 'jump' ? 'stepWeights' : spec.analysis.maxWeight === undefined ? 'stepWeight' : 'maxWeight',
      ],
      fix: 'write a maximum that is a multiple of the step',
    });
  },
};
