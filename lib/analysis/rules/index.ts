import type { Rule } from '../rule';
import { RULE_SETS } from '../rule-sets';

/** All rules about what lies between objects. A new folder of them is added to the sets. */
export const ANALYSIS_RULES: readonly Rule[] = RULE_SETS.flatMap(({ load }) => load());
