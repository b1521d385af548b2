import { describe, expect, test } from '@jest/globals';
import { type Manifest, renderLab } from '../bookinfo/lab.testing';

const files = renderLab();
const find = (scenario: string, kind: string, name: string) =>
  files
    .get(`scenarios/gateways/${scenario}.k8s.yaml`)
    ?.find((object) => object.kind === kind && object.metadata.name === name) as Manifest;

const HTTP = { number: 80, name: 'http', protocol: 'HTTP' };
const HTTPS = { number: 443, name: 'https', protocol: 'HTTPS' };

describe('the five applications of chapter 8.4', () => {
  test.each<[scenario: string, servers: object[]]>([
    ['http', [{ port: HTTP, hosts: ['httpbin.example.com'] }]],
    [
      'https-terminated',
      [
        { port: HTTPS, hosts: ['httpbin.example.com'], tls: { mode: 'SIMPLE', credentialName: 'httpbin-credential' } },
        { port: HTTP, hosts: ['httpbin.example.com'], tls: { httpsRedirect: true } },
      ],
    ],
    [
      'https-mutual',
      [
        {
          port: HTTPS,
          hosts: ['httpbin.example.com'],
          tls: { mode: 'MUTUAL', credentialName: 'httpbin-mutual-credential' },
        },
      ],
    ],
    [
      'https-outside-and-inside',
      [{ port: HTTPS, hosts: ['httpbin.example.com'], tls: { mode: 'SIMPLE', credentialName: 'httpbin-credential' } }],
    ],
  ])('GIVEN %s THEN the gateway serves this and sends requests to httpbin over HTTP', (scenario, servers) => {
    expect(find(scenario, 'Gateway', 'httpbin-gateway').spec.servers).toEqual(servers);
    expect(find(scenario, 'VirtualService', 'httpbin').spec).toEqual({
      hosts: ['httpbin.example.com'],
      gateways: ['httpbin-gateway'],
      http: [{ route: [{ destination: { host: 'httpbin', port: { number: 8000 } } }] }],
    });
    expect(find(scenario, 'Service', 'httpbin').spec.ports).toEqual([{ name: 'http', port: 8000, targetPort: 8080 }]);
  });

  test('GIVEN https-passthrough THEN TLS is routed by its name, and nginx shows a certificate of its own', () => {
    expect(find('https-passthrough', 'Gateway', 'nginx-gateway').spec.servers).toEqual([
      {
        port: { number: 443, name: 'tls', protocol: 'TLS' },
        hosts: ['nginx.example.com'],
        tls: { mode: 'PASSTHROUGH' },
      },
    ]);
    expect(find('https-passthrough', 'VirtualService', 'nginx').spec.tls).toEqual([
      {
        match: [{ port: 443, sniHosts: ['nginx.example.com'] }],
        route: [{ destination: { host: 'nginx', port: { number: 443 } } }],
      },
    ]);
    const pod = find('https-passthrough', 'Deployment', 'nginx').spec.template.spec;
    expect(pod.volumes).toContainEqual({ name: 'nginx-certificate', secret: { secretName: 'nginx-certificate' } });
  });

  test('GIVEN https-outside-and-inside THEN mutual TLS is sent inside, and nothing else is taken', () => {
    const scenario = 'https-outside-and-inside';
    expect(find(scenario, 'DestinationRule', 'httpbin').spec).toEqual({
      host: 'httpbin',
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    });
    expect(find(scenario, 'PeerAuthentication', 'httpbin').spec).toEqual({
      selector: { matchLabels: { app: 'httpbin' } },
      mtls: { mode: 'STRICT' },
    });
  });

  test('GIVEN https-reencrypted THEN the gateway alone begins TLS, and checks who answers', () => {
    expect(find('https-reencrypted', 'DestinationRule', 'nginx').spec).toEqual({
      host: 'nginx',
      exportTo: ['istio-system'],
      trafficPolicy: {
        tls: {
          mode: 'SIMPLE',
          credentialName: 'nginx-authority',
          sni: 'nginx.example.com',
          subjectAltNames: ['nginx.example.com'],
        },
      },
    });
  });
});
