import type { Severity } from '../model/finding';

/** What is known of a rule apart from how it is checked. */
export interface RuleDescription {
  /** Stable, such as `SCHEMA_REQUIRED`. */
  readonly id: string;
  /** Of its findings, unless one says otherwise. */
  readonly severity: Severity;
  readonly docs: RuleDocs;
}

/** What `meshwright explain` and the tables of the guides say of a rule. */
export interface RuleDocs {
  /** What is reported: "a field that the kind does not have". */
  readonly says: string;
  /** What happens to it, and why. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** What somebody sees who looks for the cause. */
  readonly symptoms?: readonly string[];
  /** The vendor's reference. */
  readonly see?: string;
  /** YAML of which the rule has a finding, and no other rule. */
  readonly wrong?: string;
  /** The same put right: YAML without any finding. */
  readonly right?: string;
}

/** Rules of one judge, by their ids: the type of the keys is that of the ids it may report. */
export type RulesOf<Id extends string> = Readonly<Record<Id, Omit<RuleDescription, 'id'>>>;

/** Rules with their ids. */
export function describeRules(rules: RulesOf<string>): readonly RuleDescription[] {
  return Object.entries(rules).map(([id, rule]) => ({ id, ...rule }));
}
