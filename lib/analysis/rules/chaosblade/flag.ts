import { isCommonFlag } from '../../../chaosblade-catalogue/catalogue';
import { describeExperiment, experimentsOf } from '../../../experiments/experiments';
import { closest } from '../../../kube/suggestion';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import type { Rule } from '../../rule';

/** Flags of newer operators that choose pods. */
const NEWER: ReadonlySet<string> = new Set(['evict-group-key']);

export const flag: Rule = {
  id: 'CHAOSBLADE_FLAG',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'a matcher that the action of an experiment does not have',
    why: 'The operator hands what it does not know to the command line of ChaosBlade, which refuses it as an unknown flag: no fault is injected. To undo the experiment fails in the same way, so that the object may not go away.',
    fix: 'Write a flag of the action, or take the matcher out.',
    symptoms: ['unknown flag', 'phase Error', 'phase Destroying'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ flags: { 'remote-prt': '9080' } }),
    right: attackExample({ flags: { 'remote-port': '9080' } }),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      const { entity, known, flags } = experiment;
      if (known === undefined) continue;
      for (const { name, path } of flags.values()) {
        if (known.flags.has(name) || isCommonFlag(name) || NEWER.has(name)) continue;
        if (known.withoutEffect.has(name)) {
          report(entity, [...path, 'name'], {
            severity: 'warning',
            message: `${name} has no effect on ${describeExperiment(experiment)}`,
            fix: 'take it out',
          });
          continue;
        }
        const near = closest(name, known.flags.keys());
        report(entity, [...path, 'name'], {
          message: `${describeExperiment(experiment)} has no flag ${name}: ChaosBlade refuses it, and no fault is injected`,
          fix:
            near === undefined
              ? `it has ${[...known.flags.keys()].sort().join(', ') || 'none'}`
              : `did you mean ${near}?`,
        });
      }
    }
  },
};
