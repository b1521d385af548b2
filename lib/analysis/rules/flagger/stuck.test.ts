import { describe, expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { stuck } from './stuck';

const found = saying(stuck);
const release = (...lines: string[]) => canaryExample({ analysis: ['interval: 1m', 'threshold: 2', ...lines] });

describe('GIVEN an analysis that never ends THEN it says why', () => {
  test.each([
    [['stepWeight: 0'], 'a.yaml:11', 'each release is stuck from tick 1 on: stepWeight is 0: the share never grows'],
    [
      ['stepWeights: [10, 10]'],
      'a.yaml:11',
      'each release is stuck from tick 2 on: stepWeights [10, 10] go from 10 to 10, which is no step up: the share stays at 10 %',
    ],
    [
      ['stepWeight: 10', 'maxWeight: 120'],
      'a.yaml:12',
      'each release is stuck from tick 11 on: maxWeight 120 is never reached: a share is 100 % at most, and there the release stays',
    ],
    [
      ['stepWeight: 10', 'mirror: true', 'match: [{headers: {a: {exact: b}}}]'],
      'a.yaml:12',
      'each release is stuck from tick 2 on: with analysis.match the rule that mirrors is written anew without the mirror: Flagger never sees that it mirrors, and begins again at each tick: the share stays at 0 %',
    ],
    [
      ['stepWeight: 2.5'],
      'a.yaml:11',
      'no release ever begins: spec.analysis.stepWeight: 2.5 is no whole number: Flagger cannot read the Canary, nor any other beside it',
    ],
    [
      ['stepWeight: 10', 'sessionAffinity: {cookieName: a, primaryCookieName: a}'],
      'a.yaml:12',
      'no release ever begins: sessionAffinity has the cookie a for both versions: Flagger does not take the Canary up',
    ],
  ])('%j', (lines, place, message) => {
    expect(found(release(...lines))[0]).toBe(`${place} error FLAGGER_STUCK: ${message}`);
  });
});

test('GIVEN a mirror with the Gateway API and no iterations THEN it is never seen', () => {
  const canary = (more: string[]) =>
    canaryExample({ spec: ['provider: gatewayapi:v1'], analysis: ['interval: 1m', 'threshold: 2', ...more] });
  expect(found(canary(['stepWeight: 10', 'mirror: true']))[0]).toMatch(
    /^a\.yaml:12 error FLAGGER_STUCK: each release is stuck: with the Gateway API a mirror is only written with iterations/,
  );
  expect(found(canary(['iterations: 10', 'mirror: true']))).toEqual([]);
});

test.each([
  ['steps that grow', release('stepWeights: [1, 2, 50]')],
  ['an A/B test', release('iterations: 10', 'match: [{headers: {a: {exact: b}}}]')],
  [
    'another provider',
    canaryExample({ spec: ['provider: nginx'], analysis: ['interval: 1m', 'threshold: 2', 'stepWeight: 0'] }),
  ],
  ['a Canary that is suspended', canaryExample({ spec: ['provider: istio', 'suspend: true'] })],
  ['a target that is missing, of which another rule tells', canaryExample()],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
