import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../../examples';
import { saying } from '../../../fixtures';
import { referenceMissing } from '.';

const found = saying(referenceMissing);
const REVIEWS = shop('reviews');
const route = (subset: string, host = 'reviews', more = '') =>
  istio(
    'VirtualService',
    'r',
    `hosts: [${host}]\n${more}http: [{route: [{destination: {host: ${host}, subset: ${subset}}}]}]`,
  );
const rule = (subsets: string, more = '', namespace = 'shop', host = 'reviews') =>
  istio('DestinationRule', 'd', `host: "${host}"\nsubsets: [${subsets}]${more}`, namespace);
const V1 = '{name: v1, labels: {version: v1}}';
const FULL = 'reviews.shop.svc.cluster.local';

describe('subsets of destinations', () => {
  test('GIVEN no DestinationRule THEN it is said what happens to whom', () => {
    expect(found(documents(REVIEWS, route('v9')))).toEqual([
      'a.yaml:24 error IST0101: requests to subset v9 of reviews get 503: no DestinationRule that shop/reviews-v1 sees defines it',
      '  fix: add a DestinationRule for reviews with subset v9',
    ]);
  });

  test('GIVEN other subsets THEN they are named', () => {
    expect(found(documents(REVIEWS, rule(V1), route('v9'))).slice(1)).toEqual([
      '  fix: it has v1',
      '  a.yaml:24: the subsets of reviews',
    ]);
  });

  test('GIVEN a rule in the namespace of clients THEN that hides the one of the service', () => {
    const client = documents(meshNamespace('web'), deployment('frontend', { namespace: 'web' }));
    const hiding = istio('DestinationRule', 'own', `host: ${FULL}\ntrafficPolicy: {tls: {mode: ISTIO_MUTUAL}}`, 'web');
    expect(found({ 'a.yaml': documents(REVIEWS, rule(V1), route('v1')), 'b.yaml': documents(client, hiding) })).toEqual(
      [
        'a.yaml:31 error IST0101: requests to subset v1 of reviews get 503 from web/frontend-v1: they follow DestinationRule web/own, which does not define it, and no other',
        '  fix: define v1 in DestinationRule web/own, or remove that one',
        '  a.yaml:24: defines it',
        '  b.yaml:18: is followed instead',
      ],
    );
  });

  test('GIVEN a rule that is not exported THEN those who do not see it are named', () => {
    const client = documents(meshNamespace('web'), deployment('frontend', { namespace: 'web' }));
    expect(found(documents(REVIEWS, client, rule(V1, '\nexportTo: ["."]'), route('v1')))).toEqual([
      'a.yaml:45 error IST0101: requests to subset v1 of reviews get 503 from web/frontend-v1: no DestinationRule that is exported to namespace web defines it',
      '  fix: export DestinationRule shop/d to web',
      '  a.yaml:37: defines it',
    ]);
  });

  test('GIVEN nothing of the service THEN it is a note', () => {
    expect(found(route('v1', 'reviews.elsewhere.svc.cluster.local')).filter((line) => line.includes('subset'))).toEqual(
      [
        'a.yaml:6 note IST0101: no DestinationRule among the files defines subset v1 of reviews.elsewhere.svc.cluster.local: unless one exists, requests get 503',
        '  fix: add a DestinationRule for reviews.elsewhere.svc.cluster.local with subset v1',
      ],
    );
  });

  test.each([
    ['the subset of a rule for more hosts', rule(V1, '', 'shop', '*.shop.svc.cluster.local')],
    ['a rule in the root namespace', rule(V1, '', 'istio-system', FULL)],
    ['a rule for the own namespace', rule(V1, '\nexportTo: ["."]')],
  ])('GIVEN %s THEN nothing is reported', (_name, destinationRule) => {
    expect(found(documents(REVIEWS, destinationRule, route('v1')))).toEqual([]);
  });

  test('GIVEN alternatives of a rule THEN any will do', () => {
    const v2 = rule('{name: v2, labels: {version: v2}}');
    expect(found({ 'a.yaml': documents(REVIEWS, rule(V1)), 'b/v2.yaml': documents(v2, route('v2')) })).toEqual([]);
  });

  test('GIVEN a Service without pods here THEN its rules count as well', () => {
    expect(found(documents(service('reviews'), rule(V1), route('v1')))).toEqual([]);
  });
});

describe('a rule that says no namespace', () => {
  const rule = istio('DestinationRule', 'd', 'host: reviews\nsubsets: [{name: v1, labels: {version: v1}}]');

  test('GIVEN it has the subset, in the namespace that is meant without one THEN it is a note', () => {
    expect(found(documents(shop('reviews'), route('v1'), rule.replace(', namespace: shop', '')))).toEqual([
      'a.yaml:24 note IST0101: DestinationRule default/d defines subset v1, in another namespace: unless both are put into one, requests get 503',
      '  fix: write the namespace into both',
      '  a.yaml:31: defines it',
    ]);
  });

  test('GIVEN it says another namespace THEN there is none', () => {
    expect(
      found(documents(shop('reviews'), route('v1'), rule.replace('namespace: shop', 'namespace: web')))[0],
    ).toMatch(/error IST0101: requests to subset v1 of reviews get 503/);
  });
});
