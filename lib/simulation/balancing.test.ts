import { describe, expect, test } from '@jest/globals';
import { destinationRule, istio, namespace, pod, service, yaml } from '../mesh/fixtures';
import { endsOf, outcomeOf } from './fixtures';

const BASE = yaml(
  namespace('web'),
  pod('web/client', '{app: client}'),
  pod('web/a-1', '{app: a}'),
  pod('web/a-2', '{app: a}'),
  service('web/a', 'http:80'),
);
const hash = (by: string) =>
  destinationRule('web/a', `{host: a, trafficPolicy: {loadBalancer: {consistentHash: ${by}}}}`);
const sticky = (by: string, text: string, options: Parameters<typeof outcomeOf>[3] = {}) => {
  const { ends } = outcomeOf(yaml(BASE, hash(by)), 'web/client', text, options);
  return ends.map(({ destination }) => destination?.stickiness);
};

describe('consistent hash', () => {
  test.each([
    ['{httpHeaderName: X-User}', 'http://a/', { headers: { 'x-user': 'ann' } }, { on: 'header X-User', key: 'ann' }],
    ['{httpHeaderName: X-User}', 'http://a/', {}, { on: 'header X-User', key: undefined }],
    [
      '{httpCookie: {name: s, ttl: 0s}}',
      'http://a/',
      { headers: { cookie: 'x=1; s="ann"' } },
      { on: 'cookie s', key: 'ann' },
    ],
    ['{httpQueryParameterName: u}', 'http://a/?v=1&u=ann', {}, { on: 'query parameter u', key: 'ann' }],
    [
      '{useSourceIp: true}',
      'http://a/',
      { sourceAddress: '10.0.0.7' },
      { on: 'address of the client', key: '10.0.0.7' },
    ],
  ])(
    'GIVEN %s and %s THEN the same key leads to the same pod, and it is said which key it is',
    (by, text, options, found) => {
      expect(sticky(by, text, options)).toEqual([found]);
    },
  );

  test('GIVEN requests by turns THEN no key leads anywhere', () => {
    expect(outcomeOf(BASE, 'web/client', 'http://a/').ends[0]?.destination?.stickiness).toBeUndefined();
  });
});

describe('localities', () => {
  const entry = istio(
    'ServiceEntry',
    'web/e',
    `{hosts: [e.com], resolution: STATIC, ports: [{name: http, number: 80, protocol: HTTP}], endpoints: [
      {address: 10.0.0.1, locality: eu/a}, {address: 10.0.0.2, locality: eu/b}, {address: 10.0.0.3, locality: us/a}]}`,
  );
  const client = yaml(namespace('web'), pod('web/c', '{app: c, istio-locality: eu.a}'));
  const from = (policy: string) =>
    endsOf(
      outcomeOf(
        yaml(client, entry, destinationRule('web/e', `{host: e.com, trafficPolicy: ${policy}}`)),
        'web/c',
        'http://e.com/',
      ),
    );
  const shares = (policy: string) => {
    const all = outcomeOf(
      yaml(client, entry, destinationRule('web/e', `{host: e.com, trafficPolicy: ${policy}}`)),
      'web/c',
      'http://e.com/',
    );
    return all.ends.flatMap(({ destination }) => destination?.addresses ?? []);
  };

  test('GIVEN outlierDetection THEN those nearest get everything; without it all get the same', () => {
    expect(shares('{outlierDetection: {consecutive5xxErrors: 5}}')).toEqual(['10.0.0.1']);
    expect(shares('{connectionPool: {tcp: {maxConnections: 5}}}')).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  });

  test('GIVEN localities that are switched off THEN all get the same', () => {
    const off = '{outlierDetection: {}, loadBalancer: {localityLbSetting: {enabled: false}}}';
    expect(shares(off)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  });

  test('GIVEN shares by locality THEN those that are not named get nothing', () => {
    const distribute =
      '{loadBalancer: {localityLbSetting: {distribute: [{from: eu/*, to: {"eu/b": 70, "us/*": 30}}]}}}';
    expect(shares(distribute)).toEqual(['10.0.0.2', '10.0.0.3']);
    expect(from(distribute)).toEqual(['100% e.com:80 [10.0.0.2, 10.0.0.3] plaintext']);
  });
});

describe('what is behind a host', () => {
  const entry = (resolution: string, more = '') =>
    yaml(
      namespace('web'),
      pod('web/c', '{app: c}'),
      istio(
        'ServiceEntry',
        'web/e',
        `{hosts: [e.com], resolution: ${resolution}, location: MESH_EXTERNAL, ports: [{name: http, number: 80, protocol: HTTP}]${more}}`,
      ),
    );

  test.each([
    ['NONE', '', ['100% e.com:80 [e.com] plaintext']],
    ['DNS', '', ['100% e.com:80 [e.com] plaintext']],
    ['DNS', ', endpoints: [{address: other.com}]', ['100% e.com:80 [other.com] plaintext']],
    ['STATIC', ', endpoints: [{address: 10.0.0.1, ports: {http: 8080}}]', ['100% e.com:80 [10.0.0.1] plaintext']],
    ['STATIC', '', ['100% 503 UH']],
  ])('GIVEN a ServiceEntry of resolution %s%s THEN it is known where requests go', (resolution, more, found) => {
    expect(endsOf(outcomeOf(entry(resolution, more), 'web/c', 'http://e.com/'))).toEqual(found);
  });

  test('GIVEN a pod of a headless Service by its name THEN the Service’s routes hold', () => {
    const text = yaml(BASE, service('web/db', 'http:90', ', clusterIP: None'), pod('web/db-0', '{app: db}'));
    expect(endsOf(outcomeOf(text, 'web/client', 'http://db-0.db:90/'))).toEqual([
      '100% db.web.svc.cluster.local:90 [db-0] istio-mutual',
    ]);
  });

  test('GIVEN an ExternalName for a Service THEN it is that Service, with its routes', () => {
    const alias =
      'apiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: web}\nspec: {type: ExternalName, externalName: a.web.svc.cluster.local, ports: [{name: http, port: 80}]}';
    expect(endsOf(outcomeOf(yaml(BASE, alias), 'web/client', 'http://x/'))).toEqual([
      '100% a.web.svc.cluster.local:80 [a-1 50%, a-2 50%] istio-mutual',
    ]);
  });
});
