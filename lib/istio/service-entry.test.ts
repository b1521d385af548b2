import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { Host } from './host';
import { HttpAction } from './http-action';
import { Resolution, ServiceEntry, type ServiceEntryProps } from './service-entry';
import { VirtualService } from './virtual-service';

const chart = () => new Chart(Testing.app(), 'shop', { namespace: 'shop' });
const HTTPS = { number: 443, protocol: 'HTTPS' } as const;
const TCP = { number: 3306, protocol: 'TCP' } as const;

/** The spec of an entry with these props, others as of a simple one. */
function specOf(props: Partial<ServiceEntryProps>): object {
  const scope = chart();
  new ServiceEntry(scope, 'api', {
    hosts: ['api.example.com'],
    ports: [HTTPS],
    resolution: Resolution.dns(),
    ...props,
  });
  return Testing.synth(scope)[0].spec;
}

describe('ServiceEntry', () => {
  test('GIVEN a host of the internet THEN its ports are named by their protocols', () => {
    const scope = chart();
    new ServiceEntry(scope, 'googleapis', {
      hosts: ['www.googleapis.com'],
      ports: [{ number: 80, protocol: 'HTTP' }, HTTPS],
      resolution: Resolution.dns(),
    });
    expect(Testing.synth(scope)).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'ServiceEntry',
        metadata: { name: 'googleapis', namespace: 'shop' },
        spec: {
          hosts: ['www.googleapis.com'],
          ports: [
            { number: 80, name: 'http', protocol: 'HTTP' },
            { number: 443, name: 'https', protocol: 'HTTPS' },
          ],
          resolution: 'DNS',
        },
      },
    ]);
  });

  test('GIVEN all settings THEN they are written as Istio has them', () => {
    const spec = specOf({
      hosts: ['mysql.example.com'],
      addresses: ['240.240.0.10', '10.8.0.0/16'],
      ports: [{ ...TCP, name: 'mysql', targetPort: 3307 }],
      location: 'MESH_INTERNAL',
      resolution: Resolution.static([
        {
          address: '192.0.2.10',
          ports: { mysql: 3308 },
          labels: { version: 'v1' },
          locality: 'eu/a',
          weight: 3,
          serviceAccount: 'mysql',
        },
      ]),
      subjectAltNames: ['spiffe://cluster.local/ns/vm/sa/mysql'],
      exportTo: ['.'],
    });
    expect(spec).toEqual({
      hosts: ['mysql.example.com'],
      addresses: ['240.240.0.10', '10.8.0.0/16'],
      ports: [{ number: 3306, name: 'mysql', protocol: 'TCP', targetPort: 3307 }],
      location: 'MESH_INTERNAL',
      resolution: 'STATIC',
      endpoints: [
        {
          address: '192.0.2.10',
          ports: { mysql: 3308 },
          labels: { version: 'v1' },
          locality: 'eu/a',
          weight: 3,
          serviceAccount: 'mysql',
        },
      ],
      subjectAltNames: ['spiffe://cluster.local/ns/vm/sa/mysql'],
      exportTo: ['.'],
    });
  });

  test.each<[string, Partial<ServiceEntryProps>, object]>([
    ['none', { hosts: ['*.example.com'], resolution: Resolution.none() }, { resolution: 'NONE' }],
    [
      'workloads',
      { resolution: Resolution.workloads({ app: 'api' }) },
      { resolution: 'STATIC', workloadSelector: { labels: { app: 'api' } } },
    ],
    [
      'dns with endpoints',
      { hosts: ['*.example.com'], resolution: Resolution.dns([{ address: 'lb.example.com' }]) },
      { resolution: 'DNS', endpoints: [{ address: 'lb.example.com' }] },
    ],
    [
      'dnsRoundRobin',
      { resolution: Resolution.dnsRoundRobin({ address: 'lb.example.com' }) },
      { resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'lb.example.com' }] },
    ],
    ['dynamicDns', { hosts: ['*.example.com'], resolution: Resolution.dynamicDns() }, { resolution: 'DYNAMIC_DNS' }],
  ])('GIVEN Resolution.%s THEN the entry says so', (_name, props, expected) => {
    expect(specOf(props)).toMatchObject(expected);
  });

  test('GIVEN an entry WHEN a route names it THEN it is written by its first host', () => {
    const scope = chart();
    const api = new ServiceEntry(scope, 'api', {
      hosts: ['api.example.com', 'www.example.com'],
      ports: [HTTPS],
      resolution: Resolution.dns(),
    });
    new VirtualService(scope, 'route', { hosts: [api], otherwise: HttpAction.to(api, { port: 443 }) });
    expect(Testing.synth(scope)[1].spec).toEqual({
      hosts: ['api.example.com'],
      http: [{ route: [{ destination: { host: 'api.example.com', port: { number: 443 } } }] }],
    });
    expect(api.hosts.map((host) => host.equals(Host.dns(host.name)))).toEqual([true, true]);
  });
});

