import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, yaml } from '../../release/example';
import { twoCanaries } from './two-canaries';

const found = saying(twoCanaries);
const canary = (name: string, target: string, service = '') =>
  canaryExample({ name, target: `kind: Deployment, name: ${target}`, service: `port: 80${service}` });

test('GIVEN two of one target THEN they undo each other', () => {
  expect(found(yaml(canary('a', 'x'), canary('b', 'x', ', name: z')))).toEqual([
    'a.yaml:20 error FLAGGER_TWO_CANARIES: Canary shop/a is for Deployment shop/x, too: each undoes what the other does to the primary, the Services and the routes',
    '  fix: keep one of them',
    '  a.yaml:6: the other one',
  ]);
});

test('GIVEN two of one Service THEN they undo each other', () => {
  expect(found(yaml(canary('a', 'x'), canary('b', 'w', ', name: x')))[0]).toBe(
    'a.yaml:21 error FLAGGER_TWO_CANARIES: Canary shop/a is for Service shop/x, too: each undoes what the other does to the primary, the Services and the routes',
  );
});

test.each([
  ['other targets', yaml(canary('a', 'x'), canary('b', 'w'))],
  ['another namespace', yaml(canary('a', 'x'), canary('a', 'x').replace('shop', 'test'))],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});

test('GIVEN one Canary in two environments THEN it is one', () => {
  expect(found({ 'a/canary.yaml': canary('a', 'x'), 'b/canary.yaml': canary('a', 'x') })).toEqual([]);
});
