import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

const HTTP = { number: 80, name: 'http', protocol: 'HTTP' };
const HTTPS = { number: 443, name: 'https', protocol: 'HTTPS' };
/** A gateway with one server. */
const server = (fields: object) => ({ servers: [{ port: HTTP, hosts: ['*'], ...fields }] });
/** A gateway that ends TLS, or not. */
const tls = (settings: object) => server({ port: HTTPS, tls: settings });

describe('servers', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      {
        servers: [
          { port: HTTP, hosts: ['*', './*', 'shop/*.example.com', '10.0.0.1'], tls: { httpsRedirect: true } },
          { port: HTTPS, hosts: ['*'], tls: { mode: 'SIMPLE', credentialName: 'a' }, bind: '0.0.0.0' },
          { port: { number: 0, name: 'socket', protocol: 'HTTP' }, bind: 'unix:///a', hosts: ['*'] },
        ],
      },
      [],
    ],
    ['none', { selector: { istio: 'ingressgateway' } }, ['error spec.servers: the gateway serves nothing']],
    ['without hosts', server({ hosts: [] }), ['error spec.servers[0].hosts: the server has no hosts']],
    [
      'hosts that are none',
      server({ hosts: ['foo', 'a_b.com', '*-x.com', 'a b/c.com', '~/a.com', ''] }),
      [
        'error spec.servers[0].hosts[0]: "foo" is a short name, which nothing completes here',
        'error spec.servers[0].hosts[1]: "a_b.com" is not a host: its first part "a_b" is neither * nor made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
        'error spec.servers[0].hosts[2]: "*-x.com": * stands for whole labels only',
        'error spec.servers[0].hosts[3]: "a b" names no namespace',
        'error spec.servers[0].hosts[4]: "~" names no namespace',
        'error spec.servers[0].hosts[5]: "" is a short name, which nothing completes here',
        'error spec.servers[0].hosts[5]: "" is not a host: it is empty',
      ],
    ],
    ['without a port', server({ port: undefined }), ['error spec.servers[0].port: no port given']],
    [
      'ports that are none',
      {
        servers: [
          { hosts: ['*'], port: { number: 0, name: '', protocol: 'FTP', targetPort: 80 } },
          { hosts: ['*'], port: { number: 70000, name: 'a' } },
          { hosts: ['*'], port: { number: 80, name: 'a', protocol: 'HTTP' } },
        ],
      },
      [
        'error spec.servers[0].port.protocol: "FTP" is not a protocol that Istio knows',
        'error spec.servers[0].port.number: 0 given: a port is a number from 1 to 65535',
        'error spec.servers[0].port.targetPort: a gateway listens on the number itself',
        'error spec.servers[0].port.name: the port has no name',
        'error spec.servers[1].port.protocol: no protocol given',
        'error spec.servers[1].port.number: 70000 given: a port is a number from 1 to 65535',
        'error spec.servers[2].port.name: there are several servers whose port is named "a"',
      ],
    ],
    [
      'addresses that are none',
      {
        servers: [
          { hosts: ['*'], port: HTTP, bind: 'localhost' },
          { hosts: ['*'], port: { ...HTTP, name: 'a' }, bind: 'unix://a' },
        ],
      },
      [
        'error spec.servers[0].bind: "localhost" is not an IP address',
        'error spec.servers[1].bind: "unix://a" names no socket: the path must be absolute and that of a file',
        'error spec.servers[1].port.number: a server on a socket of a file has no port',
      ],
    ],
    [
      'TLS where there is none',
      {
        servers: [
          { hosts: ['*'], port: HTTP, tls: { mode: 'SIMPLE', credentialName: 'a' } },
          { hosts: ['*'], port: { ...HTTP, name: 'a' }, tls: { serverCertificate: '/c' } },
          { hosts: ['*'], port: { number: 90, name: 'tcp', protocol: 'TCP' }, tls: { mode: 'PASSTHROUGH' } },
        ],
      },
      [
        'error spec.servers[0].tls: a server for HTTP has no TLS, apart from httpsRedirect',
        'warning spec.servers[1].tls: mode PASSTHROUGH does not end TLS, so serverCertificate is not used',
        'error spec.servers[1].tls: a server for HTTP has no TLS, apart from httpsRedirect',
        'error spec.servers[2].tls: a server for TCP has no TLS',
      ],
    ],
    [
      'no TLS where there must be',
      server({ port: HTTPS }),
      ['error spec.servers[0].tls: a server for HTTPS says how TLS is handled'],
    ],
    [
      'redirects of what is encrypted',
      tls({ mode: 'SIMPLE', credentialName: 'a', httpsRedirect: true }),
      [
        'warning spec.servers[0].tls.httpsRedirect: only plain requests are redirected to HTTPS, and this server is for HTTPS',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('Gateway', spec)).toEqual(expected);
  });
});

