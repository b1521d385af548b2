import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CanaryAnalysis, CanaryWebhook } from '../../imports/flagger.app';
import { podinfoCanary } from '../flagger-objects/podinfo.testing';
import { AssumedEnvironment } from './assumed-environment';
import type { Assumptions } from './assumptions';
import { deadEndsOf } from './dead-ends';
import { runToEnd } from './run';

type Fields = Partial<Record<keyof CanaryAnalysis, unknown>>;
const canaryWith = (analysis: Fields, spec: Parameters<typeof podinfoCanary>[0] = {}) =>
  podinfoCanary({ ...spec, analysis: { interval: '10s', threshold: 3, ...analysis } as CanaryAnalysis });
const hook = (type: CanaryWebhook['type']) => ({ name: `my-${type}`, type, url: 'http://x.test/' });

function run(canary: ReturnType<typeof canaryWith>, assumptions: Assumptions = {}) {
  const environment = new AssumedEnvironment(canary, undefined, assumptions);
  const ended = runToEnd(canary, environment, { delay: 0, initial: assumptions.initial === true });
  const { steps, ends } = ended;
  return {
    ends,
    weights: steps.map(({ tick }) => tick.canaryWeight),
    phases: steps.map(({ tick }) => tick.phase),
    events: steps.map(({ tick }) => tick.events.map(({ message }) => message)),
    seconds: steps.at(-1)?.tick.time,
    ticks: steps.map(({ tick }) => tick),
    deadEnds: deadEndsOf(canary, ended),
  };
}

describe('a release that ends', () => {
  test('GIVEN steps of 20 % to 100 % THEN promotion follows the last share, and Flagger says so', () => {
    const { weights, phases, events, seconds } = run(canaryWith({ stepWeight: 20 }));
    expect(weights).toEqual([0, 20, 40, 60, 80, 100, 100, 0, 0]);
    expect(phases.slice(-3)).toEqual(['Promoting', 'Finalising', 'Succeeded']);
    expect(seconds).toBe(80);
    expect(events).toEqual([
      ['New revision detected! Scaling up podinfo.test'],
      ['Starting canary analysis for podinfo.test', 'Advance podinfo.test canary weight 20'],
      ['Advance podinfo.test canary weight 40'],
      ['Advance podinfo.test canary weight 60'],
      ['Advance podinfo.test canary weight 80'],
      ['Advance podinfo.test canary weight 100'],
      ['Copying podinfo.test template spec to podinfo-primary.test'],
      ['Routing all traffic to primary'],
      ['Promotion completed! Scaling down podinfo.test'],
    ]);
  });

  test('GIVEN checks that fail THEN failures add up, and the tick after the last allowed one rolls back', () => {
    const metrics = [{ name: 'request-success-rate', thresholdRange: { min: 99 } }];
    const { ends, weights, events, seconds } = run(canaryWith({ stepWeight: 20, metrics }), { failing: 'always' });
    expect([ends, seconds]).toEqual(['Failed', 50]);
    expect(weights).toEqual([0, 20, 20, 20, 20, 0]);
    expect(events[2]).toEqual(['Halt podinfo.test advancement success rate 0.00% < 99%']);
    expect(events.at(-1)).toEqual([
      'Rolling back podinfo.test failed checks threshold reached 3',
      'Canary failed! Scaling down podinfo.test',
    ]);
    const twice = run(canaryWith({ stepWeight: 20, metrics, threshold: 2 }), { failing: [2, 5] });
    expect([twice.ends, twice.ticks.length]).toEqual(['Failed', 7]);
    expect(run(canaryWith({ stepWeight: 20, metrics }), { failing: [2, 5] }).ends).toBe('Succeeded');
  });

  test('GIVEN pods that take long THEN Flagger waits, and a check is not failed by that', () => {
    const { ends, events, ticks } = run(canaryWith({ stepWeight: 50 }), { ready: 25, primaryReady: 15 });
    expect([ends, ticks.length]).toEqual(['Succeeded', 9]);
    expect(events[1]).toEqual([
      'canary deployment podinfo.test not ready: waiting for rollout to finish: 0 of 1 (readyThreshold 100%) updated replicas are available',
    ]);
    expect(events[6]).toEqual([
      'podinfo-primary.test not ready: waiting for rollout to finish: 1 old replicas are pending termination',
    ]);
  });

  test('GIVEN pods that never start THEN the Canary’s deadline ends it, at no share', () => {
    const { ends, weights, seconds, events } = run(canaryWith({ stepWeight: 50 }), { ready: 'never' });
    expect([ends, seconds]).toEqual(['Failed', 610]);
    expect(Math.max(...weights)).toBe(0);
    expect(events.at(-1)).toEqual([
      'canary deployment podinfo.test not ready: waiting for rollout to finish: 0 of 1 (readyThreshold 100%) updated replicas are available',
      'Canary failed! Scaling down podinfo.test',
    ]);
    const early = run(canaryWith({ stepWeight: 50 }, { progressDeadlineSeconds: 60 }), { ready: 'never' });
    expect([early.ends, early.seconds]).toEqual(['Failed', 70]);
  });

  test('GIVEN a primary that does not come up with the new version THEN the canary, which has it, is kept', () => {
    const { ends, weights, events } = run(canaryWith({ stepWeight: 50 }), { ready: 5, primaryReady: 'never' });
    expect([ends, weights.at(-1)]).toEqual(['Failed', 100]);
    expect(events.at(-1)).toEqual([
      'podinfo-primary.test not ready: deployment "podinfo-primary" exceeded its progress deadline',
      'Promotion of podinfo.test failed, primary not ready: podinfo-primary.test not ready: deployment "podinfo-primary" exceeded its progress deadline',
    ]);
  });

  test('GIVEN skipAnalysis THEN whatever starts is promoted at the next tick', () => {
    const { ends, phases } = run(canaryWith({ stepWeight: 50, webhooks: [hook('rollout')] }, { skipAnalysis: true }));
    expect([ends, phases]).toEqual(['Succeeded', ['Progressing', 'Succeeded']]);
  });

  test('GIVEN a new version after a failure THEN there is another release; after one while the primary starts, none', () => {
    const canary = canaryWith({ stepWeight: 50, webhooks: [hook('rollback')] });
    const again = run(canary, { refused: { rollback: [2] }, newRevisionAt: [5] });
    expect(again.phases.slice(2, 6)).toEqual(['Failed', 'Failed', 'Failed', 'Progressing']);
    expect(again.ends).toBe('Succeeded');
  });

  test('GIVEN the first installation THEN it comes before tick 0', () => {
    const { ticks, ends } = run(canaryWith({ stepWeight: 50 }), { initial: true, ready: 15 });
    expect(ticks.slice(0, 4).map(({ tick, time, phase }) => [tick, time, phase])).toEqual([
      [-3, -30, 'Initializing'],
      [-2, -20, 'Initializing'],
      [-1, -10, 'Initialized'],
      [0, 0, 'Progressing'],
    ]);
    expect(ends).toBe('Succeeded');
  });

  test('GIVEN provider kubernetes THEN it is blue/green without routes, of ten checks unless it says otherwise', () => {
    const { weights, ticks, events } = run(canaryWith({ stepWeight: 50 }, { provider: 'kubernetes' }));
    expect(Math.max(...weights)).toBe(0);
    expect(ticks.map(({ iterations }) => iterations)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 0, 0]);
    expect(events[1]).toContain('Setting canaryAnalysis.iterations: 10');
  });
});

