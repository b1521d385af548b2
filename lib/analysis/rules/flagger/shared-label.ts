import { describeId } from '../../../world/entity';
import { kindKey } from '../../../world/kind';
import { CANARY, CRON_JOB, JOB } from '../../../world/kinds';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (app: string) =>
  yaml(
    deploymentExample({ name: 'reviews', labels: '{app: reviews, version: v1}' }),
    deploymentExample({ name: 'reviews-v2', labels: `{app: ${app}, version: v2}` }),
    canaryExample(),
  );

/** Their pods end, and Services send them nothing for long. */
const ENDING: ReadonlySet<string> = new Set([JOB, CRON_JOB].map(kindKey));

export const sharedLabel: Rule = {
  id: 'FLAGGER_SHARED_LABEL',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a target whose label for Flagger is also on the pods of another workload',
    why: "Flagger's Service for the canary selects by this one label alone, whatever else the target's selector has: requests that are to test the new version reach the other workload as well, between releases, too.",
    fix: 'Give the pods of the other workload another value of the label, or the target one of its own.',
    symptoms: ['the canary answers with another version', 'metrics of the canary do not fit'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-service',
    wrong: example('reviews'),
    right: example('reviews-v2'),
  },

  check(mesh, report) {
    for (const { target, names, entity, namespace } of releasesOf(mesh)) {
      if (target?.label === undefined) continue;
      const { label, value } = target;
      const others = mesh.given
        .selected(namespace, { [label]: value })
        .filter((other) => other.entity !== target.entity && !ENDING.has(other.entity.kindKey))
        // One that only a controller labels is not known to have this value.
        .filter((other) => other.labels[label] === value && mesh.given.together(entity, other.entity));
      if (others.length === 0) continue;
      const shown = others.slice(0, 3).map((other) => describeId(other.entity.id));
      report(entity, ['spec', 'targetRef', 'name'], {
        message: `Service ${names.canary} selects ${label}=${value}, which the pods of ${shown.join(', ')}${others.length > 3 ? ' and others' : ''} have, too: requests for the canary reach them`,
        fix: `give the others another value of ${label}`,
        related: others.slice(0, 5).map((other) => ({
          entity: other.entity,
          path: [...other.template, 'metadata', 'labels', label],
          message: 'has the label, too',
        })),
      });
    }
  },
};
