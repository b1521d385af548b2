import type { Report as ReportOf } from '../../violation/report';
import { CLUSTER_RULES } from './cluster';
import { METADATA_RULES } from './metadata';
import { POD_RULES } from './pods';
import { SYSTEM_RULES } from './system';
import { WORKLOAD_RULES } from './workloads';

/**
 * What is checked of built-in kinds, by the stable id of each rule.
 *
 * A structural error (a field of the wrong type, a field that does not exist) is not here: the schema room tells those.
 */
export const NATIVE_RULES = {
  ...METADATA_RULES,
  ...POD_RULES,
  ...WORKLOAD_RULES,
  ...CLUSTER_RULES,
  ...SYSTEM_RULES,
} as const;

/** The id of a rule. */
export type Rule = keyof typeof NATIVE_RULES;

/** Where checks of native kinds say what is wrong. */
export type Report = ReportOf<Rule>;
