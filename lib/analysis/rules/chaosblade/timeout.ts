import {
  describeExperiment,
  type Experiment,
  experimentsOf,
  pathOf,
  timeoutSeconds,
} from '../../../experiments/experiments';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import type { Observation, Rule } from '../../rule';

/** Longer than this is seldom meant, in seconds. */
const LONG = 600;
/** After this the operator takes the object away, whether the fault is undone or not. */
const LONGEST_HOURS = 72;
/** How often the operator looks, in seconds. */
const POLL = 30;

export const timeout: Rule = {
  id: 'CHAOSBLADE_TIMEOUT',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment without an end, or with one that ChaosBlade cannot keep',
    why: 'With `timeout` ChaosBlade undoes the fault by itself, also when the operator is gone or cannot reach the node any more. Without it the fault lasts until somebody deletes the object, and beyond if that fails.',
    fix: 'Give `timeout` in seconds.',
    symptoms: ['the fault never ends', 'phase Destroying'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ flags: { timeout: undefined } }),
    right: attackExample(),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      const observation = observe(experiment);
      if (observation !== undefined) report(experiment.entity, pathOf(experiment, 'timeout'), observation);
    }
  },
};

function observe(experiment: Experiment): Observation | undefined {
  const { known, flags } = experiment;
  if (known === undefined) return undefined;
  const what = describeExperiment(experiment);
  const given = flags.get('timeout');
  const { ending } = known.what;
  if (ending === 'instant' || ending === 'deletion') {
    if (given === undefined) return undefined;
    return {
      severity: 'warning',
      message:
        ending === 'instant'
          ? `timeout has no effect: ${what} acts once, and cannot be undone`
          : `timeout has no effect: ${what} lasts until the object is deleted`,
      fix: ending === 'instant' ? 'take it out' : 'take it out, and delete the object in time',
    };
  }
  if (given === undefined) {
    return ending === 'irreversible'
      ? {
          severity: 'warning',
          message: `${what} has no timeout: the object stays until it is deleted`,
          fix: 'give timeout',
        }
      : {
          message: `${what} has no timeout: the fault lasts until somebody deletes the object`,
          fix: "give timeout, such as '300'",
        };
  }
  const seconds = timeoutSeconds(given.text);
  if (seconds === undefined || seconds <= 0) {
    return {
      message: `timeout ${given.text} is no time: ChaosBlade refuses the experiment`,
      fix: "write whole seconds, such as '300'",
    };
  }
  if (seconds > LONGEST_HOURS * 3600) {
    return {
      message: `timeout ${given.text} is longer than ${LONGEST_HOURS} hours, after which the operator takes the object away, whether the fault is undone or not`,
      fix: 'write less',
    };
  }
  if (seconds > LONG) {
    return {
      severity: 'note',
      message: `the fault lasts ${Math.round(seconds / 60)} minutes`,
      fix: 'experiments are seldom longer than ten minutes: is that meant?',
    };
  }
  return seconds < POLL
    ? {
        severity: 'note',
        message: `the fault lasts ${seconds} s, and the operator looks every ${POLL} s: its status is late`,
        fix: `give at least ${POLL}`,
      }
    : undefined;
}
