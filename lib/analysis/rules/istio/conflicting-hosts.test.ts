import { expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, shop } from '../../examples';
import { saying, telling } from '../../fixtures';
import { conflictingHosts } from './conflicting-hosts';

const found = saying(conflictingHosts);
const told = telling(conflictingHosts);
const route = (name: string, spec = 'hosts: [reviews]', namespace = 'shop') =>
  istio('VirtualService', name, `${spec}\nhttp: [{route: [{destination: {host: reviews}}]}]`, namespace);
const FULL = 'reviews.shop.svc.cluster.local';
const WEB = documents(meshNamespace('web'), deployment('frontend', { namespace: 'web' }));

test('GIVEN two for one host THEN it is said which one is followed, as far as it is known', () => {
  const later = route('a').replace('name: a,', 'name: a, creationTimestamp: "2026-02-01T00:00:00Z",');
  const older = route('b').replace('name: b,', 'name: b, creationTimestamp: "2026-01-01T00:00:00Z",');
  expect(found(documents(shop('reviews'), route('a'), route('b')))).toEqual([
    'a.yaml:30 error IST0109: VirtualService shop/a is for host reviews, too: sidecars follow the older one alone (by name: shop/a), and no rule of the other',
    '  fix: put the rules into one VirtualService, or give each a host of its own',
    '  a.yaml:23: comes first',
  ]);
  expect(told(documents(later, older))).toEqual([
    'error VirtualService/a spec.hosts[0]: VirtualService shop/b is for host reviews, too, and is older: no sidecar follows the rules of this one',
  ]);
});

test('GIVEN one for its own namespace alone THEN its clients do not follow the other', () => {
  const own = route('own', `hosts: [${FULL}]\nexportTo: ["."]`, 'web');
  expect(told(documents(shop('reviews'), WEB, route('a'), own))).toEqual([
    'warning VirtualService/a spec.hosts[0]: VirtualService web/own is for host reviews, too, and for namespace web alone: its clients do not follow the rules of this one',
  ]);
});

test.each([
  ['a wildcard beside a host', [route('a'), route('b', 'hosts: ["*.shop.svc.cluster.local"]')]],
  ['the short and the full name of one host', [route('a', `hosts: [reviews, ${FULL}]`)]],
  ['a gateway', [route('a'), route('b', 'hosts: [reviews]\ngateways: [shop/edge]')]],
  ['one host in two namespaces', [route('a'), route('b', 'hosts: [reviews]', 'web')]],
  [
    'those that are each for their own namespace',
    [route('a', `hosts: [${FULL}]\nexportTo: ["."]`), route('b', `hosts: [${FULL}]\nexportTo: ["."]`, 'web')],
  ],
  [
    'Sidecars that hide one from the other',
    [
      route('a', `hosts: [${FULL}]`),
      route('b', `hosts: [${FULL}]`, 'web'),
      istio('Sidecar', 'default', 'egress: [{hosts: [./*]}]'),
      istio('Sidecar', 'default', 'egress: [{hosts: [./*]}]', 'web'),
    ],
  ],
])('GIVEN %s THEN nothing is reported', (_name, parts) => {
  expect(told(documents(shop('reviews'), WEB, ...parts))).toEqual([]);
});

test('GIVEN files that are alternatives of each other THEN nothing is reported', () => {
  const [one, other] = [route('same', 'hosts: [details]'), route('same', 'hosts: [ratings]')];
  expect(told({ 'x/a.yaml': documents(route('a'), one), 'y/b.yaml': documents(route('b'), other) })).toEqual([]);
});
