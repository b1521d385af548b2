import { describe, expect, test } from '@jest/globals';
import { istio, meshOf, proxyNamed, service, virtualService, yaml } from './fixtures';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: edge, namespace: istio-system, labels: {istio: ingressgateway}}\nspec: {containers: [{name: istio-proxy, image: auto}]}';
const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: edge, namespace: istio-system}\nspec: {type: NodePort, selector: {istio: ingressgateway}, ports: [{name: http2, port: 80, targetPort: 8080, nodePort: 30080}, {name: https, port: 443, targetPort: 8443}]}';
const EDGE = yaml(POD, SERVICE);

/** @param servers `name protocol:port hosts`, with more of the server behind a bar */
function gateway(name: string, ...servers: readonly string[]): string {
  const list = servers.map((each) => {
    const [, called, protocol, port, hosts, more = ''] = /^(\S+) (\S+):(\d+) ([^|]+?)(?: \| (.*))?$/.exec(each) ?? [];
    return `{port: {number: ${port}, name: ${called}, protocol: ${protocol}}, hosts: [${hosts?.split(' ').map((host) => `"${host}"`)}]${more && `, ${more}`}}`;
  });
  return istio('Gateway', name, `{selector: {istio: ingressgateway}, servers: [${list.join(', ')}]}`);
}

const TLS = 'tls: {mode: SIMPLE, credentialName: c}';

function edge(text: string) {
  const mesh = meshOf(yaml(EDGE, text));
  return { mesh, proxy: proxyNamed(mesh, 'istio-system/edge') };
}

/** Each listener with its chains: names, kind, and what they do. */
function listeners(text: string): readonly string[] {
  const { mesh, proxy } = edge(text);
  return mesh
    .gatewayListeners(proxy)
    .map(({ port, bind, chains }) =>
      [
        `${bind}:${port}`,
        ...chains.map(({ sniHosts, tls, routes, forward }) =>
          [
            tls,
            ...(sniHosts.length > 0 ? [`for ${sniHosts.join(' ')}`] : []),
            ...(routes === undefined ? [] : [`routes ${routes.name}`]),
            ...(forward === undefined
              ? []
              : [`to ${forward.destinations.map(({ destination }) => destination.host).join(' ')}`]),
          ].join(' '),
        ),
      ].join('; '),
    );
}

function dropped(text: string): readonly string[] {
  const { mesh, proxy } = edge(text);
  return mesh
    .gateway(proxy)
    .dropped.map(
      ({ server, reason }) =>
        `${server.gatewayName} ${server.spec.port.name}: ${reason.kind} by ${reason.by.gatewayName}`,
    );
}

/** The virtual hosts of a route table: domains, and the VirtualServices of its routes in order. */
function hosts(text: string, table: string): Readonly<Record<string, string>> {
  const { mesh, proxy } = edge(text);
  const found = mesh
    .gatewayListeners(proxy)
    .flatMap(({ chains }) => chains)
    .find(({ routes }) => routes?.name === table);
  return Object.fromEntries(
    (found?.routes?.virtualHosts ?? []).map(({ domains, routes, requiresTls }) => [
      domains.join(' '),
      [...routes.map(({ virtualService: by }) => by?.name), ...(requiresTls ? ['https!'] : [])].join(' '),
    ]),
  );
}

const http = (host: string) => `http: [{route: [{destination: {host: ${host}}}]}]`;

describe('ports', () => {
  test('GIVEN a port of the Service THEN its target is where the pods listen; any other port is taken as it is', () => {
    expect(listeners(gateway('web/g', 'http HTTP:80 a.com', 'other HTTP:9000 a.com'))).toEqual([
      ':8080; plaintext routes http.8080',
      ':9000; plaintext routes http.9000',
    ]);
    const { mesh, proxy } = edge('');
    expect([80, 30080, 8080, 9000].map((port) => mesh.gatewayPort(proxy, port))).toEqual([8080, 8080, 8080, 9000]);
  });

  test('GIVEN a Gateway for other pods THEN this one has nothing of it', () => {
    const text = gateway('web/g', 'http HTTP:80 a.com').replace('istio: ingressgateway', 'app: other');
    expect(listeners(text)).toEqual([]);
  });
});

