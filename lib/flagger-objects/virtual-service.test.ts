import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { serviceNames } from './canary';
import { podinfoCanary } from './podinfo.testing';
import { routesOf } from './routes-of';
import { canaryVirtualService } from './virtual-service';

const at = (canaryWeight: number, mirror = false) => ({ primaryWeight: 100 - canaryWeight, canaryWeight, mirror });
const to = (host: string, weight: number) => ({ destination: { host }, weight });
const split = (canary: number) => [to('podinfo-primary', 100 - canary), to('podinfo-canary', canary)];
const specOf = (...parameters: Parameters<typeof canaryVirtualService>) => canaryVirtualService(...parameters).spec;

describe('the VirtualService of a Canary', () => {
  test('GIVEN nothing but a port THEN callers in the mesh reach the primary', () => {
    expect(canaryVirtualService(podinfoCanary(), {})).toEqual({
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      metadata: {
        name: 'podinfo',
        namespace: 'test',
        annotations: {
          'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
          'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
        },
      },
      spec: { hosts: ['podinfo'], gateways: ['mesh'], http: [{ route: split(0) }] },
    });
  });

  test('GIVEN hosts, gateways and effects THEN each rule has them, at any weight', () => {
    const canary = podinfoCanary({
      service: {
        name: 'web',
        hosts: ['web.example.com'],
        gateways: ['istio-system/public', 'mesh'],
        match: [{ uri: { prefix: '/' } }],
        rewrite: { uri: '/v1', type: 'ReplacePrefixMatch' },
        timeout: '5s',
        retries: { attempts: 3 },
        headers: { request: { add: { 'x-a': 'b' } } },
        corsPolicy: { allowMethods: ['GET'] },
      },
    });
    expect(specOf(canary, {}, at(30))).toEqual({
      hosts: ['web.example.com', 'web'],
      gateways: ['istio-system/public', 'mesh'],
      http: [
        {
          match: [{ uri: { prefix: '/' } }],
          rewrite: { uri: '/v1' },
          timeout: '5s',
          retries: { attempts: 3 },
          corsPolicy: { allowMethods: ['GET'] },
          headers: { request: { add: { 'x-a': 'b' } } },
          route: [to('web-primary', 70), to('web-canary', 30)],
        },
      ],
    });
  });

  test('GIVEN * or the name itself among the hosts THEN it is not added', () => {
    expect(specOf(podinfoCanary({ service: { hosts: ['*'] } }), {})).toMatchObject({ hosts: ['*'] });
    expect(specOf(podinfoCanary({ service: { hosts: ['podinfo', 'b'] } }), {})).toMatchObject({
      hosts: ['podinfo', 'b'],
    });
  });

  test('GIVEN delegation THEN there are neither hosts nor gateways', () => {
    expect(specOf(podinfoCanary({ service: { delegation: true } }), {})).toEqual({
      hosts: [],
      http: [{ route: split(0) }],
    });
  });

  test('GIVEN discovered ports WHEN the first gateway is not the mesh, or for a delegate, THEN destinations have the port', () => {
    const hasPort = (service: object) =>
      JSON.stringify(specOf(podinfoCanary({ service: { portDiscovery: true, ...service } }), {})).includes(
        '"number":9898',
      );
    expect(hasPort({ gateways: ['public'] })).toBe(true);
    expect(hasPort({ delegation: true })).toBe(true);
    expect(hasPort({ gateways: ['mesh', 'public'] })).toBe(false);
    expect(hasPort({})).toBe(false);
  });

  test('GIVEN a mirror THEN the first rule copies, all requests or a part', () => {
    const analysis = { interval: '1m', threshold: 1, stepWeight: 10, mirror: true };
    expect(specOf(podinfoCanary({ analysis }), {}, at(0, true))).toMatchObject({
      http: [{ route: split(0), mirror: { host: 'podinfo-canary' } }],
    });
    expect(specOf(podinfoCanary({ analysis: { ...analysis, mirrorWeight: 40 } }), {}, at(0, true))).toMatchObject({
      http: [{ mirror: { host: 'podinfo-canary' }, mirrorPercentage: { value: 40 } }],
    });
  });

  test('GIVEN conditions of the analysis THEN all that do not meet them are the primary’s', () => {
    const headers = { 'x-canary': { exact: 'always' } };
    const canary = podinfoCanary({ analysis: { interval: '1m', threshold: 1, iterations: 3, match: [{ headers }] } });
    expect(specOf(canary, {}, at(100))).toMatchObject({
      http: [{ match: [{ headers }], route: split(100) }, { route: [to('podinfo-primary', 0)] }],
    });
  });

  test('GIVEN conditions of both analysis and service THEN only headers and source labels of the former are left', () => {
    const canary = podinfoCanary({
      analysis: {
        interval: '1m',
        threshold: 1,
        iterations: 3,
        match: [{ headers: { a: { exact: '1' } }, queryParams: { q: { exact: '2' } } }, { sourceLabels: { app: 'x' } }],
      },
      service: { match: [{ uri: { prefix: '/a' }, headers: { b: { exact: '3' } } }, { uri: { prefix: '/b' } }] },
    });
    expect(specOf(canary, {})).toMatchObject({
      http: [
        {
          match: [
            { uri: { prefix: '/a' }, headers: { a: { exact: '1' } } },
            { uri: { prefix: '/b' }, headers: { a: { exact: '1' } } },
            { uri: { prefix: '/a' }, headers: { b: { exact: '3' } }, sourceLabels: { app: 'x' } },
            { uri: { prefix: '/b' }, sourceLabels: { app: 'x' } },
          ],
        },
        { match: [{ uri: { prefix: '/a' }, headers: { b: { exact: '3' } } }, { uri: { prefix: '/b' } }] },
      ],
    });
  });

  test('GIVEN TCP THEN connections are shared, and of a condition the port is left', () => {
    expect(specOf(podinfoCanary({ service: { appProtocol: 'tcp' } }), {}, at(20, true))).toEqual({
      hosts: ['podinfo'],
      gateways: ['mesh'],
      tcp: [{ route: split(20) }],
    });
    expect(
      specOf(podinfoCanary({ service: { appProtocol: 'tcp', match: [{ port: 9898, uri: { exact: '/' } }] } }), {}),
    ).toMatchObject({
      tcp: [{ match: [{ port: 9898 }] }],
    });
  });
});

