import { describe, expect, test } from '@jest/globals';
import { ClaimError, readClaim } from './claim';
import { checkClaim } from './claim-check';
import { releaseOf } from './fixtures';
import type { Release } from './tick-meshes';

const STEPS = { stepWeight: 50, maxWeight: 50 };

function check(release: Release, text: string) {
  const { holds, witness, doubts } = checkClaim(release, readClaim(text));
  if (witness === undefined) return doubts.length === 0 ? holds : [holds, doubts];
  const { call } = witness.outcome;
  const headers = call.headers.map(([name, value]) => `${name}: ${value}`);
  return [holds, witness.tick, `${call.method} ${call.path}`, ...headers, ...(witness.copy ? ['copy'] : [])];
}

const gateway = (http: string) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec:
  hosts: [shop.example.com]
  gateways: [shop]
  http: [${http}]
`;

describe('what must never happen during a release', () => {
  test('GIVEN shares for all requests THEN any path reaches the canary, from the first step on', () => {
    const release = releaseOf(STEPS);
    expect(check(release, '/admin reaches the canary')).toEqual(['no', 1, 'GET /admin']);
    expect(check(release, 'POST /admin reaches the canary')).toEqual(['no', 1, 'POST /admin']);
    expect(check(release, 'anything gets 503')).toBe('yes');
  });

  test('GIVEN a Canary that matches a path THEN others do not reach it', () => {
    const release = releaseOf({ ...STEPS, service: { match: [{ uri: { prefix: '/api/' } }] } });
    expect(check(release, '/admin reaches the canary')).toBe('yes');
    expect(check(release, '/admin gets 404')).toEqual(['no', 0, 'GET /admin']);
    expect(check(release, '/api/v1 reaches the canary')).toEqual(['no', 1, 'GET /api/v1']);
    // What lies below a path is meant, too.
    expect(check(release, '/a* reaches the canary')).toEqual(['no', 1, 'GET /api/']);
    expect(check(release, 'anything reaches the canary')).toEqual(['no', 1, 'GET /api/']);
  });

  test('GIVEN an A/B test THEN the request that breaks it has the header', () => {
    const release = releaseOf({ iterations: 2, match: [{ headers: { 'x-beta': { regex: 'yes|on' } } }] });
    expect(check(release, '/ reaches the canary')).toEqual(['no', 1, 'GET /', 'x-beta: yes']);
    expect(check(release, '/ without x-beta reaches the canary')).toBe('yes');
    expect(check(release, '/ with x-beta: on reaches the primary')).toEqual(['no', 0, 'GET /', 'x-beta: on']);
    expect(check(release, '/ with x-beta: on gets 503')).toBe('yes');
  });

  test('GIVEN session affinity THEN the cookie of the canary is found', () => {
    const release = releaseOf({ stepWeight: 50, maxWeight: 50, sessionAffinity: { cookieName: 'v' } });
    const [holds, tick, request] = check(release, '/ with x: y reaches the canary') as readonly unknown[];
    expect([holds, tick, request]).toEqual(['no', 1, 'GET /']);
  });

  test('GIVEN copies of requests THEN a copy counts', () => {
    const release = releaseOf({ iterations: 2, mirror: true });
    expect(check(release, '/admin reaches the canary')).toEqual(['no', 1, 'GET /admin', 'copy']);
  });

  test('GIVEN a gateway THEN its routes are ways, too', () => {
    const rules = `{match: [{uri: {prefix: /admin}, withoutHeaders: {x-old: {exact: "1"}}}], directResponse: {status: 403}}, {route: [{destination: {host: cart-canary}}]}`;
    const release = releaseOf({ ...STEPS, service: { match: [{ uri: { exact: '/never' } }] } }, gateway(rules));
    expect(check(release, '/admin reaches the canary')).toEqual(['no', 0, 'GET /admin', 'x-old: 1']);
    expect(check(release, '/admin without x-old reaches the canary')).toBe('yes');
    expect(check(release, '/admin gets 403')).toEqual(['no', 0, 'GET /admin']);
  });

  test('GIVEN an expression of which nobody knows whether it takes the path THEN it is not known', () => {
    const rule = "{match: [{uri: {regex: '/a.*[0-9]{2}'}}], route: [{destination: {host: cart-canary}}]}";
    const release = releaseOf({ ...STEPS, service: { match: [{ uri: { exact: '/never' } }] } }, gateway(rule));
    expect(check(release, '/abc reaches the canary')).toEqual([
      'unknown',
      ['whether shop/shop http.0.match.0 takes such a request is not known: its conditions'],
    ]);
  });

  test.each([
    '',
    '/admin',
    '/admin does things',
    'admin reaches the canary',
    '/a?b=1 reaches the canary',
    '/ gets 9',
    '/ with a reaches the canary',
    '/ reaches the moon',
  ])('GIVEN %j THEN it is no claim, and it is said how to write one', (text) => {
    expect(() => readClaim(text)).toThrow(ClaimError);
  });
});
