import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { worldOf } from '../world/fixtures';
import { RULE_SETS, rulesFor } from './rule-sets';
import { ANALYSIS_RULES } from './rules';

describe('rules that are loaded together', () => {
  const optional = RULE_SETS.flatMap(({ groups, load }) =>
    groups === undefined ? [] : load().map((rule) => ({ groups, rule })),
  );

  test.each(optional)('GIVEN no object of the groups THEN $rule.id has nothing to say', ({ groups, rule }) => {
    expect(rule.kinds.length).toBeGreaterThan(0);
    expect(rule.kinds.filter(({ group }) => !groups.includes(group))).toEqual([]);
  });

  test('GIVEN the folders of rules THEN each is a set', () => {
    const folders = readdirSync(join(__dirname, 'rules'), { withFileTypes: true }).filter((each) => each.isDirectory());
    expect(RULE_SETS).toHaveLength(folders.length);
    expect(new Set(ANALYSIS_RULES).size).toEqual(ANALYSIS_RULES.length);
  });

  test('GIVEN a world without Canaries THEN rules about them are not loaded', () => {
    const ids = (yaml: string) => rulesFor(worldOf(yaml)).map(({ id }) => id);
    const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
    const template =
      'apiVersion: flagger.app/v1beta1\nkind: MetricTemplate\nmetadata: {name: a}\nspec: {provider: {type: prometheus}, query: up}\n';
    expect(ids(configMap).filter((id) => id.startsWith('FLAGGER_'))).toEqual([]);
    expect(ids(template).filter((id) => id.startsWith('FLAGGER_')).length).toBeGreaterThan(30);
  });
});
