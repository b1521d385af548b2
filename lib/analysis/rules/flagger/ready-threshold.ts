import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (threshold: number) => releaseExample({ also: [`canaryReadyThreshold: ${threshold}`] });

export const readyThreshold: Rule = {
  id: 'FLAGGER_READY_THRESHOLD',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a share of ready pods that is no share, or none',
    why: '`primaryReadyThreshold` and `canaryReadyThreshold` say how many percent of the pods must be ready before Flagger goes on. With 0 it never waits, and requests go to pods that are not there; more than 100 is never reached, and each release fails at the deadline.',
    fix: 'Write a share from 1 to 100, or leave it out for all pods.',
    symptoms: ['503 at the start of a release', 'canary deployment not ready'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-analysis',
    wrong: example(0),
    right: example(50),
  },

  check(mesh, report) {
    for (const { entity, spec } of releasesOf(mesh)) {
      for (const field of ['primaryReadyThreshold', 'canaryReadyThreshold'] as const) {
        const threshold = spec.analysis[field];
        if (threshold === undefined || (threshold > 0 && threshold <= 100)) continue;
        report(entity, ['spec', 'analysis', field], {
          ...(threshold > 100 ? { severity: 'error' as const } : {}),
          message:
            threshold > 100
              ? `${threshold} % of the pods are never ready: each release fails at the deadline`
              : `with ${threshold} % Flagger does not wait for pods: requests may go where there are none`,
          fix: 'write a share from 1 to 100, or leave it out for all pods',
        });
      }
    }
  },
};
