import { describe, expect, test } from '@jest/globals';
import { worldOf } from '../world/fixtures';
import { RULE_SETS, rulesFor } from './rule-sets';
import { ANALYSIS_RULES } from './rules';

describe('rules that are loaded together', () => {
  test('are all rules, each once', () => {
    expect(RULE_SETS.flatMap(({ load }) => load())).toEqual(ANALYSIS_RULES);
  });

  test.each(
    RULE_SETS.flatMap(({ kinds, load }) => (kinds === undefined ? [] : load().map((rule) => ({ kinds, rule })))),
  )('GIVEN none of the kinds THEN $rule.id has nothing to say', ({ kinds, rule }) => {
    expect(rule.kinds.length).toBeGreaterThan(0);
    expect(rule.kinds.filter((kind) => !kinds.includes(kind))).toEqual([]);
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