describe('ServiceEntry: errors', () => {
  test.each<[string, Partial<ServiceEntryProps>, string]>([
    ['everything', { hosts: ['*'] }, '[shop/api] host * would stand for everything: name the hosts, or *.example.com'],
    [
      'a host twice',
      { hosts: ['api.example.com', 'api.example.com'] },
      '[shop/api] host api.example.com is there twice: name it once',
    ],
    [
      'a wildcard that DNS cannot answer',
      { hosts: ['*.example.com'] },
      '[shop/api] DNS knows no address of *.example.com: name hosts without a wildcard, give endpoints, or use Resolution.dynamicDns',
    ],
    [
      'no wildcard for dynamic DNS',
      { resolution: Resolution.dynamicDns() },
      '[shop/api] host api.example.com is no wildcard, and Resolution.dynamicDns is for those: use Resolution.dns',
    ],
    [
      'TCP for dynamic DNS',
      { hosts: ['*.example.com'], ports: [TCP], resolution: Resolution.dynamicDns() },
      '[shop/api] port 3306 is TCP, and Resolution.dynamicDns is for HTTP, HTTP2, HTTPS, GRPC and TLS: use another',
    ],
    ['a port twice', { ports: [HTTPS, { ...HTTPS, name: 'b' }] }, '[shop/api] port 443 is there twice: keep one'],
    [
      'a name of a port twice',
      { ports: [HTTPS, { number: 8443, protocol: 'HTTPS' }] },
      '[shop/api] ports 443 and 8443 are both named "https": tell them apart by `name`',
    ],
    [
      'several hosts over TCP',
      { hosts: ['a.example.com', 'b.example.com'], ports: [TCP] },
      '[shop/api] port 3306 is TCP, where a connection does not say which of 2 hosts it is for: make an entry for each host',
    ],
    [
      'a range where names are resolved',
      { addresses: ['10.0.0.0/8'] },
      '[shop/api] range 10.0.0.0/8 needs Resolution.none or one with fixed endpoints: give single addresses',
    ],
    [
      'addresses for dynamic DNS',
      { hosts: ['*.example.com'], addresses: ['10.0.0.1'], resolution: Resolution.dynamicDns() },
      '[shop/api] addresses do not go with Resolution.dynamicDns, which goes by names: leave them out',
    ],
    [
      'a port of an endpoint that the entry has not',
      { resolution: Resolution.static([{ address: '192.0.2.1', ports: { tcp: 1 } }]) },
      '[shop/api] endpoint 192.0.2.1 has a port "tcp", which the entry has not: it has https',
    ],
  ])('GIVEN %s THEN the message says what to do', (_what, props, message) => {
    expect(() => specOf(props)).toThrow(expect.objectContaining({ name: 'MeshwrightError', message }));
  });

  test.each<[string, () => unknown, string]>([
    [
      'a name among fixed addresses',
      () => Resolution.static([{ address: 'lb.example.com' }]),
      '[Resolution.static] endpoint "lb.example.com" is no IP address: give one, or use Resolution.dns',
    ],
    [
      'an endpoint with a port in its address',
      () => Resolution.dns([{ address: 'lb.example.com:443' }]),
      '[endpoint lb.example.com:443] is neither an IP address nor a DNS name: give one without port and scheme',
    ],
    [
      'a port that is none',
      () => Resolution.static([{ address: '192.0.2.1', ports: { https: 0 } }]),
      '[endpoint 192.0.2.1] 0 is not a port: give a whole number from 1 to 65535',
    ],
  ])('GIVEN %s THEN the message says what to do', (_what, make, message) => {
    expect(make).toThrow(expect.objectContaining({ name: 'MeshwrightError', message }));
  });
});