describe('servers on one port', () => {
  test('GIVEN HTTP and HTTP THEN both are there; GIVEN TCP beside it THEN the later is dropped', () => {
    const text = yaml(
      gateway('web/a', 'http HTTP:80 a.com'),
      gateway('web/b', 'http HTTP:80 b.com'),
      gateway('web/c', 'tcp TCP:80 c.com'),
    );
    expect(listeners(text)).toEqual([':8080; plaintext routes http.8080']);
    expect(dropped(text)).toEqual(['web/c tcp: protocol by web/a']);
  });

  test('GIVEN TLS for the same host THEN the later server is dropped; for others it is beside it', () => {
    const text = yaml(
      gateway('web/a', `https HTTPS:443 a.com | ${TLS}`),
      gateway('web/b', `https HTTPS:443 a.com b.com | ${TLS}`),
      gateway('web/c', `https HTTPS:443 c.com | ${TLS}`, `tls TLS:443 d.com | tls: {mode: PASSTHROUGH}`),
    );
    expect(listeners(text)).toEqual([
      ':8443; terminated for a.com routes https.443.https.a.web; terminated for c.com routes https.443.https.c.web',
    ]);
    expect(dropped(text)).toEqual(['web/b https: duplicate hosts by web/a']);
  });

  test('GIVEN addresses of their own THEN they are not in each other’s way', () => {
    const text = yaml(
      gateway('web/a', 'http HTTP:80 a.com | bind: 10.0.0.1'),
      gateway('web/b', 'tcp TCP:80 * | bind: 10.0.0.2'),
      virtualService('web/v', '{hosts: ["*"], gateways: [b], tcp: [{route: [{destination: {host: a}}]}]}'),
    );
    expect(listeners(text)).toEqual([
      '10.0.0.1:8080; plaintext routes http.8080.10.0.0.1',
      '10.0.0.2:8080; plaintext to a',
    ]);
  });

  test('GIVEN a server for every name THEN TLS asks for none', () => {
    expect(listeners(gateway('web/a', `https HTTPS:443 * | ${TLS}`))).toEqual([
      ':8443; terminated routes https.443.https.a.web',
    ]);
  });
});

describe('routes', () => {
  test('GIVEN several VirtualServices for a host THEN their routes stand behind each other, those for all at the end', () => {
    const text = yaml(
      gateway('web/g', 'http HTTP:80 *.com'),
      virtualService('web/a', `{hosts: [x.com], gateways: [g], ${http('a')}}`),
      virtualService(
        'web/b',
        '{hosts: [x.com, z.com], gateways: [g], http: [{match: [{uri: {prefix: /b}}], route: [{destination: {host: b}}]}]}',
      ),
    );
    expect(hosts(text, 'http.8080')).toEqual({ 'x.com': 'b a', 'z.com': 'b' });
  });

  test('GIVEN hosts on both sides THEN the narrower of each pair is served', () => {
    const text = yaml(
      gateway('web/g', 'http HTTP:80 a.x.com *.y.com'),
      virtualService('web/v', `{hosts: ["*.x.com", b.y.com, other.com], gateways: [g], ${http('a')}}`),
    );
    expect(Object.keys(hosts(text, 'http.8080'))).toEqual(['a.x.com', 'b.y.com']);
  });

  test('GIVEN hosts for namespaces THEN only VirtualServices of these have them', () => {
    const text = yaml(
      gateway('web/g', 'http HTTP:80 ./a.com shop/b.com */c.com'),
      virtualService('web/v', `{hosts: [a.com, b.com, c.com], gateways: [g], ${http('a')}}`),
      virtualService('shop/w', `{hosts: [a.com, b.com, c.com], gateways: [web/g], ${http('a')}}`),
    );
    expect(hosts(text, 'http.8080')).toEqual({ 'a.com': 'v', 'c.com': 'v w', 'b.com': 'w' });
  });

  test('GIVEN no VirtualService THEN there is one host without routes', () => {
    expect(hosts(gateway('web/g', 'http HTTP:80 a.com'), 'http.8080')).toEqual({ '*': '' });
  });

  test('GIVEN httpsRedirect THEN its hosts ask for TLS, with a VirtualService or without', () => {
    const text = yaml(
      gateway('web/g', 'http HTTP:80 a.com b.com | tls: {httpsRedirect: true}', 'more HTTP:80 c.com'),
      virtualService('web/v', `{hosts: [a.com, c.com], gateways: [g], ${http('a')}}`),
    );
    expect(hosts(text, 'http.8080')).toEqual({ 'a.com': 'v https!', 'b.com': 'https!', 'c.com': 'v' });
  });

  test('GIVEN a condition on the port THEN it is the number of the server', () => {
    const rule = (port: number) =>
      `{hosts: [a.com], gateways: [g], http: [{match: [{port: ${port}}], route: [{destination: {host: a}}]}]}`;
    const text = yaml(
      gateway('web/g', 'http HTTP:80 a.com'),
      virtualService('web/v', rule(80)),
      virtualService('web/w', rule(8080)),
    );
    expect(hosts(text, 'http.8080')).toEqual({ 'a.com': 'v' });
  });
});

