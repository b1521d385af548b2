import { groupBy } from '../../../kube/group-by';
import { compare } from '../../../mesh/creation-order';
import { describeId, type Entity, idKey } from '../../../world/entity';
import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { type Release, releasesOf } from '../../release/releases';
import type { Report, Rule } from '../../rule';

const example = (target: string) =>
  yaml(
    deploymentExample(),
    deploymentExample({ name: 'ratings' }),
    canaryExample(),
    canaryExample({ name: 'ratings', target: `kind: Deployment, name: ${target}` }),
  );

export const twoCanaries: Rule = {
  id: 'FLAGGER_TWO_CANARIES',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'two Canaries of one target, or for one Service',
    why: 'Both write the same primary, Services and routes, each its own: at each interval one undoes what the other has done. All that Flagger says is a line in its log, "Bad things will happen".',
    fix: 'Keep one of them. For another Service of the same pods give the second one a `service.name`; two analyses of one target do not go together.',
    symptoms: ['weights jump back', 'Bad things will happen', 'a release begins again and again'],
    see: 'https://docs.flagger.app/usage/how-it-works',
    wrong: example('reviews'),
    right: example('ratings'),
  },

  check(mesh, report) {
    const told = new Set<Entity>();
    const pairs = (by: (release: Release) => string, tell: (first: Release, other: Release) => void) => {
      for (const all of groupBy(releasesOf(mesh), by).values()) {
        const [first, ...others] = [...all].sort((a, b) => compare(a.entity.key, b.entity.key));
        for (const other of others) {
          if (first === undefined || first.entity.key === other.entity.key || told.has(other.entity)) continue;
          if (!mesh.given.together(first.entity, other.entity)) continue;
          told.add(other.entity);
          tell(first, other);
        }
      }
    };
    pairs(
      ({ targetId }) => idKey(targetId),
      (first, other) => tell(report, other, first, ['spec', 'targetRef', 'name'], describeId(other.targetId)),
    );
    pairs(
      ({ namespace, names }) => `${namespace}/${names.apex}`,
      (first, other) => {
        const path = other.spec.service?.name ? ['spec', 'service', 'name'] : ['spec', 'targetRef', 'name'];
        tell(report, other, first, path, `Service ${other.namespace}/${other.names.apex}`);
      },
    );
  },
};

function tell(report: Report, { entity }: Release, first: Release, path: readonly string[], what: string): void {
  report(entity, path, {
    message: `${describeId(first.entity.id)} is for ${what}, too: each undoes what the other does to the primary, the Services and the routes`,
    fix: 'keep one of them',
    related: [{ entity: first.entity, path, message: 'the other one' }],
  });
}
