import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import { saying, telling } from '../../fixtures';
import { ruleWithoutHost, subsetWithoutPods } from './subsets-without-pods';
import { unverifiedCertificates, unverifiedCertificatesOfPorts } from './unverified-certificates';

const rule = (spec: string, namespace = 'shop') => istio('DestinationRule', 'd', spec, namespace);
const route = (subset: string, more = '') =>
  istio(
    'VirtualService',
    'r',
    `hosts: [reviews]\nhttp: [{route: [{destination: {host: reviews${subset === '' ? '' : `, subset: ${subset}`}}}]${more}}]`,
  );

describe('IST0173', () => {
  const told = telling(subsetWithoutPods);
  const subset = (labels: string, host = 'reviews') => rule(`host: ${host}\nsubsets: [{name: s, labels: ${labels}}]`);

  test('GIVEN a subset that a route uses THEN requests get 503', () => {
    expect(saying(subsetWithoutPods)(documents(shop('reviews'), subset('{version: v9}'), route('s')))).toEqual([
      'a.yaml:24 error IST0173: no pod of reviews has version=v9: requests to subset s get 503 (no healthy upstream)',
      '  fix: the pods have version=v1',
      '  a.yaml:31: uses it',
      '  a.yaml:7: is Service shop/reviews',
      '  a.yaml:16: has other labels',
    ]);
  });

  test('GIVEN a subset that nobody uses THEN it is a note, and a warning for a mirror', () => {
    expect(told(documents(shop('reviews'), subset('{version: v9}')))).toEqual([
      'note DestinationRule/d spec.subsets[0].labels: no pod of reviews has version=v9: subset s is empty; no route uses it',
    ]);
    const mirror = route('', ', mirror: {host: reviews, subset: s}');
    expect(told(documents(shop('reviews'), subset('{version: v9}'), mirror))[0]).toMatch(
      /^warning .* nothing is mirrored to it$/,
    );
  });

  test('GIVEN the version of another app THEN it does not count', () => {
    const yaml = documents(
      shop('reviews'),
      deployment('ratings', { version: 'v2' }),
      subset('{version: v2}'),
      route('s'),
    );
    expect(told(yaml)[0]).toMatch(/^error .* no pod of reviews has version=v2/);
  });

  const entry = (more: string) =>
    istio(
      'ServiceEntry',
      'e',
      `hosts: [db.example.com]\nports: [{name: tcp, number: 5432, protocol: TCP}]\naddresses: [192.0.2.9]\nresolution: STATIC\n${more}`,
    );
  test.each([
    ['labels of pods', documents(shop('reviews'), subset('{version: v1}'))],
    ['no labels', documents(shop('reviews'), subset('{}'))],
    ['labels that nodes give', documents(shop('reviews'), subset('{topology.kubernetes.io/zone: a}'))],
    ['pods that are not given', documents(service('reviews'), subset('{version: v9}'))],
    [
      'labels of endpoints of a ServiceEntry',
      documents(
        entry('endpoints: [{address: 192.0.2.1, labels: {version: v9}}]'),
        subset('{version: v9}', 'db.example.com'),
      ),
    ],
    [
      'labels of a WorkloadEntry',
      documents(
        entry('workloadSelector: {labels: {app: db}}'),
        istio('WorkloadEntry', 'w', 'address: 192.0.2.1\nlabels: {app: db, version: v9}'),
        subset('{version: v9}', 'db.example.com'),
      ),
    ],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(told(yaml)).toEqual([]);
  });

  test('GIVEN pods of another alternative THEN nothing is reported', () => {
    const v9 = deployment('reviews', { version: 'v9' }).replace('name: reviews-v9', 'name: reviews-v1');
    expect(told({ 'a.yaml': documents(shop('reviews'), subset('{version: v9}')), 'b/v9.yaml': v9 })).toEqual([]);
  });
});

describe('IST0174', () => {
  const told = telling(ruleWithoutHost);
  const POLICY = 'trafficPolicy: {loadBalancer: {simple: RANDOM}}';

  test('GIVEN a host that nobody defines THEN the rule is for nobody', () => {
    expect(told(documents(shop('reviews'), rule(`host: review\n${POLICY}`)))).toEqual([
      'warning DestinationRule/d spec.host: Service shop/review does not exist: the rule is for nobody',
    ]);
    expect(told(documents(shop('reviews'), rule(`host: reviews.shop\n${POLICY}`)))).toEqual([
      'warning DestinationRule/d spec.host: reviews.shop is no host of the mesh, as only names without a dot are completed: the rule is for nobody',
    ]);
    expect(told(rule(`host: api.example.com\n${POLICY}`))).toEqual([
      'note DestinationRule/d spec.host: no ServiceEntry among the files has api.example.com: unless one exists, the rule is for nobody',
    ]);
    expect(told(rule(`host: "*.example.com"\n${POLICY}`), { complete: true }).length).toBe(1);
  });

  test.each([
    ['a host', rule(`host: reviews\n${POLICY}`)],
    ['a wildcard', rule(`host: "*.local"\n${POLICY}`)],
    [
      'a host that a route misses, too',
      documents(
        rule(`host: review\n${POLICY}`),
        istio('VirtualService', 'r', 'hosts: [reviews]\nhttp: [{route: [{destination: {host: review}}]}]'),
      ),
    ],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(told(documents(shop('reviews'), yaml))).toEqual([]);
  });
});

describe('IST0128 and IST0129', () => {
  const found = (yaml: string) => [
    ...telling(unverifiedCertificates)(yaml),
    ...telling(unverifiedCertificatesOfPorts)(yaml),
  ];
  const tls = (settings: string, host = 'reviews') => rule(`host: ${host}\ntrafficPolicy: {tls: {mode: ${settings}}}`);

  test('GIVEN a service of the cluster THEN its certificate is not verified by its authority', () => {
    expect(found(documents(shop('reviews'), tls('SIMPLE')))).toEqual([
      'warning DestinationRule/d spec.trafficPolicy.tls.mode: the certificate of reviews is verified against the authorities of the operating system: one of a private authority is refused, and requests get 503',
    ]);
    const subset = rule(
      'host: reviews\nsubsets: [{name: v1, trafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE}}]}}]',
    );
    expect(found(documents(shop('reviews'), subset))).toEqual([
      'warning DestinationRule/d spec.subsets[0].trafficPolicy.portLevelSettings[0].tls.mode: the certificate of port 80 of reviews is verified against the authorities of the operating system: one of a private authority is refused, and requests get 503',
    ]);
  });

  const outside = istio(
    'ServiceEntry',
    'e',
    'hosts: [api.example.com]\nports: [{name: https, number: 443, protocol: HTTPS}]\nresolution: DNS',
  );
  test.each([
    ['a host outside, whose certificate is public', documents(outside, tls('SIMPLE', 'api.example.com'))],
    [
      'a port of a host outside',
      documents(
        outside,
        rule('host: api.example.com\ntrafficPolicy: {portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE}}]}'),
      ),
    ],
    ['a host that is not known', tls('SIMPLE', 'api.example.com')],
    ['a credential of a gateway', documents(shop('reviews'), tls('SIMPLE, credentialName: c'))],
    ['an authority', documents(shop('reviews'), tls('SIMPLE, caCertificates: /ca.pem'))],
    ['no verification, on purpose', documents(shop('reviews'), tls('SIMPLE, insecureSkipVerify: true'))],
    ['certificates of Istio', documents(shop('reviews'), tls('ISTIO_MUTUAL'))],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(found(documents(meshNamespace('other'), yaml))).toEqual([]);
  });
});
