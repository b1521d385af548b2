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
  for (const { id, object, kind, apiVersion } of baseObjects()) {
    for (const { name, edits } of faultsOf(object)) {
      const changed = edited(object, edits);
      if (!isMap(changed)) throw new Error(`${id}: ${name} finds no place`);
      expect([changed.kind, changed.apiVersion]).toEqual([kind, apiVersion]);
    }
  }
});

test('GIVEN the combinations THEN they are many, and no two are the same way of making one', () => {
  const seen = new Set([...combinations()].map(({ base, edits }) => `${base.id} ${JSON.stringify(edits)}`));
  expect(seen.size).toBeGreaterThan(30_000);
});