describe('bytes', () => {
  test('GIVEN TCP THEN the first rule for the server decides; without any there is no listener', () => {
    const server = gateway('web/g', 'tcp TCP:31400 *');
    const rules =
      '[{match: [{port: 1}], route: [{destination: {host: one}}]}, {match: [{port: 31400}], route: [{destination: {host: two}}]}]';
    expect(listeners(yaml(server, virtualService('web/v', `{hosts: ["*"], gateways: [g], tcp: ${rules}}`)))).toEqual([
      ':31400; plaintext to two',
    ]);
    expect(listeners(server)).toEqual([]);
    const ended = gateway('web/g', `tls TLS:9443 * | ${TLS}`);
    expect(
      listeners(
        yaml(
          ended,
          virtualService('web/v', '{hosts: ["*"], gateways: [g], tcp: [{route: [{destination: {host: a}}]}]}'),
        ),
      ),
    ).toEqual([':9443; terminated to a']);
  });

  test('GIVEN TLS that is passed on THEN each match is a chain by server name, a name only once', () => {
    const text = yaml(
      gateway('web/g', 'tls TLS:443 a.com b.com | tls: {mode: PASSTHROUGH}'),
      virtualService(
        'web/v',
        '{hosts: [a.com, b.com], gateways: [g], tls: [{match: [{sniHosts: [a.com]}], route: [{destination: {host: a}}]}, {match: [{sniHosts: [a.com, b.com]}, {port: 443, sniHosts: [b.com]}], route: [{destination: {host: b}}]}]}',
      ),
    );
    expect(listeners(text)).toEqual([':8443; passed for a.com to a']);
  });

  test('GIVEN AUTO_PASSTHROUGH THEN it is known to be there', () => {
    expect(listeners(gateway('web/g', 'tls TLS:15443 *.local | tls: {mode: AUTO_PASSTHROUGH}'))).toEqual([
      ':15443; passed',
    ]);
  });
});

test('GIVEN a target port with a name THEN it is that of the container', () => {
  const text = yaml(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: edge, namespace: istio-system, labels: {istio: ingressgateway}}\nspec: {containers: [{name: istio-proxy, image: auto, ports: [{name: web, containerPort: 8088}]}]}',
    SERVICE.replace('targetPort: 8080', 'targetPort: web'),
    gateway('web/g', 'http HTTP:80 a.com'),
    service('web/a', 'http:80'),
  );
  const mesh = meshOf(text);
  expect(mesh.gatewayListeners(proxyNamed(mesh, 'istio-system/edge')).map(({ port }) => port)).toEqual([8088]);
});
