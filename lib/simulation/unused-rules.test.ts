import { expect, test } from '@jest/globals';
import { istio, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { outcomeOf } from './fixtures';

const BASE = yaml(
  namespace('web'),
  namespace('shop'),
  pod('web/client', '{app: client}'),
  service('shop/a', 'http:80 tcp-b:81'),
  pod('shop/a', '{app: a}'),
  'apiVersion: v1\nkind: Pod\nmetadata: {name: edge, namespace: shop, labels: {istio: edge}}\nspec: {containers: [{name: istio-proxy, image: auto}]}',
  istio(
    'Gateway',
    'shop/g',
    '{selector: {istio: edge}, servers: [{port: {number: 80, name: h, protocol: HTTP}, hosts: [./a.com]}]}',
  ),
);
const TO = 'http: [{route: [{destination: {host: a.shop.svc.cluster.local}}]}]';
const HOST = 'hosts: [a.shop.svc.cluster.local]';

/** Why VirtualServices have no say, with the fields that say so. */
function unused(text: string, from: string, call: string): readonly string[] {
  const { steps, ends } = outcomeOf(yaml(BASE, text), from, call);
  return [...steps, ...ends.flatMap((end) => end.steps)]
    .filter(({ text: each }) => each.includes('has no say'))
    .map(
      ({ text: each, place }) =>
        `${each.replace(/^VirtualService (\S+) has no say: it /, '$1 ')} (${place?.path.join('.')})`,
    );
}

test.each([
  ['a gateway', `{${HOST}, gateways: [g], ${TO}}`, 'shop/v is for Gateway shop/g, not for mesh (spec.gateways)'],
  ['exportTo', `{${HOST}, exportTo: [.], ${TO}}`, 'shop/v is not exported to namespace web (spec.exportTo)'],
  [
    'a short name',
    `{hosts: [a.shop], ${TO}}`,
    'shop/v means a.shop to the letter, not a.shop.svc.cluster.local (spec.hosts.0)',
  ],
  ['TCP rules alone', `{${HOST}, tcp: [{route: [{destination: {host: a}}]}]}`, 'shop/v has no rules for HTTP (spec)'],
])(
  'GIVEN a VirtualService with %s WHEN a sidecar asks for its host THEN it is said why it has no say',
  (_name, spec, expected) => {
    expect(unused(virtualService('shop/v', spec), 'web/client', 'http://a.shop.svc.cluster.local/')).toEqual([
      expected,
    ]);
  },
);

test('GIVEN a VirtualService that counts, or one for another host THEN nothing is said', () => {
  expect(unused(virtualService('shop/v', `{${HOST}, ${TO}}`), 'web/client', 'http://a.shop/')).toEqual([]);
  expect(
    unused(virtualService('shop/v', `{hosts: [b], gateways: [g], ${TO}}`), 'web/client', 'http://a.shop/'),
  ).toEqual([]);
});

test('GIVEN a Sidecar that does not import it THEN it is said', () => {
  const text = yaml(
    virtualService('web/v', `{${HOST}, ${TO}}`),
    istio('Sidecar', 'web/s', '{egress: [{hosts: [shop/*]}]}'),
  );
  expect(unused(text, 'web/client', 'http://a.shop/')).toEqual(['web/v is not imported by Sidecar web/s (spec.hosts)']);
});

test('GIVEN a TCP port THEN rules for HTTP have no say', () => {
  expect(unused(virtualService('shop/v', `{${HOST}, ${TO}}`), 'web/client', 'http://a.shop:81/')).toEqual([
    'shop/v has rules for HTTP only, and here bytes are forwarded (spec.http)',
  ]);
});

test.each([
  ['no gateway', 'shop/v', `{hosts: [a.com], ${TO}}`, 'shop/v names no gateway, so it is for sidecars (spec.gateways)'],
  [
    'one that is not there',
    'web/v',
    `{hosts: [a.com], gateways: [g], ${TO}}`,
    'web/v is for Gateway web/g, which is not there (spec.gateways)',
  ],
  [
    'one that does not take its host',
    'web/v',
    `{hosts: [a.com], gateways: [shop/g], ${TO}}`,
    'web/v is for Gateway shop/g, which does not take this host from namespace web (spec.gateways)',
  ],
])(
  'GIVEN a VirtualService for %s WHEN a gateway is asked THEN it is said why it has no say',
  (_name, name, spec, expected) => {
    expect(unused(virtualService(name, spec), 'shop/edge', 'http://a.com/')).toEqual([expected]);
  },
);
