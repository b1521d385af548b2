import { expect, test } from '@jest/globals';
import { type Edit, edited, valueAt } from './patch';

const OBJECT = { spec: { list: [{ a: 1 }, { b: 2 }], text: 'x' } };

test.each([
  ['set', [{ op: 'set', path: ['spec', 'text'], value: null }], { spec: { list: [{ a: 1 }, { b: 2 }], text: null } }],
  ['set an item', [{ op: 'set', path: ['spec', 'list', 1], value: 7 }], { spec: { list: [{ a: 1 }, 7], text: 'x' } }],
  ['remove', [{ op: 'remove', path: ['spec', 'list'] }], { spec: { text: 'x' } }],
  ['remove an item', [{ op: 'remove', path: ['spec', 'list', 0] }], { spec: { list: [{ b: 2 }], text: 'x' } }],
  [
    'insert at the end',
    [{ op: 'insert', path: ['spec', 'list', 2], value: 7 }],
    { spec: { list: [{ a: 1 }, { b: 2 }, 7], text: 'x' } },
  ],
  [
    'insert before',
    [{ op: 'insert', path: ['spec', 'list', 0], value: 7 }],
    { spec: { list: [7, { a: 1 }, { b: 2 }], text: 'x' } },
  ],
  ['no such field', [{ op: 'remove', path: ['spec', 'none'] }], undefined],
  ['no such item', [{ op: 'set', path: ['spec', 'list', 2], value: 7 }], undefined],
  ['no place around it', [{ op: 'set', path: ['none', 'a'], value: 7 }], undefined],
  [
    'two, the second in what the first made',
    [
      { op: 'set', path: ['n'], value: {} },
      { op: 'set', path: ['n', 'm'], value: 1 },
    ],
    { ...OBJECT, n: { m: 1 } },
  ],
] as const)('GIVEN %s THEN the copy is edited and the object stays', (_, edits, expected) => {
  const before = structuredClone(OBJECT);
  expect(edited(OBJECT, edits as readonly Edit[])).toEqual(expected);
  expect(OBJECT).toEqual(before);
});

test('GIVEN a field named __proto__ THEN it is a field like others', () => {
  const object = edited({}, [{ op: 'set', path: ['__proto__'], value: 1 }]);
  expect(JSON.stringify(object)).toBe('{"__proto__":1}');
  expect(valueAt(object, ['__proto__'])).toBe(1);
  expect(valueAt({}, ['constructor'])).toBe(undefined);
});
