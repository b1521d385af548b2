import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readManifests } from '../model/read-manifests';
import type { RuleDescription } from '../violation/rule';
import { check, findingsOf as manifestFindings } from './check';
import { loadSchemas } from './installed-schemas';
import { RULES, RULES_BY_JUDGE } from './rules';

const judge = loadSchemas({ cwd: join(__dirname, '../..') });

function findingsOf(yaml: string) {
  return [...check([readManifests('a.yaml', yaml)], judge)].flatMap(({ findings, judged }) => [
    ...findings,
    ...judged.flatMap(manifestFindings),
  ]);
}

const rules = [...RULES.values()];

describe('every rule', () => {
  test('has an id of its own', () => {
    expect(rules.filter(({ id }) => !/^[A-Z][A-Z0-9_]+$/.test(id))).toEqual([]);
  });

  test('says what it reports in a clause, and the rest in sentences', () => {
    const wrong = rules.filter(
      ({ docs: { says, why, fix } }) => /\.$/.test(says) || !/[.!]$/.test(why) || !/[.!]$|URL$/.test(fix),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test('has a wrong and a right example, or none', () => {
    expect(rules.filter(({ docs }) => (docs.wrong === undefined) !== (docs.right === undefined))).toEqual([]);
  });
});

// Those of the analysis are tried with whole worlds; one id may be told by both.
const { analysis: _, ...others } = RULES_BY_JUDGE;
const single = Object.values(others).flat() as readonly RuleDescription[];
const examples = single.flatMap(({ id, docs: { wrong, right } }) =>
  wrong === undefined || right === undefined ? [] : [{ id, wrong, right }],
);

describe.each(examples)('$id', ({ id, wrong, right }) => {
  test('GIVEN its wrong example THEN it is reported, and nothing else', () => {
    const found = findingsOf(wrong).map(({ rule }) => rule);
    expect(new Set(found)).toEqual(new Set([id]));
  });

  test('GIVEN its right example THEN nothing is reported', () => {
    expect(findingsOf(right)).toEqual([]);
  });
});
