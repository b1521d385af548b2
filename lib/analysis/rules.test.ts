import { describe, expect, test } from '@jest/globals';
import { findingsOf, linesOf } from './fixtures';
import { ANALYSIS_RULES } from './rules';

describe('every rule', () => {
  test('has an id of its own', () => {
    const ids = ANALYSIS_RULES.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[A-Z][A-Z0-9_]+$/.test(id))).toEqual([]);
  });

  test('has documentation in sentences', () => {
    const incomplete = ANALYSIS_RULES.filter(
      ({ docs: { says, why, fix } }) => /\.$/.test(says) || !/[.!]$/.test(why) || !/[.!]$/.test(fix),
    );
    expect(incomplete.map(({ id }) => id)).toEqual([]);
  });
});

describe.each(ANALYSIS_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, { docs }) => {
  test('GIVEN its wrong example THEN exactly its finding is reported', () => {
    const findings = findingsOf(docs.wrong, ANALYSIS_RULES);
    expect(findings.map(({ rule }) => rule)).toEqual([id]);
  });

  test('GIVEN its right example THEN nothing is reported', () => {
    expect(linesOf(findingsOf(docs.right, ANALYSIS_RULES))).toEqual([]);
  });
});