describe('a release that never ends', () => {
  const header = [{ headers: { 'x-canary': { exact: 'always' } } }];

  test.each<[string, Fields, Parameters<typeof podinfoCanary>[0], Assumptions, string, RegExp]>([
    ['stepWeight 0', { stepWeight: 0 }, {}, {}, 'no step', /stepWeight is 0/],
    ['steps down', { stepWeights: [10, 30, 20] }, {}, {}, 'no step', /from 30 to 20.*stays at 30 %/],
    ['a step twice', { stepWeights: [10, 10, 30] }, {}, {}, 'no step', /from 10 to 10/],
    ['a step of 0', { stepWeights: [0, 10] }, {}, {}, 'no step', /from 0 to 0/],
    ['a maximum over 100', { stepWeight: 50, maxWeight: 150 }, {}, {}, 'maximum out of reach', /maxWeight 150/],
    ['mirror and match', { stepWeight: 10, mirror: true, match: header }, {}, {}, 'mirror lost', /analysis\.match/],
    [
      'mirror and TCP',
      { stepWeight: 10, mirror: true },
      { service: { appProtocol: 'TCP' } },
      {},
      'mirror lost',
      /connections/,
    ],
    [
      ...['mirror and affinity', { stepWeight: 10, mirror: true, sessionAffinity: { cookieName: 'a' } }, {}, {}],
      ...['mirror lost', /sessionAffinity/],
    ] as never,
    ['mirrored steps over 100', { stepWeight: 150, mirror: true }, {}, {}, 'routes refused', /below 0/],
    ['suspend', { stepWeight: 10 }, { suspend: true }, {}, 'suspended', /suspend/],
    [
      ...['a closed gate', { stepWeight: 10, webhooks: [hook('confirm-rollout')] }, {}],
      ...[{ gates: { 'my-confirm-rollout': [] } }, 'confirm-rollout', /my-confirm-rollout is never opened.*no pod/],
    ] as never,
    [
      ...[
        'a gate for shares',
        { stepWeight: 10, webhooks: [hook('confirm-traffic-increase'), hook('pre-rollout')] },
        {},
      ],
      ...[{ gates: { 'confirm-traffic-increase': [] } }, 'confirm-traffic-increase', /0 %, and the pre-rollout hooks/],
    ] as never,
    [
      ...['a gate for the promotion', { iterations: 3, match: header, webhooks: [hook('confirm-promotion')] }, {}],
      ...[
        { refused: { 'confirm-promotion': 'always' } },
        'confirm-promotion',
        /keeps 100 % of the requests that match/,
      ],
    ] as never,
  ])('GIVEN %s THEN that is proved, with the reason', (_, analysis, spec, assumptions, hold, reason) => {
    const { ends, deadEnds } = run(canaryWith(analysis, spec), assumptions);
    expect([ends, deadEnds.map((each) => each.hold)]).toEqual(['stuck', [hold]]);
    expect(deadEnds[0]?.reason).toMatch(reason);
    expect(deadEnds[0]?.proof).toMatch(/after tick \d+ Flagger remembers what it did after tick \d+/);
  });

  test('GIVEN a gate that opens at last THEN nothing is stuck', () => {
    const canary = canaryWith({ iterations: 2, webhooks: [hook('confirm-promotion')] });
    const { ends, ticks } = run(canary, { gates: { 'confirm-promotion': [40] } });
    expect([ends, (ticks.at(-1)?.tick ?? 0) > 40]).toEqual(['Succeeded', true]);
  });

  test('GIVEN more checks than anybody waits for THEN it is not followed to the end', () => {
    expect(run(canaryWith({ iterations: 1_000_000 })).ends).toBe('unknown');
  });
});

