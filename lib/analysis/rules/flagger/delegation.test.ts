import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { delegation } from './delegation';

const found = saying(delegation);
const { right } = delegation.docs;
const alone = (more: string) => canaryExample({ service: `port: 80, delegation: true${more}` });

test('GIVEN hosts or gateways THEN no routes are made', () => {
  expect(found(alone(', hosts: [a.example.com]'))).toEqual([
    'a.yaml:7 error FLAGGER_DELEGATION: a delegate cannot have hosts: Flagger makes no routes, and says so at each interval',
    '  fix: take hosts out: those of the VirtualService that delegates count',
  ]);
  expect(found(alone(', gateways: [mesh]'))[0]).toMatch(/a delegate cannot have gateways/);
});

test('GIVEN nobody that delegates THEN it is a note, and an error where all is known', () => {
  expect(found(alone(''))[0]).toBe(
    'a.yaml:7 note FLAGGER_DELEGATION: no VirtualService among the files delegates to reviews: unless one does, nobody follows the routes of the Canary',
  );
  expect(found(right.replace('delegate: {name: reviews', 'delegate: {name: other'), { complete: true })[0]).toBe(
    'a.yaml:16 error FLAGGER_DELEGATION: no VirtualService delegates to reviews: nobody follows the routes of the Canary',
  );
});

test('GIVEN one that delegates, or no delegate THEN nothing is reported', () => {
  expect(found(right)).toEqual([]);
  expect(found(canaryExample())).toEqual([]);
});
