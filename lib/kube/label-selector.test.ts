import { describe, expect, test } from '@jest/globals';
import { formatSelector, hasLabels, matchesSelector } from './label-selector';

describe('hasLabels', () => {
  test.each([
    ['all that is wanted', { app: 'a', version: 'v1' }, { app: 'a' }, true],
    ['nothing is wanted', { app: 'a' }, undefined, true],
    ['another value', { app: 'a' }, { app: 'b' }, false],
    ['no such label', {}, { app: 'a' }, false],
    ['names of Object.prototype', {}, { constructor: 'a' }, false],
  ])('GIVEN %s', (_name, labels, wanted, expected) => {
    expect(hasLabels(labels, wanted)).toBe(expected);
  });
});

describe('matchesSelector', () => {
  const labels = { app: 'a', tier: 'web' };
  test.each([
    [{}, true],
    [{ matchLabels: { app: 'a' } }, true],
    [{ matchLabels: { app: 'b' } }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['b'] }] }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] }, false],
    [{ matchExpressions: [{ key: 'none', operator: 'NotIn', values: ['a'] }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'none', operator: 'Exists' }] }, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
    [{ matchExpressions: [{ key: 'none', operator: 'DoesNotExist' }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'Like' }] }, false],
    [{ matchLabels: { app: 'a' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['db'] }] }, false],
  ])('GIVEN %j THEN it selects: %s', (selector, expected) => {
    expect(matchesSelector(labels, selector)).toBe(expected);
  });
});

test('GIVEN a selector WHEN formatted THEN it reads as with kubectl', () => {
  const matchExpressions = [
    { key: 'tier', operator: 'In', values: ['a', 'b'] },
    { key: 'x', operator: 'NotIn', values: ['c'] },
    { key: 'y', operator: 'Exists' },
    { key: 'z', operator: 'DoesNotExist' },
  ];
  expect(formatSelector({ matchLabels: { b: '2', a: '1' }, matchExpressions })).toEqual(
    'a=1,b=2,tier in (a,b),x notin (c),y,!z',
  );
});
