import { describeExperiment, pathOf } from '../../../experiments/experiments';
import { selectionsByLabels } from '../../../experiments/selected-pods';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { attackExample, attackedExample } from '../../experiment/example';
import { relatedWorkloads } from '../../experiment/related';
import type { Rule } from '../../rule';

const tiered = (name: string) =>
  attackedExample({ name }).replace(`{labels: {app: ${name}}}`, `{labels: {app: ${name}, tier: back}}`);
const example = (labels: string) => attackExample({ flags: { labels } }).replace(attackedExample(), tiered('reviews'));

export const severalWorkloads: Rule = {
  id: 'CHAOSBLADE_SEVERAL_WORKLOADS',
  severity: 'warning',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment whose labels are those of several apps',
    why: 'ChaosBlade takes the pods as one list, by name, and hits the first of them: which app that is depends on their names, and what the others do is not tested.',
    fix: 'Add a label that only one app has, or write an experiment for each.',
    symptoms: ['another app is hit'],
    see: 'https://chaosblade.io/docs/',
    wrong: `${example('tier=back')}---\n${tiered('ratings')}\n`,
    right: `${example('tier=back,app=reviews')}---\n${tiered('ratings')}\n`,
  },

  check(mesh, report) {
    for (const { experiment, workloads } of selectionsByLabels(mesh)) {
      const running = workloads.filter(({ replicas }) => replicas !== 0);
      if (new Set(running.map(appOf)).size < 2) continue;
      report(experiment.entity, [...pathOf(experiment, 'labels'), 'value'], {
        message: `${describeExperiment(experiment)} takes pods of ${listed(running)} for one list, and hits the first by name`,
        fix: 'add a label that only one of them has',
        related: relatedWorkloads(running, 'has the labels'),
      });
    }
  },
};

/** Versions of an app, and the primary of a release, are one app. */
function appOf({ labels, name }: Workload): string {
  const app = labels.app ?? labels['app.kubernetes.io/name'] ?? labels['k8s-app'] ?? name;
  return app.replace(/-primary$/, '');
}

function listed(workloads: readonly Workload[]): string {
  const names = workloads.map(({ entity }) => describeId(entity.id));
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(' and ');
}
