import { experimentsOf, isInPods } from '../../../experiments/experiments';
import { podNumberOf } from '../../../experiments/pod-names';
import { namespaceOf } from '../../../experiments/selected-pods';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import { knowsPodsOf } from '../../../world/known-pods';
import { mostPods } from '../../../world/workload';
import { attackExample, attackedExample } from '../../experiment/example';
import { relatedWorkloads } from '../../experiment/related';
import type { Rule } from '../../rule';

const example = (names: string) =>
  attackExample(
    { flags: { labels: undefined, 'evict-count': undefined, names } },
    attackedExample({ name: 'ratings' })
      .replace('kind: Deployment', 'kind: StatefulSet')
      .replace('spec:\n', 'spec:\n  serviceName: ratings\n'),
    'apiVersion: v1\nkind: Service\nmetadata: {name: ratings, namespace: shop}\nspec: {clusterIP: None, selector: {app: ratings}, ports: [{name: http, port: 9080}]}',
  );

export const podNames: Rule = {
  id: 'CHAOSBLADE_POD_NAMES',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'names of pods that do not exist, or only until the next restart',
    why: 'A name that no pod has is passed over in silence: the others are hit, or nothing is. The names of the pods of a Deployment end in random letters, and change with each restart. Labels beside names are joined to them: a pod that has one of the labels is hit, too.',
    fix: 'Choose by labels; by names only pods of a StatefulSet, from `NAME-0` to one less than its replicas.',
    symptoms: ['can not find pods', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: example('ratings-7'),
    right: example('ratings-2'),
  },

  check(mesh, report) {
    const { world } = mesh;
    for (const experiment of experimentsOf(mesh)) {
      const names = experiment.flags.get('names');
      if (names === undefined || !isInPods(experiment)) continue;
      const namespace = namespaceOf(experiment);
      const workloads = world.workloadsIn(namespace);
      const path = [...names.path, 'value'];
      if (experiment.flags.has('labels')) {
        report(experiment.entity, path, {
          severity: 'warning',
          message: 'with names and labels together, every pod that has one of the labels is hit, too',
          fix: 'leave one of them',
        });
      }
      for (const name of names.values) {
        const found = podNumberOf(name, workloads);
        if (found?.is === 'one of it') continue;
        if (found === undefined) {
          if (!knowsPodsOf(mesh.given, namespace) || workloads.length === 0) continue;
          const isKnown = mesh.given.settings.complete === true || workloads.some((each) => name === each.name);
          report(experiment.entity, path, {
            // Experiments are often kept apart from the apps that they are for.
            ...(isKnown ? {} : { severity: 'warning' as const }),
            message: `no pod of ${namespace} is called ${name}: ChaosBlade passes over it in silence`,
            fix: 'choose the pods by labels',
          });
          continue;
        }
        const { workload } = found;
        report(experiment.entity, path, {
          ...(found.is === 'random' ? { severity: 'warning' as const } : {}),
          message:
            found.is === 'random'
              ? `the names of the pods of ${describeId(workload.entity.id)} change with each restart: ${name} is passed over in silence then`
              : `${describeId(workload.entity.id)} has ${workload.scaling === undefined ? '' : 'at most '}${mostPods(workload)} pods, from ${workload.name}-0 on: there is no ${name}`,
          fix:
            found.is === 'random'
              ? 'choose its pods by labels'
              : `write up to ${workload.name}-${(mostPods(workload) ?? 1) - 1}`,
          related: relatedWorkloads([workload], found.is === 'random' ? 'makes them' : 'its pods'),
        });
      }
    }
  },
};
