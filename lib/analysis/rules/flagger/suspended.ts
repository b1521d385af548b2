import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

export const suspended: Rule = {
  id: 'FLAGGER_SUSPENDED',
  severity: 'note',
  kinds: [CANARY],
  docs: {
    says: 'a Canary with `suspend: true`',
    why: 'Flagger leaves it as it is: a new version is neither released nor noticed, its pods get no requests, and an event says so at each interval.',
    fix: 'Take `suspend` out when releases are to go on.',
    symptoms: ['Canary is suspended', 'no new revision is detected', 'a new version never gets a request'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-resource',
    wrong: releaseExample({ spec: ['provider: istio', 'suspend: true'] }),
    right: releaseExample({ spec: ['provider: istio', 'suspend: false'] }),
  },

  check(mesh, report) {
    for (const { entity, spec } of releasesOf(mesh)) {
      if (spec.suspend !== true) continue;
      report(entity, ['spec', 'suspend'], {
        message: 'Flagger leaves the Canary as it is: no new version is released',
        fix: 'take it out when releases are to go on',
      });
    }
  },
};
