import { ADMISSION_RULES } from '../admission/rules';
import { ANALYSIS_RULES } from '../analysis/rules';
import { TEXT_RULES } from '../model/rules';
import { NATIVE_RULES } from '../native/rules';
import { SCHEMA_RULES } from '../schema/rules';
import { describeRules, type RuleDescription, type RulesOf } from '../violation/rule';

/** What is said of suppressions. */
const SUPPRESSION_RULES = {
  SUPPRESSION_UNUSED: {
    severity: 'note',
    docs: {
      says: 'a suppression that hits nothing',
      why: 'What it was for is gone, or its rule has another name; it would hide the next finding of its kind.',
      fix: 'Remove it, or correct the id of the rule.',
    },
  },
} as const satisfies RulesOf<string>;

/** The rules of each judge, in the order in which guides show them. */
export const RULES_BY_JUDGE = {
  text: describeRules(TEXT_RULES),
  schema: describeRules(SCHEMA_RULES),
  native: describeRules(NATIVE_RULES),
  istio: describeRules(ADMISSION_RULES),
  analysis: ANALYSIS_RULES,
  suppressions: describeRules(SUPPRESSION_RULES),
} as const satisfies Readonly<Record<string, readonly RuleDescription[]>>;

/** Every rule that a finding can name, by its id. */
export const RULES: ReadonlyMap<string, RuleDescription> = new Map(
  Object.values(RULES_BY_JUDGE)
    .flat()
    .map((rule) => [rule.id, rule]),
);
