import type { Form } from '../../../chaosblade-catalogue/form';
import { describeExperiment, experimentsOf, type GivenFlag } from '../../../experiments/experiments';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import type { Rule } from '../../rule';

export const flagValue: Rule = {
  id: 'CHAOSBLADE_FLAG_VALUE',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'a matcher whose value its flag does not take',
    why: 'All values are texts to the definition, and the operator joins them with commas. ChaosBlade refuses the command line, cuts it off at blanks, or does something else than is meant.',
    fix: 'Write a value of the form that the flag takes.',
    symptoms: ['invalid parameter', 'illegal parameter', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ flags: { percent: '20%' } }),
    right: attackExample({ flags: { percent: '20' } }),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      const { entity, known, flags } = experiment;
      for (const given of flags.values()) {
        const form = known?.flags.get(given.name)?.flag.form;
        const problem = given.values.length === 0 ? 'must have a value' : form && problemOf(form, given);
        if (problem === undefined) continue;
        report(entity, [...given.path, 'value'], {
          message: `${given.name} of ${describeExperiment(experiment)} ${problem}`,
        });
      }
    }
  },
};

function problemOf({ list, judge }: Form, { text, values }: GivenFlag): string | undefined {
  if (!list) return judge(text);
  return values.map((value) => judge(value)).find((problem) => problem !== undefined);
}