describe('session affinity', () => {
  const analysis = {
    interval: '40s',
    threshold: 1,
    stepWeight: 20,
    sessionAffinity: {
      cookieName: 'flagger',
      maxAge: 3600,
      domain: 'example.com',
      secure: true,
      sameSite: 'Lax' as const,
    },
  };
  const cookie = (regex: string) => [{ headers: { Cookie: { regex } } }];

  test('GIVEN a share of the canary THEN clients with its cookie stay, others may get it', () => {
    const state = { ...at(20), cookies: { current: 'flagger=abcdefghij' } };
    expect(specOf(podinfoCanary({ analysis }), {}, state)).toMatchObject({
      http: [
        { match: cookie('.*flagger.*abcdefghij.*'), route: split(100) },
        {
          route: [
            to('podinfo-primary', 80),
            {
              ...to('podinfo-canary', 20),
              headers: {
                response: {
                  add: { 'Set-Cookie': 'flagger=abcdefghij; Max-Age=3600; Domain=example.com; SameSite=Lax; Secure' },
                },
              },
            },
          ],
        },
      ],
    });
  });

  test('GIVEN a cookie of the primary too THEN its clients stay as well, for an interval', () => {
    const canary = podinfoCanary({
      analysis: { ...analysis, sessionAffinity: { cookieName: 'c', primaryCookieName: 'p' } },
    });
    const state = { ...at(20), cookies: { current: 'c=aaaaaaaaaa', primary: 'p=bbbbbbbbbb' } };
    expect(specOf(canary, {}, state)).toMatchObject({
      http: [
        { match: cookie('.*c.*aaaaaaaaaa.*'), route: split(100) },
        { match: cookie('.*p.*bbbbbbbbbb.*'), route: split(0) },
        {
          route: [
            {
              ...to('podinfo-primary', 80),
              headers: { response: { add: { 'Set-Cookie': 'p=bbbbbbbbbb; Max-Age=40' } } },
            },
            {
              ...to('podinfo-canary', 20),
              headers: { response: { add: { 'Set-Cookie': 'c=aaaaaaaaaa; Max-Age=86400' } } },
            },
          ],
        },
      ],
    });
  });

  test('GIVEN no share any more THEN the cookie is taken back', () => {
    const state = { ...at(0), cookies: { previous: 'flagger=abcdefghij' } };
    expect(specOf(podinfoCanary({ analysis }), {}, state)).toMatchObject({
      http: [
        {
          match: cookie('.*flagger.*abcdefghij.*'),
          headers: { response: { add: { 'Set-Cookie': 'flagger=abcdefghij; Max-Age=-1' } } },
          route: split(0),
        },
        { route: split(0) },
      ],
    });
    const headers = { request: { add: { a: 'b' } } };
    const canary = podinfoCanary({ analysis, service: { headers } });
    const forgetting = { ...headers, response: { add: { 'Set-Cookie': 'flagger=abcdefghij; Max-Age=-1' } } };
    expect(specOf(canary, {}, state)).toMatchObject({ http: [{ headers: forgetting }, { headers: forgetting }] });
  });

  test('GIVEN no release yet THEN the VirtualService is as without', () => {
    expect(specOf(podinfoCanary({ analysis }), {})).toMatchObject({ http: [{ route: split(0) }] });
  });
});

test('GIVEN any state THEN what Flagger reads back is what it has written, and a mirror only where one can be', () => {
  const header = { headers: { 'x-canary': { exact: 'always' } } };
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.boolean(),
      fc.constantFrom('plain', 'matched', 'tcp', 'affinity'),
      (weight, mirror, shape) => {
        const canary = podinfoCanary({
          analysis: {
            interval: '1m',
            threshold: 1,
            stepWeight: 10,
            ...(shape === 'matched' ? { match: [header] } : {}),
            ...(shape === 'affinity' ? { sessionAffinity: { cookieName: 'a' } } : {}),
          },
          service: shape === 'tcp' ? { appProtocol: 'tcp' } : {},
        });
        const cookies = shape === 'affinity' ? { current: 'a=aaaaaaaaaa' } : undefined;
        const written = canaryVirtualService(canary, {}, { ...at(weight, mirror), cookies });
        const mirrored = mirror && shape === 'plain';
        expect(routesOf(written, serviceNames(canary.spec))).toEqual(at(weight, mirrored));
      },
    ),
  );
});
