import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { Gateway, Server, ServerTls } from '.';

const tls = ServerTls.simple({ credentialName: 'shop-cert' });
const hosts = ['shop.example.com'] as const;

function spec(...servers: readonly [Server, ...Server[]]) {
  const scope = new Chart(new App(), 'shop', { namespace: 'shop' });
  new Gateway(scope, 'edge', { servers });
  return scope.toJson()[0].spec;
}

describe('a Gateway', () => {
  test('listens at the ingress gateway, and grows', () => {
    // GIVEN
    const scope = new Chart(new App(), 'shop', { namespace: 'shop' });

    // WHEN
    const gateway = new Gateway(scope, 'edge', { servers: [Server.http({ hosts, httpsRedirect: true })] });
    gateway.addServer(Server.https({ hosts, tls, name: 'shop' }));

    // THEN
    expect(gateway.gatewayHosts).toEqual(hosts);
    expect(scope.toJson()).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { name: 'edge', namespace: 'shop' },
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [
            { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts, tls: { httpsRedirect: true } },
            {
              port: { number: 443, name: 'https', protocol: 'HTTPS' },
              hosts,
              name: 'shop',
              tls: { mode: 'SIMPLE', credentialName: 'shop-cert' },
            },
          ],
        },
      },
    ]);
  });

  test.each<[Server, object]>([
    [Server.http({ hosts, port: 8080 }), { port: { number: 8080, name: 'http-8080', protocol: 'HTTP' } }],
    [Server.http2({ hosts, port: 80 }), { port: { number: 80, name: 'http2', protocol: 'HTTP2' } }],
    [Server.grpc({ hosts, port: 80 }), { port: { number: 80, name: 'grpc', protocol: 'GRPC' } }],
    [Server.grpcWeb({ hosts, port: 80 }), { port: { number: 80, name: 'grpc-web', protocol: 'GRPC-WEB' } }],
    [Server.tcp({ hosts, port: 31400 }), { port: { number: 31400, name: 'tcp', protocol: 'TCP' } }],
    [Server.mongo({ hosts, port: 27017 }), { port: { number: 27017, name: 'mongo', protocol: 'MONGO' } }],
    [Server.mysql({ hosts, port: 3306 }), { port: { number: 3306, name: 'mysql', protocol: 'MYSQL' } }],
    [Server.redis({ hosts, port: 6379 }), { port: { number: 6379, name: 'redis', protocol: 'REDIS' } }],
    [
      Server.tls({ hosts, port: 9443, tls: ServerTls.istioMutual() }),
      { port: { number: 9443, name: 'tls-9443', protocol: 'TLS' }, tls: { mode: 'ISTIO_MUTUAL' } },
    ],
    [
      Server.passthrough({ hosts, protocol: 'HTTPS' }),
      { port: { number: 443, name: 'https', protocol: 'HTTPS' }, tls: { mode: 'PASSTHROUGH' } },
    ],
    [
      Server.autoPassthrough({ hosts }),
      { port: { number: 15443, name: 'tls-15443', protocol: 'TLS' }, tls: { mode: 'AUTO_PASSTHROUGH' } },
    ],
    [
      Server.http({ hosts, port: 0, bind: 'unix:///run/http.sock', defaultEndpoint: '127.0.0.1:80' }),
      {
        port: { number: 0, name: 'http', protocol: 'HTTP' },
        bind: 'unix:///run/http.sock',
        defaultEndpoint: '127.0.0.1:80',
      },
    ],
  ])('has servers of every protocol (%#)', (server, expected) => {
    expect(spec(server).servers).toEqual([{ hosts, ...expected }]);
  });

  test('passes when servers share a port by HTTP, by names of TLS or by addresses', () => {
    expect(spec(Server.http({ hosts }), Server.http2({ hosts, port: 80 })).servers).toHaveLength(2);
    const other = Server.https({ hosts: ['a.com'], tls, portName: 'https-a' });
    expect(spec(Server.https({ hosts, tls }), other).servers).toHaveLength(2);
    const at = (bind: string) => Server.tcp({ hosts, port: 1, bind, portName: `tcp-${bind}` });
    expect(spec(at('10.0.0.1'), at('10.0.0.2')).servers).toHaveLength(2);
  });

  test.each<[string, () => unknown]>([
    ['two servers call their port http (80 and 80)', () => spec(Server.http({ hosts }), Server.http({ hosts }))],
    [
      'port 80 is HTTP for one server and TCP for another',
      () => spec(Server.http({ hosts }), Server.tcp({ hosts, port: 80 })),
    ],
    [
      'port 1 has two servers of TCP, which nothing tells apart',
      () => spec(Server.tcp({ hosts, port: 1 }), Server.tcp({ hosts, port: 1, portName: 'b' })),
    ],
    [
      'port 443 has two servers with TLS for host shop.example.com',
      () => spec(Server.https({ hosts, tls }), Server.passthrough({ hosts })),
    ],
    ['"shop" is not a host of a server', () => Server.http({ hosts: ['shop'] })],
    ['"a.com:80" is not a host of a server', () => Server.http({ hosts: ['a.com:80'] })],
    ['"~/a.com" is not a host of a server', () => Server.http({ hosts: ['~/a.com'] })],
    ['0 is not a port', () => Server.http({ hosts, port: 0 })],
    ['a Unix socket has no port 80', () => Server.http({ hosts, bind: 'unix:///a' })],
    ['"unix://a" is not a Unix socket', () => Server.http({ hosts, bind: 'unix://a', port: 0 })],
    ['bind "localhost" is not an address', () => Server.http({ hosts, bind: 'localhost' })],
    [
      '"mesh" stands for all sidecars',
      () => new Gateway(new Chart(new App(), 'a'), 'mesh', { servers: [Server.http({ hosts })] }),
    ],
    [
      'gateway "a.b" must be 1 to 63 lower-case letters',
      () => new Gateway(new Chart(new App(), 'a'), 'a.b', { servers: [Server.http({ hosts })] }),
    ],
    ['name "a.b" must be 1 to 63 lower-case letters', () => Gateway.reference({ name: 'a.b' })],
    [
      'no version of TLS is from TLSV1_3 to TLSV1_2',
      () => ServerTls.istioMutual({ minProtocolVersion: 'TLSV1_3', maxProtocolVersion: 'TLSV1_2' }),
    ],
    ['cipherSuites has AES128-SHA twice', () => ServerTls.istioMutual({ cipherSuites: ['AES128-SHA', 'AES128-SHA'] })],
  ])('reports: %s', (message, make) => {
    expect(make).toThrow(message);
  });

  test('says everything of TLS that there is', () => {
    const everything = {
      tlsCertificates: [
        { serverCertificate: 'a', privateKey: 'b' },
        { serverCertificate: 'c', privateKey: 'd' },
      ],
      caCertificates: 'e',
      caCrl: 'f',
      subjectAltNames: ['g'],
      verifyCertificateSpki: ['h'],
      verifyCertificateHash: ['i'],
      minProtocolVersion: 'TLSV1_2',
      maxProtocolVersion: 'TLSV1_3',
      cipherSuites: ['AES128-SHA'],
    } as const;
    const secrets = { credentialNames: ['a', 'b'], caCertCredentialName: 'c' } as const;
    expect(ServerTls.mutual(everything)._toWire()).toEqual({ mode: 'MUTUAL', ...everything });
    expect(ServerTls.optionalMutual(secrets)._toWire()).toEqual({ mode: 'OPTIONAL_MUTUAL', ...secrets });
    const files = { serverCertificate: 'a', privateKey: 'b' };
    expect(ServerTls.simple(files)._toWire()).toEqual({ mode: 'SIMPLE', ...files });
  });
});
