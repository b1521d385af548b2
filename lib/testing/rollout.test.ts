import { describe, expect, test } from '@jest/globals';
import { App, Chart, Duration } from 'cdk8s';
import { KubeDeployment } from 'cdk8s-plus-27/lib/imports/k8s';
import { Canary } from '../../imports/flagger.app';
import { failing, gate, noData, rehearse } from '../jest';
import { failure } from './fixtures';

const METRICS = [{ name: 'request-success-rate', interval: '1m', threshold: 99 }];

function canary(analysis: object) {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: {
      targetRef: { apiVersion: 'apps/v1' as const, kind: 'Deployment' as const, name: 'podinfo' },
      service: { port: 9898 },
      analysis: { interval: '1m', threshold: 2, stepWeight: 20, maxWeight: 40, metrics: METRICS, ...analysis },
    },
  };
}

describe('toTakeAtMost', () => {
  test('passes when the promotion is in time', () => {
    expect(rehearse([canary({})]).promotes()).toTakeAtMost(Duration.minutes(5));
    expect(rehearse([canary({})]).promotes()).not.toTakeAtMost(Duration.seconds(299));
  });

  test('says how long it takes, or why it does not end', () => {
    expect(failure(() => expect(rehearse([canary({})]).promotes()).toTakeAtMost(Duration.minutes(4)))).toBe(
      'expected the new version to be promoted within 240 s\n\n' +
        '  Canary test/podinfo: promoted after 300 s; until then it meets 20 % of the requests for 60 s, 40 % for 120 s; about 600 at 10 a second',
    );
    const never = rehearse([canary({ stepWeight: 0 })]).promotes();
    expect(failure(() => expect(never).toTakeAtMost(Duration.hours(9)))).toContain('never ends: stepWeight is 0');
    expect(failure(() => expect(rehearse([canary({})])).toTakeAtMost(Duration.hours(9)))).toContain(
      'rehearse(…).promotes()',
    );
  });
});

describe('toRollBackWithin', () => {
  test('passes when a bad version is rolled back in time', () => {
    expect(rehearse([canary({})], failing())).toRollBackWithin(Duration.minutes(4));
    expect(rehearse([canary({})], noData())).toRollBackWithin(Duration.minutes(4));
    expect(rehearse([canary({})], failing())).not.toRollBackWithin(Duration.minutes(3));
    expect(rehearse([canary({})], failing([2]))).not.toRollBackWithin(Duration.hours(1));
  });

  test('says what happens otherwise', () => {
    expect(failure(() => expect(rehearse([canary({})])).toRollBackWithin(Duration.minutes(4)))).toContain(
      'Canary test/podinfo: promoted after 300 s',
    );
    expect(failure(() => expect(5).toRollBackWithin(Duration.minutes(4)))).toBe(
      'toRollBackWithin: give a rehearsal: rehearse(…)',
    );
  });
});

describe('toExposeAtMost', () => {
  test('passes when the new version meets no more than that', () => {
    const bad = rehearse([canary({})], failing());
    expect(bad).toExposeAtMost({ percent: 20, requests: 360, time: Duration.minutes(3) });
    expect(bad).not.toExposeAtMost({ percent: 19 });
    expect(bad).not.toExposeAtMost({ requests: 359 });
    expect(bad).not.toExposeAtMost({ time: Duration.seconds(179) });
  });

  test('GIVEN a share that stays THEN there is no limit to it', () => {
    const hook = { name: 'gate', type: 'confirm-promotion', url: 'http://x.test/' };
    const stuck = rehearse([canary({ webhooks: [hook] })], gate('gate'));
    expect(failure(() => expect(stuck).toExposeAtMost({ time: Duration.days(1) }))).toContain('40 % for ever');
  });

  test('GIVEN no limit THEN it says so', () => {
    expect(() => expect(rehearse([canary({})])).toExposeAtMost({})).toThrow('give a limit');
  });
});

describe('rehearse', () => {
  test('GIVEN a construct THEN its app is around it', () => {
    const app = new App();
    const chart = new Chart(app, 'target', { namespace: 'test' });
    new KubeDeployment(chart, 'podinfo', {
      metadata: { name: 'podinfo' },
      spec: {
        selector: { matchLabels: { app: 'podinfo' } },
        minReadySeconds: 90,
        template: {
          metadata: { labels: { app: 'podinfo' } },
          spec: { containers: [{ name: 'podinfo', image: 'podinfo:1' }] },
        },
      },
    });
    const { metadata, spec } = canary({});
    const made = new Canary(new Chart(app, 'release', { namespace: 'test' }), 'podinfo', { metadata, spec });
    const { assumptions, duration } = rehearse(made);
    expect(assumptions).toContain('pods are ready after 90 s');
    expect(duration).toBe(420);
    expect(rehearse(app).name).toBe('podinfo');
  });

  test('GIVEN none, several or one that is refused THEN it says so', () => {
    expect(() => rehearse([])).toThrow('there is no Canary');
    const other = { ...canary({}), metadata: { name: 'b', namespace: 'test' } };
    expect(() => rehearse([canary({}), other])).toThrow('more than one Canary: Canary test/podinfo, Canary test/b');
    expect(() => rehearse([canary({ iterations: 3 })])).toThrow('would refuse Canary test/podinfo');
  });
});