describe('TLS', () => {
  test.each<[string, object, string[]]>([
    [
      'of files',
      tls({ mode: 'OPTIONAL_MUTUAL', serverCertificate: '/c', privateKey: '/k', caCertificates: '/ca', caCrl: '/crl' }),
      [],
    ],
    [
      'of several certificates',
      tls({
        mode: 'SIMPLE',
        tlsCertificates: [{ serverCertificate: '/c', privateKey: '/k' }, { serverCertificate: '/c2' }],
      }),
      ['error spec.servers[0].tls.tlsCertificates[1].privateKey: with mode SIMPLE it is needed, and not given'],
    ],
    [
      'of several credentials',
      tls({ mode: 'MUTUAL', credentialNames: ['a', 'b', 'c'] }),
      ['warning spec.servers[0].tls.credentialNames: only the first two are used: one of RSA and one of ECDSA'],
    ],
    [
      'without certificates',
      tls({ mode: 'MUTUAL' }),
      [
        'error spec.servers[0].tls.serverCertificate: with mode MUTUAL it is needed, and not given',
        'error spec.servers[0].tls.privateKey: with mode MUTUAL it is needed, and not given',
        'error spec.servers[0].tls.caCertificates: with mode MUTUAL it is needed, and not given',
      ],
    ],
    [
      'of files and a credential',
      tls({ mode: 'SIMPLE', credentialName: 'a', serverCertificate: '/c', privateKey: '/k' }),
      ['error spec.servers[0].tls: serverCertificate and credentialName exclude each other'],
    ],
    [
      'of the mesh, with others',
      tls({ mode: 'ISTIO_MUTUAL', credentialName: 'a', privateKey: '/k' }),
      [
        "error spec.servers[0].tls.privateKey: with mode ISTIO_MUTUAL the certificates are Istio's own, so privateKey has no meaning",
        "error spec.servers[0].tls.credentialName: with mode ISTIO_MUTUAL the certificates are Istio's own, so credentialName has no meaning",
      ],
    ],
    ['of the mesh', tls({ mode: 'ISTIO_MUTUAL' }), []],
    [
      'passed through, with certificates',
      tls({ mode: 'PASSTHROUGH', credentialName: 'a' }),
      ['warning spec.servers[0].tls: mode PASSTHROUGH does not end TLS, so credentialName is not used'],
    ],
    [
      'ciphers and versions as they may be',
      tls({
        mode: 'SIMPLE',
        credentialName: 'a',
        minProtocolVersion: 'TLSV1_1',
        cipherSuites: ['ECDHE-RSA-AES128-SHA', '-ALL', 'ALL'],
      }),
      [],
    ],
    [
      'ciphers that are none',
      tls({ mode: 'SIMPLE', credentialName: 'a', cipherSuites: ['RC4', 'AES128-SHA', 'AES128-SHA'] }),
      [
        'warning spec.servers[0].tls.cipherSuites[0]: "RC4" is not a cipher that Envoy has, so it is ignored',
        'warning spec.servers[0].tls.cipherSuites[2]: "AES128-SHA" is written twice',
      ],
    ],
    [
      'an old version without ciphers',
      tls({ mode: 'SIMPLE', credentialName: 'a', minProtocolVersion: 'TLSV1_0' }),
      ['warning spec.servers[0].tls.minProtocolVersion: none of the ciphers that are on by default work with TLSV1_0'],
    ],
    [
      'revocations of nobody',
      tls({ mode: 'SIMPLE', credentialName: 'a', caCrl: '/crl' }),
      ['error spec.servers[0].tls.caCrl: with mode SIMPLE no certificates of clients are verified'],
    ],
    [
      'revocations and a credential',
      tls({ mode: 'MUTUAL', credentialName: 'a', caCrl: '/crl' }),
      ['error spec.servers[0].tls.caCrl: caCrl cannot be beside a credential'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('Gateway', spec)).toEqual(expected);
  });
});
