import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Testing } from 'cdk8s';
import {
  AuthorizationAction,
  AuthorizationPolicy,
  EgressHosts,
  Host,
  Identity,
  PeerAuthentication,
  RequestAuthentication,
  Resolution,
  ServiceEntry,
  Sidecar,
  WorkloadSelector,
} from '.';

const setUp = (namespace: string | undefined = 'web') => new Chart(Testing.app(), 'chart', { namespace });
const spec = (chart: Chart) => chart.toJson()[0].spec;

describe('PeerAuthentication', () => {
  test('GIVEN a mode THEN it is for the whole namespace', () => {
    const chart = setUp();
    new PeerAuthentication(chart, 'default', { mtls: 'STRICT' });
    expect(chart.toJson()).toEqual([
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'PeerAuthentication',
        metadata: { name: 'default', namespace: 'web' },
        spec: { mtls: { mode: 'STRICT' } },
      },
    ]);
  });

  test('GIVEN a version of an app and a port THEN pods are selected by both labels', () => {
    const chart = setUp();
    new PeerAuthentication(chart, 'reviews', {
      selector: WorkloadSelector.app({ app: 'reviews', version: 'v1' }),
      mtls: 'STRICT',
      portLevelMtls: { 8080: 'DISABLE' },
    });
    expect(spec(chart)).toEqual({
      selector: { matchLabels: { app: 'reviews', version: 'v1' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 8080: { mode: 'DISABLE' } },
    });
  });

  test('GIVEN what is no port or no selector THEN it is an error', () => {
    const selector = WorkloadSelector.labels({ app: 'a' });
    const props = { selector, portLevelMtls: { 0: 'DISABLE' } } as const;
    expect(() => new PeerAuthentication(setUp(), 'a', props)).toThrow('0 is not a port');
    expect(() => WorkloadSelector.labels({})).toThrow('would select everything');
  });
});

describe('AuthorizationPolicy', () => {
  test('GIVEN rules THEN identities are written by namespace and name, ports as text', () => {
    const chart = setUp();
    new AuthorizationPolicy(chart, 'viewer', {
      selector: WorkloadSelector.labels({ app: 'reviews' }),
      action: AuthorizationAction.allow([
        {
          from: [
            {
              serviceAccounts: [
                Identity.serviceAccount({ name: 'page', namespace: 'shop' }),
                { serviceAccount: { name: 'own' } },
              ],
            },
            { namespaces: ['istio-system'], notIpBlocks: ['10.0.0.0/8'] },
          ],
          to: [{ methods: ['GET'], paths: ['/reviews/*'], ports: [9080] }],
          when: [{ key: 'request.headers[x-token]', values: ['admin'] }],
        },
      ]),
    });
    expect(spec(chart)).toEqual({
      action: 'ALLOW',
      selector: { matchLabels: { app: 'reviews' } },
      rules: [
        {
          from: [
            { source: { serviceAccounts: ['shop/page', 'web/own'] } },
            { source: { namespaces: ['istio-system'], notIpBlocks: ['10.0.0.0/8'] } },
          ],
          to: [{ operation: { methods: ['GET'], paths: ['/reviews/*'], ports: ['9080'] } }],
          when: [{ key: 'request.headers[x-token]', values: ['admin'] }],
        },
      ],
    });
  });

  test.each([
    ['allow nothing', AuthorizationAction.allowNothing(), { action: 'ALLOW' }],
    ['allow everything', AuthorizationAction.allowEverything(), { action: 'ALLOW', rules: [{}] }],
    ['deny everything', AuthorizationAction.denyEverything(), { action: 'DENY', rules: [{}] }],
    [
      'deny some',
      AuthorizationAction.deny([{ from: [{ notRequestPrincipals: ['*'] }] }]),
      { action: 'DENY', rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }] },
    ],
    [
      'ask an authorizer',
      AuthorizationAction.custom({ name: 'opa' }, [{ to: [{ paths: ['/admin'] }] }]),
      { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{ to: [{ operation: { paths: ['/admin'] } }] }] },
    ],
  ])('GIVEN the action to %s THEN it is written so that Istio does that', (_, action, expected) => {
    const chart = setUp();
    new AuthorizationPolicy(chart, 'policy', { action });
    expect(spec(chart)).toEqual(expected);
  });

  test('GIVEN a waypoint THEN the policy is attached to what it is for', () => {
    const chart = setUp();
    const targetRefs = [{ kind: 'Service', name: 'reviews' }] as const;
    new AuthorizationPolicy(chart, 'policy', { action: AuthorizationAction.allowNothing(), targetRefs });
    expect(spec(chart)).toEqual({ action: 'ALLOW', targetRefs: [{ kind: 'Service', name: 'reviews' }] });
  });

  test('GIVEN ranges and ports that are none THEN it is an error', () => {
    const policy = (rule: Parameters<typeof AuthorizationAction.allow>[0][0]) => () =>
      new AuthorizationPolicy(setUp(), 'policy', { action: AuthorizationAction.allow([rule]) });
    expect(policy({ from: [{ ipBlocks: ['10.0.0.0/40'] }] })).toThrow('neither an address nor a range');
    expect(policy({ to: [{ ports: [70000] }] })).toThrow('70000 is not a port');
  });
});

