import { describe, expect, test } from '@jest/globals';
import { referenceOf } from '../kube/object-reference';
import type { ManifestObject } from '../model/manifest';
import { readManifests } from '../model/read-manifests';
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

/** What is found in the wrong example of each rule. */
const EXAMPLES = ANALYSIS_RULES.map((rule) => ({ rule, found: findingsOf(rule.docs.wrong, ANALYSIS_RULES) }));

describe.each(EXAMPLES.map((example) => [example.rule.id, example] as const))('%s', (id, { rule: { docs }, found }) => {
  test('GIVEN its wrong example THEN exactly its finding is reported', () => {
    expect(found.map(({ rule }) => rule)).toEqual([id]);
  });

  test('GIVEN its right example THEN nothing is reported', () => {
    expect(linesOf(findingsOf(docs.right, ANALYSIS_RULES))).toEqual([]);
  });
});

describe('what findings propose', () => {
  const proposals = EXAMPLES.flatMap(({ rule: { docs }, found }) =>
    found.flatMap(({ rule, path, resource, fix }) => {
      const meant = /^did you mean (.+)\?$/.exec(fix ?? '')?.[1];
      return meant === undefined ? [] : [{ rule, path, name: resource?.name, meant, wrong: docs.wrong }];
    }),
  );

  test.each(proposals)(
    'GIVEN $rule proposes $meant THEN with it there is nothing to report',
    ({ path, name, meant, wrong }) => {
      const objects = readManifests('', wrong).manifests.map(({ object }) => object);
      const repaired = objects.map((object) =>
        referenceOf(object).name === name ? replaced(object, path, meant) : object,
      );
      expect(repaired).not.toEqual(objects);
      const texts = repaired.map((object) => JSON.stringify(object));
      expect(linesOf(findingsOf(texts.join('\n'), ANALYSIS_RULES))).toEqual([]);
    },
  );

  test('GIVEN rules about names THEN most propose one', () => {
    expect(proposals.length).toBeGreaterThan(10);
  });
});

/** An object with another value at a path such as `spec.a[0].b`, if there is one; keys may have dots in them. */
function replaced(object: ManifestObject, path: string, value: string): ManifestObject {
  const copy = structuredClone(object);
  replaceIn(copy, path, value);
  return copy;
}

function replaceIn(around: unknown, path: string, value: string): void {
  if (typeof around !== 'object' || around === null) return;
  const fields = around as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    const written = [`[${key}]`, `.${key}`, key].find((each) => path.startsWith(each));
    const rest = written === undefined ? path : path.slice(written.length);
    if (rest === '') fields[key] = Array.isArray(fields[key]) ? [value] : value;
    else if (/^[.[]/.test(rest) && rest !== path) replaceIn(fields[key], rest, value);
  }
}
