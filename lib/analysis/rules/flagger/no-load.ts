import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { reportRemarks } from '../../release/remarks';
import type { Rule } from '../../rule';

const example = (type: string) =>
  releaseExample({
    also: [
      `webhooks: [{name: load-test, type: ${type}, url: 'https://load.example.com/', timeout: 5s, metadata: {cmd: 'hey -z 1m http://reviews.shop:9080/'}}]`,
    ],
  });

export const noLoad: Rule = {
  id: 'FLAGGER_NO_LOAD',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'metrics that are asked before anybody has sent the new version a request',
    why: 'A metric without values fails the check. A load test of type `rollout` begins with the first check, too late for it; with `iterations` and without a match no request is routed to the new version until the last check.',
    fix: 'Begin the load test in a hook of type `pre-rollout` as well, against the Service of the canary where no request is routed to it.',
    symptoms: ['no values found', 'Halt advancement no values found'],
    see: 'https://docs.flagger.app/usage/webhooks#load-testing',
    wrong: example('rollout'),
    right: example('pre-rollout'),
  },

  check(mesh, report) {
    reportRemarks(mesh, report, {
      ids: ['late-load', 'unasked'],
      path: (_, { id }) => ['spec', 'analysis', id === 'late-load' ? 'webhooks' : 'metrics'],
      fix: 'begin a load test in a hook of type pre-rollout, too',
      severity: 'note',
      if: ({ provider }) => provider === 'istio',
    });
  },
};
