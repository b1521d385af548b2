import { expect, test } from '@jest/globals';
import { documents, edgeGateway, istio, service, shop } from '../../examples';
import { telling } from '../../fixtures';
import { destinationProtocol } from './destination-protocol';

const found = telling(destinationProtocol);
const route = (protocol: string, port = 'http', match = '') =>
  found(
    documents(
      shop('web'),
      edgeGateway(),
      service('store', `{name: ${port}, port: 99, targetPort: 8080}`),
      istio(
        'VirtualService',
        'r',
        `hosts: [shop.example.com]\ngateways: [edge]\n${protocol}: [{${match}route: [{destination: {host: store}}]}]`,
      ),
    ),
  );
const TLS = 'match: [{sniHosts: [shop.example.com]}], ';

test('GIVEN requests of HTTP for a database THEN it does not answer them', () => {
  expect(route('http', 'mysql')).toEqual([
    'warning VirtualService/r spec.http[0].route[0].destination: requests of HTTP go to port 99 of store, which is for mysql',
  ]);
});

test('GIVEN TLS that is forwarded unopened THEN a port for HTTP does not understand it', () => {
  expect(route('tls', 'http2', TLS)).toEqual([
    'warning VirtualService/r spec.tls[0].route[0].destination: TLS goes unopened to port 99 of store, which is for http2',
  ]);
});

test.each([
  ['http', 'http', ''],
  ['http', 'tcp', ''],
  ['http', 'whatever', ''],
  ['tls', 'https', TLS],
  ['tls', 'tcp', TLS],
  ['tcp', 'redis', ''],
])('GIVEN %s to a port that is called %s THEN nothing is reported', (protocol, port, match) => {
  expect(route(protocol, port, match)).toEqual([]);
});
