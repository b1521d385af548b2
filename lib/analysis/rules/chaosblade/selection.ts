import { describeExperiment, type Experiment, experimentsOf, isInPods, pathOf } from '../../../experiments/experiments';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import type { Rule } from '../../rule';

/** What says what is hit. */
const CHOOSING = ['names', 'labels', 'evict-count', 'evict-percent'] as const;
const CONTAINERS = ['container-names', 'container-index', 'container-ids'] as const;

export const selection: Rule = {
  id: 'CHAOSBLADE_SELECTION',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment that does not say which nodes, pods or containers it is for',
    why: 'ChaosBlade looks for what it hits by `names` or `labels`, and of containers also needs to know which. Without, it finds nothing and refuses the experiment. A label without `=` is passed over in silence.',
    fix: 'Give `labels`, as `key=value`, or `names`; for containers `container-names`.',
    symptoms: ['less parameter', 'invalid parameter', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ flags: { labels: undefined } }),
    right: attackExample(),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      const { entity, scope, flags } = experiment;
      const what = describeExperiment(experiment);
      if (!isInPods(experiment) && scope !== 'node') continue;
      if (!flags.has('names') && !flags.has('labels')) {
        report(entity, pathOf(experiment, 'evict-count'), {
          message: CHOOSING.some((name) => flags.has(name))
            ? `${what} has neither names nor labels: nothing is found, and nothing is hit`
            : `${what} says nothing of what it hits: ChaosBlade refuses it (less parameter)`,
          fix: "give labels, such as 'app=reviews', or names",
        });
      }
      for (const label of lostLabels(experiment)) {
        report(entity, [...pathOf(experiment, 'labels'), 'value'], {
          message: `the label ${label} has no value: ChaosBlade passes over it in silence, and hits others, too, or nothing`,
          fix: `write ${label}=VALUE`,
        });
      }
      if (scope === 'container' && !CONTAINERS.some((name) => flags.has(name))) {
        report(entity, pathOf(experiment, 'labels'), {
          message: `${what} does not say which containers of the pods: ChaosBlade refuses it`,
          fix: 'give container-names',
        });
      }
    }
  },
};

function lostLabels({ flags }: Experiment): readonly string[] {
  return (flags.get('labels')?.values ?? []).filter((each) => each.indexOf('=') <= 0);
}