describe('RequestAuthentication', () => {
  test('GIVEN issuers THEN their keys are referred to or written', () => {
    const chart = setUp();
    new RequestAuthentication(chart, 'jwt', {
      jwtRules: [
        { issuer: 'a', jwksUri: 'https://a.example.com/jwks.json', timeout: Duration.seconds(2) },
        { issuer: 'b', jwks: { keys: [{ kty: 'RSA' }] }, audiences: ['web'], fromHeaders: [{ name: 'x-jwt' }] },
        { issuer: 'c' },
      ],
    });
    expect(spec(chart)).toEqual({
      jwtRules: [
        { issuer: 'a', jwksUri: 'https://a.example.com/jwks.json', timeout: '2s' },
        { issuer: 'b', jwks: '{"keys":[{"kty":"RSA"}]}', audiences: ['web'], fromHeaders: [{ name: 'x-jwt' }] },
        { issuer: 'c' },
      ],
    });
  });

  test('GIVEN no issuer, one twice, or keys that are nowhere THEN it is an error', () => {
    const rules = (...jwtRules: [{ issuer: string; jwksUri?: string }, ...{ issuer: string }[]]) => {
      return () => new RequestAuthentication(setUp(), 'jwt', { jwtRules });
    };
    expect(rules({ issuer: '' })).toThrow('the issuer is empty');
    expect(rules({ issuer: 'a' }, { issuer: 'a' })).toThrow('two rules for the issuer a');
    expect(rules({ issuer: 'a', jwksUri: 'keys.json' })).toThrow('is no URL');
  });
});

describe('Sidecar', () => {
  test('GIVEN hosts and ports THEN hosts are written with their namespaces', () => {
    const chart = setUp();
    new Sidecar(chart, 'sleep', {
      selector: WorkloadSelector.labels({ app: 'sleep' }),
      egress: [
        {
          port: { number: 9080, protocol: 'HTTP' },
          hosts: [EgressHosts.of(Host.service({ name: 'reviews', namespace: 'shop' }))],
        },
        { hosts: [EgressHosts.ownNamespace, EgressHosts.namespace('istio-system'), EgressHosts.of(Host.dns('a.com'))] },
      ],
      ingress: [{ port: { number: 80, protocol: 'HTTP', name: 'web' }, defaultEndpoint: '127.0.0.1:8080' }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      inboundConnectionPool: { http: { http2MaxRequests: 10 } },
    });
    expect(spec(chart)).toEqual({
      workloadSelector: { labels: { app: 'sleep' } },
      egress: [
        {
          port: { number: 9080, protocol: 'HTTP', name: 'http-9080' },
          hosts: ['shop/reviews.shop.svc.cluster.local'],
        },
        { hosts: ['./*', 'istio-system/*', '*/a.com'] },
      ],
      ingress: [{ port: { number: 80, protocol: 'HTTP', name: 'web' }, defaultEndpoint: '127.0.0.1:8080' }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      inboundConnectionPool: { http: { http2MaxRequests: 10 } },
    });
  });

  test('GIVEN an entry with several hosts THEN the sidecar knows all of them', () => {
    const chart = setUp();
    const apis = new ServiceEntry(chart, 'apis', {
      hosts: ['a.example.com', 'b.example.com'],
      ports: [{ number: 443, protocol: 'HTTPS' }],
      resolution: Resolution.dns(),
    });
    new Sidecar(chart, 'sleep', { egress: [{ hosts: [EgressHosts.ownNamespace, EgressHosts.of(apis)] }] });
    expect(chart.toJson().at(-1).spec).toEqual({
      egress: [{ hosts: ['./*', '*/a.example.com', '*/b.example.com'] }],
    });
  });

  test('GIVEN a listener for what the others leave that is not the last THEN it is an error', () => {
    const rest = { hosts: [EgressHosts.everything] } as const;
    const http = { port: { number: 80, protocol: 'HTTP' }, hosts: [EgressHosts.nothing] } as const;
    expect(() => new Sidecar(setUp(), 'a', { egress: [rest, http] })).toThrow('give one, as the last');
  });
});
