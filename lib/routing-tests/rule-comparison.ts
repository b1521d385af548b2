import { goDurationSeconds } from '../kube/go-duration';
import { equalJson, isMap } from '../kube/json';
import type { HttpRule } from '../mesh/delegates';
import { fullName } from '../mesh/host-names';
import type { Mesh } from '../mesh/mesh';
import { at } from '../world/workload';
import { type ExpectedRule, RULE_FIELDS } from './request-test';

/** A field of a rule, as it was expected and as it is. */
export interface RuleField {
  readonly field: keyof ExpectedRule;
  readonly expected: unknown;
  /** Undefined where the rule does not have it, or there is no rule. */
  readonly actual: unknown;
  readonly equal: boolean;
}

/**
 * Compares fields of the rule that takes a request with what is expected. Short and full names of a host are the same, as
 * are values that mean the same to istiod: none and empty, `1s` and `1000ms`.
 */
export function compareRule(mesh: Mesh, rule: HttpRule | undefined, expected: ExpectedRule): readonly RuleField[] {
  const domain = mesh.config.clusterDomain;
  return RULE_FIELDS.flatMap((field): readonly RuleField[] => {
    if (expected[field] === undefined) return [];
    const actual = rule === undefined ? undefined : fieldOf(rule, field);
    const home = rule?.namespace ?? 'default';
    const equal = equalJson(
      normal(expected[field], (host) => fullName(host, home, domain)),
      normal(actual, (host) => fullName(host, home, domain)),
    );
    return [{ field, expected: expected[field], actual, equal }];
  });
}

/** That a rule names a delegate is said by the rule of the root. */
function fieldOf({ rule, root }: HttpRule, field: keyof ExpectedRule): unknown {
  if (field !== 'delegate') return rule[field];
  return root === undefined ? rule.delegate : at(root.entity.object, [...root.path, 'delegate']);
}

/** Without what is as good as missing; undefined for nothing. */
function normal(value: unknown, inFull: (host: string) => string, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((each: unknown) => normal(each, inFull) ?? {});
    return items.length === 0 ? undefined : items;
  }
  if (isMap(value)) {
    const entries = Object.entries(value).flatMap(([name, each]) => {
      const own = normal(each, inFull, name);
      return own === undefined ? [] : [[name, own] as const];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  if (value === null || value === '' || value === 0 || value === false) return undefined;
  if (typeof value === 'string' && key === 'host') return inFull(value);
  const seconds = typeof value === 'string' ? goDurationSeconds(value) : undefined;
  return seconds === undefined ? value : `${seconds} s`;
}
