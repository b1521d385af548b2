import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { reportRemarks } from '../../release/remarks';
import type { Rule } from '../../rule';

const MATCH = 'match: [{headers: {x-beta: {exact: "1"}}}]';

export const matchingOnly: Rule = {
  id: 'FLAGGER_MATCHING_ONLY',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: '`analysis.match` without `iterations`',
    why: 'That is no A/B test, but a release by shares for the requests that match: of them some go to the new version and some to the old one, and no other request reaches the new version before all do.',
    fix: 'For an A/B test write `iterations` in place of `stepWeight`; for a release by shares take `match` out.',
    symptoms: ['A/B test sends matching requests to the old version', 'canary never gets traffic'],
    see: 'https://docs.flagger.app/usage/deployment-strategies#ab-testing',
    wrong: releaseExample({ also: [MATCH] }),
    right: releaseExample({ analysis: ['interval: 1m', 'threshold: 5', 'iterations: 10', MATCH] }),
  },

  check(mesh, report) {
    reportRemarks(mesh, report, {
      ids: ['matching-only'],
      path: () => ['spec', 'analysis', 'match'],
      fix: 'for an A/B test, write iterations in place of stepWeight',
      // Connections are not matched at all.
      if: ({ provider, spec }) => provider !== 'kubernetes' && spec.service?.appProtocol?.toLowerCase() !== 'tcp',
    });
  },
};
