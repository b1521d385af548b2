import { type Experiment, experimentsOf, type GivenFlag, numberOf } from '../../../experiments/experiments';
import { hitOf, type SelectedPods, selectionsByLabels } from '../../../experiments/selected-pods';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import { relatedWorkloads } from '../../experiment/related';
import type { Observation, Rule } from '../../rule';

export const count: Rule = {
  id: 'CHAOSBLADE_COUNT',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'a number or share of pods that is none, or rounds to none',
    why: 'ChaosBlade rounds the share: 10 % of three pods are no pod, and the experiment fails. Zero and what is no number is refused; a negative number makes the operator panic, again and again.',
    fix: 'Write a share of at least half a pod, or `evict-count` with the number of pods.',
    symptoms: ['get container from context failed', 'panic: slice bounds out of range', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ flags: { 'evict-count': undefined, 'evict-percent': '10' } }),
    right: attackExample({ flags: { 'evict-count': undefined, 'evict-percent': '40' } }),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      for (const name of ['evict-count', 'evict-percent']) {
        const given = experiment.flags.get(name);
        const observation = given && misread(experiment, given);
        if (given !== undefined && observation !== undefined)
          report(experiment.entity, [...given.path, 'value'], observation);
      }
    }
    for (const selected of selectionsByLabels(mesh)) {
      const given = selected.experiment.flags.get('evict-percent');
      const { pods = 0, experiment } = selected;
      const percent = numberOf(experiment, 'evict-percent');
      if (given === undefined || percent === undefined || percent <= 0 || pods === 0 || hitOf(experiment, pods) > 0)
        continue;
      report(experiment.entity, [...given.path, 'value'], ofNone(selected, percent, pods));
    }
  },
};

function misread({ flags }: Experiment, { name, text }: GivenFlag): Observation | undefined {
  const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number > 0) {
    if (name !== 'evict-percent' || number <= 100) return undefined;
    return {
      severity: 'warning',
      message: `evict-percent ${text} is more than all: all${flags.has('evict-count') ? ', as far as evict-count allows,' : ''} are hit`,
      fix: 'write 1 to 100',
    };
  }
  return {
    message:
      number < 0
        ? `${name} ${text} is negative: the operator panics, and tries again for ever`
        : `${name} ${text} is no number from 1: ChaosBlade refuses the experiment`,
    fix: 'write a whole number from 1',
  };
}

function ofNone({ experiment, workloads, most = 0 }: SelectedPods, percent: number, pods: number): Observation {
  const smallest = Math.ceil(50 / pods);
  // An autoscaler may run enough of them.
  const enough = hitOf(experiment, most) > 0;
  return {
    ...(enough ? { severity: 'warning' } : {}),
    message: `${percent} % of ${pods} ${pods === 1 ? 'pod' : 'pods'}${enough ? ', which is as few as autoscalers run,' : ''} are none: the experiment fails (get container from context failed)`,
    fix: `write at least ${smallest}, or evict-count: '1'`,
    related: relatedWorkloads(workloads, 'its pods'),
  };
}
