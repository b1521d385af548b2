import { expect, test } from '@jest/globals';
import { isMap } from '../../../lib/kube/json';
import { baseObjects } from './base-objects';
import { combinations } from './combinations';
import { faultsOf } from './faults';
import { edited } from './patch';

test('GIVEN a list of names THEN it is left out, replaced, and gets items that do not belong', () => {
  const faults = [...faultsOf({ apiVersion: 'v1', kind: 'A', names: ['a'] })];
  const texts = faults.filter(({ edits: [edit] }) => edit?.path.length === 1 || edit?.op === 'insert');
  expect(texts.map(({ name }) => name)).toEqual([
    'unknown field',
    'field in capitals',
    'missing',
    'null',
    'empty list',
    'map for list',
    'text for list',
    'item for list',
    'null item',
    'item twice',
    'empty text as item',
    'number as item',
    'map as item',
    'null only',
  ]);
});

test('GIVEN every base object THEN every fault finds its place, and what kind of object it is stays', () => {
  const wrong = baseObjects().flatMap(({ id, object, kind, apiVersion }) =>
    [...faultsOf(object)]
      .filter(({ edits }) => {
        const changed = edited(object, edits);
        return !isMap(changed) || changed.kind !== kind || changed.apiVersion !== apiVersion;
      })
      .map(({ name }) => `${id}: ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('GIVEN the combinations THEN they are many, and no two are the same way of making one', () => {
  const seen = new Set([...combinations()].map(({ base, edits }) => `${base.id} ${JSON.stringify(edits)}`));
  expect(seen.size).toBeGreaterThan(30_000);
});
