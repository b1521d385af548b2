import { describe, expect, test } from '@jest/globals';
import { StringMatch } from '../istio';
import { CanaryMatch, CanaryStrategy } from '.';

const match = [CanaryMatch.header('X-User', StringMatch.exact('tester'))] as const;

describe('CanaryStrategy', () => {
  test('GIVEN each strategy THEN it has exactly one of the sets of fields that the API server takes', () => {
    expect(CanaryStrategy.progressive({ stepWeight: 20, maxWeight: 60, mirror: true })._toWire()).toEqual({
      stepWeight: 20,
      maxWeight: 60,
      mirror: true,
    });
    expect(CanaryStrategy.progressive({ stepWeight: 30, match })._toWire()).toEqual({
      stepWeight: 30,
      match: [{ headers: { 'x-user': { exact: 'tester' } } }],
    });
    expect(CanaryStrategy.steps([1, 2, 50])._toWire()).toEqual({ stepWeights: [1, 2, 50] });
    expect(CanaryStrategy.abTest({ iterations: 3, match, stepWeightPromotion: 10 })._toWire()).toEqual({
      iterations: 3,
      match: [{ headers: { 'x-user': { exact: 'tester' } } }],
      stepWeightPromotion: 10,
    });
    expect(CanaryStrategy.blueGreen({ iterations: 3, mirror: { mirrorWeight: 50 } })._toWire()).toEqual({
      iterations: 3,
      mirror: true,
      mirrorWeight: 50,
    });
  });

  test.each([
    [
      'steps of nothing',
      () => CanaryStrategy.progressive({ stepWeight: 0 }),
      'stepWeight 0: give a whole number from 1 to 100',
    ],
    ['fractions', () => CanaryStrategy.progressive({ stepWeight: 2.5 }), 'stepWeight 2.5: give a whole number'],
    [
      'more than everything',
      () => CanaryStrategy.progressive({ stepWeight: 10, maxWeight: 110 }),
      'maxWeight 110: give a whole number from 1 to 100',
    ],
    [
      'steps beyond the maximum',
      () => CanaryStrategy.progressive({ stepWeight: 20, maxWeight: 50 }),
      'steps of 20 percent reach 60, not the maxWeight of 50',
    ],
    [
      'steps that repeat',
      () => CanaryStrategy.steps([10, 10]),
      'a step of 10 after one of 10, at which the roll-out would be stuck',
    ],
    ['steps that shrink', () => CanaryStrategy.steps([20, 10]), 'a step of 10 after one of 20'],
    ['a first step of nothing', () => CanaryStrategy.steps([0, 10]), 'a step of 0: give a whole number from 1 to 100'],
    ['no iteration', () => CanaryStrategy.blueGreen({ iterations: 0 }), 'iterations 0: give a whole number from 1'],
    [
      'copies of nothing',
      () => CanaryStrategy.blueGreen({ iterations: 1, mirror: { mirrorWeight: 0 } }),
      'mirrorWeight 0',
    ],
    [
      'one name for two cookies',
      () => CanaryStrategy.steps([50], { sessionAffinity: { cookieName: 'a', primaryCookieName: 'a' } }),
      'both cookies are called a',
    ],
    [
      'two conditions on one header',
      () => CanaryMatch.all([CanaryMatch.cookie('a', 'b'), CanaryMatch.cookie('c', 'd')]),
      'two conditions on "cookie"',
    ],
  ])('GIVEN %s THEN it is an error', (_, strategy, message) => {
    expect(strategy).toThrow(message);
  });

  test('GIVEN several conditions THEN all of them are written', () => {
    const all = CanaryMatch.all([
      CanaryMatch.cookie('user', 'a.b'),
      CanaryMatch.headerSuffix('X-Mail', '@example.com'),
      CanaryMatch.sourceLabels({ app: 'web' }),
    ]);
    expect(all._toWire()).toEqual({
      headers: { cookie: { regex: '^(.*?;)?\\s*(user=a\\.b)(;.*)?$' }, 'x-mail': { suffix: '@example.com' } },
      sourceLabels: { app: 'web' },
    });
  });
});
