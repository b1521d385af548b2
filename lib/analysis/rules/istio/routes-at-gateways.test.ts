import { describe, expect, test } from '@jest/globals';
import { documents, istio, meshNamespace, service, shop } from '../../examples';
import { telling } from '../../fixtures';
import { portOmitted } from './port-omitted';
import { subsetAtGateway } from './subset-at-gateway';
import { unreachableAtGateway } from './unreachable-at-gateway';

const gateway = (port = 80, selector = '{istio: ingressgateway}') =>
  istio(
    'Gateway',
    'g',
    `selector: ${selector}\nservers: [{port: {number: ${port}, name: p, protocol: HTTP}, hosts: ["*"]}]`,
  );
const route = (name: string, spec: string) => istio('VirtualService', name, spec);

describe('IST0130', () => {
  const told = telling(unreachableAtGateway);
  const TO = 'route: [{destination: {host: reviews}}]';
  const at = (name: string, match: string, more = 'gateways: [g]') =>
    route(name, `hosts: [a.example.com]\n${more}\nhttp: [{${match === '' ? '' : `match: [${match}], `}${TO}}]`);
  const found = (first: string, second: string) => told(documents(gateway(), at('a', first), at('b', second)));
  const never = (path: string) =>
    `warning VirtualService/b ${path}: never reached at a.example.com: spec.http[0].match[0] of VirtualService shop/a, which comes first by name, and counts as the older, takes all of it`;

  test('GIVEN a wider rule in an older VirtualService THEN the narrower one is never reached', () => {
    expect(found('{uri: {prefix: /api}}', '{uri: {exact: /api/v1}}')).toEqual([never('spec.http[0].match[0]')]);
    expect(found('{uri: {prefix: /}}', '')).toEqual([never('spec.http[0]')]);
    expect(found('', '')[0]).toMatch(/: spec\.http\[0\] of VirtualService shop\/a/);
  });

  test.each([
    ['the narrower one first', '{uri: {prefix: /api/v1}}', '{uri: {prefix: /api}}'],
    ['everything in the older one, which counts last', '', '{uri: {prefix: /api}}'],
    [
      'a condition that the other does not have',
      '{uri: {prefix: /a}, headers: {x: {exact: b}}}',
      '{uri: {prefix: /a}}',
    ],
    ['what cannot be told', '{uri: {regex: "/a.+"}}', '{uri: {regex: "/ab.+"}}'],
    ['a port of another server', '{uri: {prefix: /a}, port: 81}', '{uri: {prefix: /a}}'],
  ])('GIVEN %s THEN nothing is reported', (_name, first, second) => {
    expect(found(first, second)).toEqual([]);
  });

  test('GIVEN sidecars, where one VirtualService counts, or variants THEN nothing is reported', () => {
    expect(told(documents(at('a', '', ''), at('b', '{uri: {prefix: /a}}', '')))).toEqual([]);
    const [x, y] = [at('c', ''), at('c', '{uri: {prefix: /c}}')];
    expect(
      told({
        'g.yaml': gateway(),
        'x/a.yaml': documents(at('a', '{uri: {prefix: /a}}'), x),
        'y/b.yaml': documents(at('b', '{uri: {prefix: /a}}'), y),
      }),
    ).toEqual([]);
  });
});

describe('IST0112', () => {
  const told = telling(portOmitted);
  const reviews = (ports: string) => documents(meshNamespace(), service('reviews', ports));
  const TWO = '{name: http, port: 80}, {name: http-b, port: 81}';
  const to = (spec: string, rule = 'route: [{destination: {host: reviews}}]') =>
    route('r', `${spec}\nhttp: [{${rule}}]`);

  test('GIVEN a gateway on another port THEN there is no cluster', () => {
    expect(told(documents(reviews(TWO), gateway(8080), to('hosts: [a.example.com]\ngateways: [g]')))).toEqual([
      'error VirtualService/r spec.http[0].route[0].destination.host: reviews has ports 80, 81, and the destination does not say which: what arrives at port 8080 is sent to port 8080 of it, which gives 503',
    ]);
  });

  test('GIVEN clients of another service THEN each of its ports counts', () => {
    const ratings = service('ratings', '{name: http, port: 80}, {name: http-c, port: 82}');
    expect(told(documents(reviews(TWO), ratings, to('hosts: [ratings]')))).toEqual([
      'warning VirtualService/r spec.http[0].route[0].destination.host: reviews has ports 80, 81, and the destination does not say which: what arrives at port 82 is sent to port 82 of it, which gives 503',
    ]);
  });

  test.each([
    ['the port of the gateway', documents(reviews(TWO), gateway(), to('hosts: [a.example.com]\ngateways: [g]'))],
    ['clients of the service itself', documents(reviews(TWO), to('hosts: [reviews]'))],
    ['one port', documents(reviews('{name: http, port: 81}'), gateway(), to('hosts: [a.example.com]\ngateways: [g]'))],
    [
      'a port',
      documents(
        reviews(TWO),
        gateway(8080),
        to('hosts: [a.example.com]\ngateways: [g]', 'route: [{destination: {host: reviews, port: {number: 81}}}]'),
      ),
    ],
    [
      'a rule for one port',
      documents(
        reviews(TWO),
        service('ratings', '{name: http, port: 80}, {name: http-c, port: 82}'),
        to('hosts: [ratings]', 'match: [{port: 80}], route: [{destination: {host: reviews}}]'),
      ),
    ],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(told(yaml)).toEqual([]);
  });
});

describe('IST0140', () => {
  const told = telling(subsetAtGateway);
  const rule = istio(
    'DestinationRule',
    'd',
    'host: reviews\nsubsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]',
  );
  const mesh = (rules: string) => route('reviews', `hosts: [reviews]\nhttp: [${rules}]`);
  const outside = (host = 'reviews') =>
    route('outside', `hosts: [a.example.com]\ngateways: [g]\nhttp: [{route: [{destination: {host: ${host}}}]}]`);
  const V1 = '{route: [{destination: {host: reviews, subset: v1}}]}';

  test('GIVEN a choice for sidecars THEN the gateway does not make it', () => {
    expect(told(documents(shop('reviews', ['v1', 'v2']), rule, gateway(), mesh(V1), outside()))).toEqual([
      'warning VirtualService/outside spec.http[0].route[0].destination.host: what comes through the gateway goes to all versions of reviews: VirtualService shop/reviews chooses among them for sidecars only',
    ]);
  });

  test.each([
    ['one version, so that there is no choice', documents(shop('reviews'), rule, gateway(), mesh(V1), outside())],
    [
      'a gateway for what leaves the mesh',
      documents(shop('reviews', ['v1', 'v2']), rule, gateway(80, '{istio: egressgateway}'), mesh(V1), outside()),
    ],
    ['another host', documents(shop('reviews', ['v1', 'v2']), rule, gateway(), mesh(V1), outside('ratings'))],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(told(yaml)).toEqual([]);
  });
});
