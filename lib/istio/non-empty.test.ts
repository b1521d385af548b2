import { expect, test } from '@jest/globals';
import { type NonEmpty, nonEmpty } from './non-empty';

test('GIVEN a list that was computed THEN it is taken where one with an item is wanted, and an empty one is refused', () => {
  const numbers: NonEmpty<number> = nonEmpty(['1', '2'].map(Number));
  expect(numbers).toEqual([1, 2]);
  expect(nonEmpty([undefined])).toEqual([undefined]);
  expect(() => nonEmpty([].map(Number), 'list of hosts')).toThrow(
    '[nonEmpty] the list of hosts is empty: give at least one',
  );
});
