import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

const HTTP = { number: 80, protocol: 'HTTP', name: 'http' };
const ingress = (fields: object) => ({ ingress: [{ port: HTTP, defaultEndpoint: '127.0.0.1:8080', ...fields }] });
const hosts = (...names: string[]) => ({ egress: [{ hosts: names }] });

describe('the whole', () => {
  test.each<[string, object, string[]]>([
    ['nothing', { workloadSelector: { labels: {} } }, ['error spec: the Sidecar says nothing']],
    ['a policy alone', { outboundTrafficPolicy: {} }, []],
    [
      'a selector without labels',
      { ...hosts('./*'), workloadSelector: { labels: {} } },
      ['warning spec.workloadSelector: the selector has no labels, so it selects every workload of the namespace'],
    ],
    [
      'connections of which nothing is said',
      { inboundConnectionPool: {} },
      ['error spec.inboundConnectionPool: the settings of connections say nothing'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('Sidecar', spec)).toEqual(expected);
  });
});

describe('ingress', () => {
  test.each<[string, object, string[]]>([
    [
      'as it may be',
      {
        ingress: ['127.0.0.1:80', '0.0.0.0:80', '[::1]:80', '[::]:80', ':80', 'unix:///a', ''].map(
          (defaultEndpoint, index) => ({ port: { ...HTTP, number: index + 1 }, defaultEndpoint }),
        ),
      },
      [],
    ],
    [
      'endpoints that are none',
      {
        ingress: ['10.0.0.1:80', '127.0.0.1', 'localhost:80', '[::1]:x', ':70000', 'unix://a'].map(
          (defaultEndpoint, index) => ({ port: { ...HTTP, number: index + 1 }, defaultEndpoint }),
        ),
      },
      [
        'error spec.ingress[0].defaultEndpoint: "10.0.0.1:80" is not where an application of the pod listens',
        'error spec.ingress[1].defaultEndpoint: "127.0.0.1" is not where an application of the pod listens',
        'error spec.ingress[2].defaultEndpoint: "localhost:80" is not where an application of the pod listens',
        'error spec.ingress[3].defaultEndpoint: "[::1]:x" is not where an application of the pod listens',
        'error spec.ingress[4].defaultEndpoint: ":70000" is not where an application of the pod listens',
        'error spec.ingress[5].defaultEndpoint: "unix://a" names no socket: the path must be absolute and that of a file',
      ],
    ],
    [
      'ports that are none',
      {
        ingress: [{}, { port: { number: 0, name: 'a_b', protocol: 'FTP' }, bind: 'a' }, { port: HTTP }, { port: HTTP }],
      },
      [
        'error spec.ingress[0].port: no port given',
        'error spec.ingress[1].port.name: "a_b" is not the name of a port',
        'error spec.ingress[1].port.protocol: "FTP" is not a protocol that Istio knows',
        'error spec.ingress[1].port.number: 0 given: a port is a number from 1 to 65535',
        'error spec.ingress[1].bind: "a" is not an IP address',
        'error spec.ingress[3].port.number: port 80 is written twice',
      ],
    ],
    [
      'TLS',
      ingress({
        port: { number: 443, protocol: 'HTTPS', name: 'https' },
        tls: { mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k' },
      }),
      [],
    ],
    [
      'TLS that a sidecar has not',
      ingress({ tls: { mode: 'ISTIO_MUTUAL', subjectAltNames: ['a'], httpsRedirect: true, credentialName: 'a' } }),
      [
        'error spec.ingress[0].tls.subjectAltNames: a sidecar does not support subjectAltNames',
        'error spec.ingress[0].tls.httpsRedirect: a sidecar does not support httpsRedirect',
        'error spec.ingress[0].tls.credentialName: a sidecar does not support credentialName',
        'error spec.ingress[0].tls.mode: a sidecar does not support mode ISTIO_MUTUAL here',
        'error spec.ingress[0].tls: a port for HTTP has no TLS',
        "error spec.ingress[0].tls.credentialName: with mode ISTIO_MUTUAL the certificates are Istio's own, so credentialName has no meaning",
      ],
    ],
    [
      'connections of HTTP on a port that is not',
      ingress({ port: { number: 1, protocol: 'TCP', name: 'tcp' }, connectionPool: { http: { maxRetries: -1 } } }),
      [
        'error spec.ingress[0].connectionPool.http.maxRetries: -1 given: it cannot be less than 0',
        'warning spec.ingress[0].connectionPool.http: the port is for TCP, so settings of HTTP have no effect',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('Sidecar', spec)).toEqual(expected);
  });
});

describe('egress', () => {
  test.each<[string, object, string[]]>([
    [
      'as it may be',
      {
        egress: [
          { port: HTTP, hosts: ['*/*'], bind: '127.0.0.1' },
          { port: { number: 0, protocol: 'HTTP' }, bind: 'unix:///a', captureMode: 'NONE', hosts: ['./*'] },
          { hosts: ['shop/a.com', '~/*', '*/*.b.com'] },
        ],
      },
      [],
    ],
    [
      'hosts that are none',
      hosts('a.com', '/a.com', 'a b/c.com', './a', './*x.com'),
      [
        'error spec.egress[0].hosts[0]: "a.com" does not say of which namespace',
        'error spec.egress[0].hosts[1]: "" names no namespace',
        'error spec.egress[0].hosts[2]: "a b" names no namespace',
        'error spec.egress[0].hosts[3]: "a" is a short name, which nothing completes here',
        'error spec.egress[0].hosts[4]: "*x.com": * stands for whole labels only',
      ],
    ],
    ['no hosts', hosts(), ['error spec.egress[0].hosts: the listener has no hosts']],
    [
      'hosts in others',
      hosts('./a.com', 'default/a.com', './*', '*/*'),
      [
        'warning spec.egress[0].hosts[1]: "default/a.com" is in what else is given',
        'warning spec.egress[0].hosts[2]: "./*" is in what else is given',
        'warning spec.egress[0].hosts: */* is every host, so the others have no effect',
      ],
    ],
    [
      'listeners for all that is left, not last',
      { egress: [{ hosts: ['./*'] }, { port: HTTP, hosts: ['./*'] }, { hosts: ['./*'] }] },
      ['error spec.egress[0]: a listener without a port is for all that no other one is for, so it comes last'],
    ],
    [
      'ports that are none',
      {
        egress: [
          { port: { number: 70000, protocol: 'FTP', name: 'a_b' }, bind: 'a', hosts: ['./*'] },
          { port: { number: 0, name: 'c_d', protocol: 'x' }, hosts: ['./*'] },
          { port: { number: 0 }, bind: 'unix:///a', captureMode: 'IPTABLES', hosts: ['./*'] },
          { port: { number: 0 }, bind: 'unix:///a', hosts: ['./*'] },
          { port: HTTP, hosts: ['./*'] },
          { port: HTTP, hosts: ['./*'] },
        ],
      },
      [
        'error spec.egress[0].port.name: "a_b" is not the name of a port',
        'error spec.egress[0].port.protocol: "FTP" is not a protocol that Istio knows',
        'error spec.egress[0].port.number: 70000 given: a port is a number from 1 to 65535',
        'error spec.egress[0].bind: "a" is not an IP address',
        'error spec.egress[1].port.name: "c_d" is not the name of a port',
        'error spec.egress[1].port.protocol: "x" is not a protocol that Istio knows',
        'error spec.egress[1].bind: a listener without a port number is on a socket of a file',
        'error spec.egress[2].captureMode: what goes to a socket of a file is not captured',
        'error spec.egress[3].bind: "unix:///a" is written twice',
        'error spec.egress[5].port.number: port 80 is written twice',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('Sidecar', spec)).toEqual(expected);
  });
});

describe('where the rest goes', () => {
  test.each<[string, object, string[]]>([
    [
      'as it may',
      {
        outboundTrafficPolicy: {
          mode: 'ALLOW_ANY',
          egressProxy: { host: 'egress.istio-system.svc.cluster.local', port: { number: 443 } },
        },
      },
      [],
    ],
    [
      'nowhere, and through a proxy',
      { outboundTrafficPolicy: { egressProxy: { host: 'a.com', port: { number: 443 } } } },
      ['error spec.outboundTrafficPolicy.egressProxy: only with mode ALLOW_ANY do unknown hosts go anywhere'],
    ],
    [
      'through what is no proxy',
      { outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: '*.a.com' } } },
      [
        'error spec.outboundTrafficPolicy.egressProxy.host: "*.a.com" is not a domain name: its part "*" is not made of letters, digits and hyphens, 1 to 63 of them, beginning and ending with a letter or digit',
        'error spec.outboundTrafficPolicy.egressProxy.port: no port given',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('Sidecar', spec)).toEqual(expected);
  });
});
