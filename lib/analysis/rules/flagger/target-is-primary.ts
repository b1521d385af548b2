import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (name: string) =>
  yaml(deploymentExample({ name }), canaryExample({ target: `kind: Deployment, name: ${name}` }));

export const targetIsPrimary: Rule = {
  id: 'FLAGGER_TARGET_IS_PRIMARY',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a Canary for a workload that is called as a primary is',
    why: 'Flagger makes the primary itself, from the target: `reviews-primary` from `reviews`. A Canary of `reviews-primary` releases what nobody changes, and makes a `reviews-primary-primary`.',
    fix: 'Name the workload that new versions are applied to.',
    symptoms: ['a Deployment called …-primary-primary', 'no new revision is detected'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: example('reviews-primary'),
    right: example('reviews'),
  },

  check(mesh, report) {
    for (const { entity, targetId } of releasesOf(mesh)) {
      if (!targetId.name.endsWith('-primary')) continue;
      report(entity, ['spec', 'targetRef', 'name'], {
        message: `${targetId.name} is what Flagger calls the primary of ${targetId.name.slice(0, -'-primary'.length)}, which it makes itself: here it makes ${targetId.name}-primary`,
        fix: 'name the workload that new versions are applied to',
      });
    }
  },
};
