import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import '../jest';
import { forecastMatchers } from './forecast-matchers';
import { meshOf } from './mesh-of';

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name, 'sidecar.istio.io/inject': 'true' } },
  spec: { containers: [{ name, image: name }] },
});
const SHOP = [
  pod('cart'),
  pod('web'),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { selector: { app: 'cart' }, ports: [{ name: 'http', port: 80 }] },
  },
];

function experiment(target: string, action: string, flags: Readonly<Record<string, string>>) {
  const all = { namespace: 'shop', labels: 'app=cart', 'evict-count': '1', ...flags };
  const matchers = Object.entries(all).map(([name, value]) => ({ name, value: [value] }));
  return {
    apiVersion: 'chaosblade.io/v1alpha1',
    kind: 'ChaosBlade',
    metadata: { name: 'x' },
    spec: { experiments: [{ scope: 'pod', target, action, matchers }] },
  };
}

const DELAY = experiment('network', 'delay', { interface: 'eth0', time: '500', 'local-port': '80', timeout: '60' });
const FAIL = experiment('pod', 'fail', {});
const BUSY = experiment('cpu', 'fullload', { 'cpu-percent': '80', timeout: '60' });
const CALL = ['shop/web', 'GET http://cart/'] as const;

describe('forecasts in tests', () => {
  const mesh = meshOf(SHOP);

  test('GIVEN slow answers THEN the caller sees them and nothing fails', () => {
    const forecast = mesh.forecast([DELAY], CALL);
    expect(forecast).toShow();
    expect(forecast).toFailAtMost(0);
    expect(forecast).toEndWithin(Duration.minutes(1));
    expect(forecast).not.toEndWithin(Duration.seconds(59));
  });

  test('GIVEN a pod that is the only one THEN all requests fail, and it does not end by itself', () => {
    const forecast = mesh.forecast([FAIL], CALL);
    expect(forecast).not.toFailAtMost(99);
    expect(forecast).not.toEndWithin(Duration.days(1));
    expect(forecastMatchers.toFailAtMost(forecast, 5).message()).toBe(`expected at most 5 % of requests to fail

  pod pod fail: GET http://cart/  from shop/web: 100 % fail until the pods are taken out, a second or two: 100 % 503
  pod pod fail: GET http://cart/  from shop/web: 100 % fail then until the experiment is deleted: 100 % 503`);
  });

  test('GIVEN nobody who calls THEN it is not known to show', () => {
    expect(mesh.forecast([DELAY])).not.toShow();
  });

  test('GIVEN what is not known THEN it is neither so nor otherwise', () => {
    const forecast = mesh.forecast([BUSY], CALL);
    expect(() => expect(forecast).toFailAtMost(100)).toThrow('it is not known how many requests fail');
    expect(() => expect(forecast).not.toFailAtMost(100)).toThrow('it is not known how many requests fail');
  });

  test('GIVEN no experiment, or no forecast THEN it is said what to give', () => {
    expect(() => mesh.forecast([pod('x')])).toThrow('forecast: there is no experiment in what is given');
    expect(() => forecastMatchers.toShow({})).toThrow('toShow: give a forecast: mesh.forecast(…)');
  });
});
