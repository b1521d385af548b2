import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { PromQuery } from './prom-query';

/**
 * A query that Prometheus answers again and again, and keeps the answers as a metric.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
 */
export interface RecordingRule {
  /**
   * The name of the metric, by convention `<what it is by>:<metric>:<operations>`.
   * @see https://prometheus.io/docs/practices/rules/
   */
  readonly record: `${string}:${string}`;
  readonly query: PromQuery;
  /** @default - those of the answers */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Rules that are evaluated together, one after the other, so that a rule may ask for what those before it recorded. */
export interface RecordingRuleGroup {
  readonly name: string;
  readonly rules: readonly [RecordingRule, ...RecordingRule[]];
}

/**
 * The groups as Prometheus reads them.
 *
 * @throws MeshwrightError when a name is none, is there twice, or a query has variables, which nobody would fill in
 */
export function renderRecordingRules(where: Construct, groups: readonly RecordingRuleGroup[]): object {
  const names = new Set<string>();
  for (const { name, rules } of groups) {
    for (const { record, query } of rules) {
      if (!/^[a-zA-Z_][\w:]*:[\w:]+$/.test(record)) {
        throw new MeshwrightError(
          where,
          `"${record}" is no name of a recorded metric: use letters, digits and "_" with ":" between the parts`,
        );
      }
      if (names.has(record)) throw new MeshwrightError(where, `"${record}" is recorded twice: rename one`);
      names.add(record);
      if (query.variables.length > 0) {
        throw new MeshwrightError(
          where,
          `rule "${record}" of group "${name}" has the variable $${query.variables[0]}, which Prometheus does not know: write its value`,
        );
      }
    }
  }
  return {
    groups: groups.map(({ name, rules }) => ({
      name,
      rules: rules.map(({ record, query, labels }) => ({ record, expr: query.text, ...(labels && { labels }) })),
    })),
  };
}
