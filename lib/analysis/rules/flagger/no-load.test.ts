import { expect, test } from '@jest/globals';
import { telling } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { noLoad } from './no-load';

const found = telling(noLoad);

test('GIVEN a load test that begins with the first check THEN that finds no values', () => {
  expect(found(noLoad.docs.wrong)).toEqual([
    'note Canary/reviews spec.analysis.webhooks: load test load-test begins with the first check, at tick 2: unless others send requests, that check finds no values and fails',
  ]);
  expect(found(noLoad.docs.right)).toEqual([]);
});

test('GIVEN iterations without a load test of the canary THEN nobody asks it', () => {
  const testing = (also: string[]) =>
    found(canaryExample({ analysis: ['interval: 1m', 'threshold: 5', 'iterations: 5'], also }));
  expect(testing([])[0]).toMatch(/^note .* unless somebody asks Service reviews-canary, metrics find no values/);
  expect(testing(['mirror: true'])).toEqual([]);
});

test.each(['constructor', '__proto__', 'toString'])(
  'GIVEN a hook that is called %s THEN it is one like others',
  (name) => {
    const also = [`webhooks: [{name: ${name}, type: confirm-promotion, url: "http://gate.shop/"}]`];
    expect(found(canaryExample({ also }))).toEqual(
      found(canaryExample({ also: [also[0]?.replace(name, 'gate') ?? ''] })),
    );
  },
);
