import { expect, test } from '@jest/globals';
import { classOf, protocolNamed, protocolOfServicePort } from './protocols';

test.each([
  [{ name: 'http' }, 'http', 'http'],
  [{ name: 'http-web' }, 'http', 'http'],
  [{ name: 'HTTP2-x' }, 'http2', 'http'],
  [{ name: 'grpc-web-x' }, 'grpc-web', 'http'],
  [{ name: 'grpc' }, 'grpc', 'http'],
  [{ name: 'https' }, 'https', 'tcp'],
  [{ name: 'tcp-echo' }, 'tcp', 'tcp'],
  [{ name: 'mongo' }, 'mongo', 'tcp'],
  [{ name: 'web' }, 'auto', 'auto'],
  [{ name: 'auto' }, 'auto', 'auto'],
  [{}, 'auto', 'auto'],
  [{ name: 'web', port: 3306 }, 'tcp', 'tcp'],
  [{ name: 'http', port: 53 }, 'http', 'http'],
  [{ name: 'http', protocol: 'UDP' }, 'udp', 'udp'],
  [{ name: 'http', appProtocol: 'tcp' }, 'tcp', 'tcp'],
  [{ name: 'http', appProtocol: 'kubernetes.io/h2c' }, 'http2', 'http'],
  [{ name: 'http', appProtocol: 'example.com/x' }, 'auto', 'auto'],
  [{ name: 'constructor' }, 'auto', 'auto'],
])('GIVEN port %j THEN its protocol is %s', (port, protocol, expected) => {
  const found = protocolOfServicePort({ port: 80, ...port });
  expect([found, classOf(found)]).toEqual([protocol, expected]);
});

test('GIVEN the protocol of a ServiceEntry or a Gateway THEN it is taken as it is', () => {
  expect(['HTTP', 'http_proxy', 'TLS', 'http-x', '', undefined].map(protocolNamed)).toEqual([
    'http',
    'http_proxy',
    'tls',
    'auto',
    'auto',
    'auto',
  ]);
});
