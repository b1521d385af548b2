import { CANARY } from '../../../world/kinds';
import { reportMissing } from '../../missing';
import { releaseExample } from '../../release/example';
import type { Rule } from '../../rule';

export const targetMissing: Rule = {
  id: 'FLAGGER_TARGET_MISSING',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary whose target does not exist in its namespace',
    why: 'Flagger makes nothing at all: there is a warning event at each interval, "deployment … get query error", for ever. Only the kind and the name count, and the namespace is always that of the Canary.',
    fix: 'Write the name of the Deployment, DaemonSet or Service that is to be released.',
    symptoms: ['canary stuck in Initializing', 'get query error', 'not found'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: releaseExample({ target: 'kind: Deployment, name: review' }),
    right: releaseExample(),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ role, from }) => role === 'release target' && from.id.kind === CANARY.kind,
      consequence: () => 'Flagger makes nothing, and says so at each interval ("get query error")',
      unknown: 'note',
    });
  },
};