describe('any release', () => {
  const percent = fc.integer({ min: 0, max: 120 });
  const steps = fc.oneof(
    fc.record({ stepWeight: percent, maxWeight: fc.option(percent, { nil: undefined }) }),
    fc.record({ stepWeights: fc.array(percent, { maxLength: 5 }) }),
    fc.record({ iterations: fc.integer({ min: 0, max: 8 }) }),
  );
  const ticks = fc.oneof(fc.constant('always' as const), fc.array(fc.nat(20), { maxLength: 5 }));
  const types = [
    'confirm-rollout',
    'pre-rollout',
    'rollout',
    'confirm-traffic-increase',
    'confirm-promotion',
    'rollback',
  ] as const;
  const releases = fc.record({
    steps,
    threshold: fc.integer({ min: 0, max: 4 }),
    mirror: fc.boolean(),
    stepWeightPromotion: fc.option(percent, { nil: undefined }),
    match: fc.boolean(),
    affinity: fc.boolean(),
    tcp: fc.boolean(),
    metrics: fc.boolean(),
    hooks: fc.uniqueArray(fc.constantFrom(...types)),
    refused: fc.dictionary(fc.constantFrom(...types), ticks),
    failing: fc.option(ticks, { nil: undefined }),
    newRevisionAt: fc.array(fc.nat(25), { maxLength: 2 }),
    ready: fc.oneof(fc.constant('never' as const), fc.nat(40)),
  });

  test('THEN shares are within 0 to 100 and together 100, and it ends or is proved stuck', () => {
    fc.assert(
      fc.property(
        releases,
        ({ steps: taken, threshold, mirror, stepWeightPromotion, match, affinity, tcp, metrics, hooks, ...rest }) => {
          const analysis = {
            ...taken,
            threshold,
            mirror,
            stepWeightPromotion,
            ...(match ? { match: [{ headers: { a: { exact: 'b' } } }] } : {}),
            ...(affinity ? { sessionAffinity: { cookieName: 'a' } } : {}),
            ...(metrics ? { metrics: [{ name: 'request-success-rate', threshold: 99 }] } : {}),
            webhooks: hooks.map(hook),
          };
          const {
            ends,
            ticks: seen,
            deadEnds,
          } = run(canaryWith(analysis, tcp ? { service: { appProtocol: 'tcp' } } : {}), rest);
          const sound = seen.every(
            ({ primaryWeight: primary, canaryWeight: canary }) =>
              primary + canary === 100 && canary >= 0 && canary <= 100,
          );
          expect(sound).toBe(true);
          expect(ends).not.toBe('unknown');
          expect(deadEnds.length > 0).toBe(ends === 'stuck');
          expect(deadEnds.map(({ hold }) => hold)).not.toContain('repeats');
        },
      ),
      { numRuns: 150 },
    );
  });
});
