import { describe, expect, test } from '@jest/globals';
import { worldOf } from '../world/fixtures';
import { CANARY } from '../world/kinds';
import type { Assumptions } from './assumptions';
import { rehearse } from './rehearse';

const HEADER = { headers: { 'x-canary': { exact: 'always' } } };
const RATE = { name: 'request-success-rate', interval: '1m', threshold: 99 };
const hook = (name: string, type: string, more: object = {}) => ({ name, type, url: 'http://x.test/', ...more });
const load = (type: string, target = 'podinfo') =>
  hook('load', type, { metadata: { cmd: `hey -z 5m http://${target}:9898/` } });

/** What is to be said of a release. */
function remarks(analysis: object, spec: object = {}, assumptions: Assumptions = {}): readonly string[] {
  const world = worldOf(
    JSON.stringify({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'podinfo', namespace: 'test' },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
        service: { port: 9898 },
        ...spec,
        analysis: { interval: '1m', threshold: 5, ...analysis },
      },
    }),
  );
  const [canary] = world.all(CANARY);
  if (canary === undefined) throw new Error('no Canary');
  return rehearse(world, canary, assumptions).remarks.map(({ id, text }) => `${id}: ${text}`);
}

describe('what authors do not expect', () => {
  test('GIVEN steps that lead to the maximum, and checks that can fail, THEN there is nothing to say', () => {
    expect(remarks({ stepWeight: 50, metrics: [RATE] })).toEqual([]);
    expect(remarks({ stepWeights: [10, 50], webhooks: [hook('test', 'rollout')] })).toEqual([]);
  });

  test.each([
    [
      'a step beyond the maximum',
      { stepWeight: 30, maxWeight: 50, metrics: [RATE] },
      {},
      /^beyond-maximum: .*goes to 60 %$/,
    ],
    [
      'a maximum beside steps',
      { stepWeights: [50], maxWeight: 80, metrics: [RATE] },
      {},
      /^maximum-ignored: maxWeight 80 is ignored: the last/,
    ],
    [
      'a maximum beside iterations',
      { iterations: 2, maxWeight: 80, mirror: true, metrics: [RATE] },
      {},
      /^maximum-ignored: .*no shares$/,
    ],
    ['a match without iterations', { stepWeight: 50, match: [HEADER], metrics: [RATE] }, {}, /^matching-only: /],
    ['nothing that can fail', { stepWeight: 50 }, {}, /^nothing-checked: there are neither metrics/],
    [
      'only a load test',
      { stepWeight: 50, webhooks: [load('rollout')] },
      {},
      /^nothing-checked: there are neither metrics/,
    ],
    [
      'no analysis',
      { stepWeight: 50, metrics: [RATE] },
      { skipAnalysis: true },
      /^nothing-checked: skipAnalysis is true/,
    ],
    [
      'an interval that is too short',
      { interval: '5s', stepWeight: 50, metrics: [{ ...RATE, interval: '30s' }] },
      {},
      /^interval: .*every 10 s$/,
    ],
    [
      'an interval that cannot be read',
      { interval: '1minute', stepWeight: 50, metrics: [RATE] },
      {},
      /^interval: .*takes 60 s$/,
    ],
    [
      'hooks that may take longer than an interval',
      { stepWeight: 50, metrics: [RATE], webhooks: [hook('a', 'rollout', { timeout: '30s', retries: 1 })] },
      {},
      /^slow-hooks: hooks of type rollout may take 60 s/,
    ],
    [
      'a load test that begins too late',
      { stepWeight: 50, metrics: [RATE], webhooks: [load('rollout')] },
      {},
      /^late-load: load test load/,
    ],
    [
      'affinity beside a match',
      { stepWeight: 50, metrics: [RATE], match: [HEADER], sessionAffinity: { cookieName: 'a' } },
      {},
      /^affinity-lost: sessionAffinity is lost/,
    ],
    [
      'affinity beside iterations',
      { iterations: 2, mirror: true, metrics: [RATE], sessionAffinity: { cookieName: 'a' } },
      {},
      /^affinity-lost: sessionAffinity has no effect/,
    ],
    ['a test apart that nobody asks', { iterations: 2, metrics: [RATE] }, {}, /^unasked: .*Service podinfo-canary/],
    [
      'steps of a promotion without routes',
      { iterations: 2, stepWeightPromotion: 20, webhooks: [hook('a', 'rollout')] },
      { provider: 'kubernetes' },
      /^promotion-step-ignored: /,
    ],
  ])('GIVEN %s THEN that is said', (_, analysis, spec, expected) => {
    expect(remarks(analysis, spec)).toContainEqual(expect.stringMatching(expected));
  });

  test('GIVEN a load test before the first share, or to the canary’s own Service, THEN that is no matter', () => {
    expect(remarks({ stepWeight: 50, metrics: [RATE], webhooks: [load('rollout'), load('pre-rollout')] })).toEqual([]);
    expect(remarks({ iterations: 2, metrics: [RATE], webhooks: [load('pre-rollout', 'podinfo-canary')] })).toEqual([]);
  });
});

describe('what metrics have to go by', () => {
  test('GIVEN few requests THEN one error fails the check', () => {
    expect(remarks({ stepWeight: 5, maxWeight: 10, metrics: [RATE] }, {}, { rps: 10 })).toEqual([
      'metric: metric request-success-rate: at 5 % it sees about 30 requests in 60 s: one error among fewer than 100 fails the check',
    ]);
    expect(remarks({ stepWeight: 5, maxWeight: 10, metrics: [RATE] }, {}, { rps: 100 })).toEqual([]);
  });

  test('GIVEN few requests for another metric THEN chance decides', () => {
    const metric = { name: 'request-duration', interval: '1m', threshold: 500 };
    expect(remarks({ stepWeight: 5, maxWeight: 10, metrics: [metric] }, {}, { rps: 2 })).toEqual([
      'metric: metric request-duration: at 5 % it sees about 6 requests in 60 s, fewer than 20: chance decides',
    ]);
  });

  test('GIVEN a window that is longer than the interval THEN it sees other shares, too', () => {
    const metric = { ...RATE, interval: '2m' };
    expect(remarks({ stepWeight: 50, metrics: [metric] })).toEqual([
      'metric: metric request-success-rate: its window of 120 s is longer than the interval of 60 s: the check at 100 % also sees 50 %',
    ]);
  });

  test('GIVEN a window that holds no two scrapes THEN there is no rate', () => {
    const metric = { ...RATE, interval: '20s' };
    expect(remarks({ stepWeight: 50, metrics: [metric] })).toEqual([
      'metric: metric request-success-rate: its window of 20 s holds fewer than two scrapes of 15 s, so that a rate has no value',
    ]);
    expect(remarks({ stepWeight: 50, metrics: [metric] }, {}, { scrapeInterval: 5 })).toEqual([]);
  });

  test('GIVEN a metric that Flagger cannot ask THEN each check fails', () => {
    expect(remarks({ stepWeight: 50, metrics: [{ name: 'unheard-of' }] })).toEqual([
      'metric: metric unheard-of: it is neither built in nor has it a query or a template: each check fails',
    ]);
  });
});
