import { describe, expect, test } from '@jest/globals';
import { istio, meshOf, namespace, pod, proxyNamed, service, virtualService, yaml } from './fixtures';

const NAMESPACES = yaml(
  namespace('web'),
  namespace('shop'),
  pod('web/c', '{app: c}'),
  pod('shop/c', '{app: c, tier: t}'),
);

/** The virtual hosts that a client has at a port: its domains, and the rules in order. */
function hosts(text: string, client: string, port = 80): Readonly<Record<string, readonly string[]>> {
  const mesh = meshOf(yaml(NAMESPACES, text));
  const table = mesh.routes(proxyNamed(mesh, client), port);
  return Object.fromEntries(
    (table?.virtualHosts ?? []).map(({ name, domains, routes }) => [
      name,
      [domains.join(' '), ...routes.map((route) => (route.virtualService ? route.virtualService.name : route.name))],
    ]),
  );
}

const to = (host: string) => `http: [{route: [{destination: {host: ${host}}}]}]`;
const A = 'a.web.svc.cluster.local';

describe('virtual hosts', () => {
  test('GIVEN a Service THEN it is called by every name that DNS knows in the client’s namespace', () => {
    const text = service('web/a', 'http:80', ', clusterIP: 10.0.0.1');
    expect(hosts(text, 'web/c')).toEqual({
      [`${A}:80`]: [`${A} ${A}. a a.web.svc a.web 10.0.0.1`, 'default'],
      allow_any: ['*', 'allow_any'],
    });
    expect(hosts(text, 'shop/c')[`${A}:80`]).toEqual([`${A} ${A}. a.web.svc a.web 10.0.0.1`, 'default']);
  });

  test('GIVEN a headless Service THEN the names of its pods lead to it', () => {
    expect(hosts(service('web/a', 'http:80', ', clusterIP: None'), 'shop/c')[`${A}:80`]?.[0]).toBe(
      `${A} ${A}. a.web.svc a.web *.${A} *.${A}. *.a.web.svc *.a.web`,
    );
  });

  test('GIVEN an ExternalName THEN its names lead to the Service that it stands for', () => {
    const alias =
      'apiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: shop}\nspec: {type: ExternalName, externalName: a.web.svc.cluster.local, ports: [{name: http, port: 80}]}';
    const found = hosts(yaml(service('web/a', 'http:80'), alias), 'shop/c');
    expect(Object.keys(found)).toEqual([`${A}:80`, 'allow_any']);
    expect(found[`${A}:80`]?.[0]).toContain('x.shop.svc.cluster.local x.shop.svc.cluster.local. x x.shop.svc x.shop');
  });

  test('GIVEN two VirtualServices for a host THEN the first has it, and nothing is joined', () => {
    const text = yaml(
      service('web/a', 'http:80'),
      virtualService('web/one', `{hosts: [a], ${to('a')}}`),
      virtualService('web/two', `{hosts: [a, b.com], ${to('a')}}`),
    );
    expect(hosts(text, 'web/c')).toMatchObject({
      [`${A}:80`]: [expect.anything(), 'one'],
      'b.com:80': ['b.com', 'two'],
    });
    const mesh = meshOf(yaml(NAMESPACES, text));
    const found = mesh.routes(proxyNamed(mesh, 'web/c'), 80)?.find('a');
    expect(found?.overruled.map(({ name }) => name)).toEqual(['two']);
  });

  test('GIVEN a VirtualService without a rule for a client THEN the Service keeps its default', () => {
    const text = yaml(
      service('web/a', 'http:80'),
      virtualService(
        'web/one',
        '{hosts: [a], http: [{match: [{sourceLabels: {tier: t}}], route: [{destination: {host: a}}]}]}'.replace(
          'hosts: [a]',
          `hosts: [${A}]`,
        ),
      ),
    );
    expect([hosts(text, 'web/c')[`${A}:80`]?.[1], hosts(text, 'shop/c')[`${A}:80`]?.[1]]).toEqual(['default', 'one']);
  });

  test('GIVEN wildcards THEN the most specific host has a Service; one that no Service has is a host of its own', () => {
    const text = yaml(
      service('web/a', 'http:80'),
      service('web/b', 'http:80'),
      virtualService('web/wide', `{hosts: ["*.svc.cluster.local"], ${to('a')}}`),
      virtualService('web/z-narrow', `{hosts: ["*.web.svc.cluster.local", "*.com"], ${to('a')}}`),
      virtualService('web/z-one', `{hosts: [b], ${to('a')}}`),
    );
    const found = hosts(text, 'shop/c');
    expect([found[`${A}:80`]?.[1], found['b.web.svc.cluster.local:80']?.[1], found['*.com:80']]).toEqual([
      'z-narrow',
      'z-one',
      ['*.com', 'z-narrow'],
    ]);
  });

  test('GIVEN a host that no Service has THEN it is taken at port 80, or beside a Service', () => {
    const text = yaml(service('web/a', 'http:80 http-b:81'), virtualService('web/one', `{hosts: [x.com], ${to('a')}}`));
    expect([hosts(text, 'web/c', 80)['x.com:80'], hosts(text, 'web/c', 81)['x.com:81']]).toEqual([
      ['x.com', 'one'],
      undefined,
    ]);
    const beside = yaml(text, virtualService('web/two', `{hosts: [y.com, ${A}], ${to('a')}}`));
    expect(hosts(beside, 'web/c', 81)['y.com:81']).toEqual(['y.com', 'two']);
  });

  test('GIVEN a short name that is the whole name of another host THEN it is that one’s', () => {
    const entry = istio(
      'ServiceEntry',
      'shop/e',
      '{hosts: [a.web], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}',
    );
    const found = hosts(yaml(service('web/a', 'http:80'), entry), 'shop/c');
    expect(found['a.web:80']?.[0]).toBe('a.web');
    expect(found[`${A}:80`]?.[0]).toBe(`${A} ${A}. a.web.svc`);
  });

  test('GIVEN a port that is not HTTP THEN it has no virtual host, whatever a VirtualService says', () => {
    const text = yaml(
      service('web/a', 'tcp:80'),
      service('web/b', 'http:80'),
      virtualService('web/one', `{hosts: [a], ${to('a')}}`),
    );
    expect(Object.keys(hosts(text, 'web/c'))).toEqual(['b.web.svc.cluster.local:80', 'allow_any']);
  });

  test('GIVEN matches that are for others THEN they are no routes, and it is known why', () => {
    const rules =
      '{match: [{port: 81}, {gateways: [edge]}, {sourceNamespace: other}, {sourceLabels: {a: b}}, {gateways: [mesh], sourceNamespace: other}, {method: {exact: GET}}], route: [{destination: {host: a}}]}';
    const text = yaml(service('web/a', 'http:80'), virtualService('web/one', `{hosts: [a], http: [${rules}]}`));
    const mesh = meshOf(yaml(NAMESPACES, text));
    const found = mesh.routes(proxyNamed(mesh, 'web/c'), 80)?.find('a');
    expect(found?.routes.map(({ place }) => place?.path.at(-1))).toEqual([4]);
    expect(found?.skipped.map(({ reason: { kind }, place }) => `${place.path.at(-1)} ${kind}`)).toEqual([
      '0 port',
      '1 gateways',
      '2 sourceNamespace',
      '3 sourceLabels',
      '5 unreachable',
    ]);
  });
});

describe('Sidecars', () => {
  const sidecar = (name: string, spec: string) => istio('Sidecar', name, spec);
  const services = yaml(service('web/a', 'http:80 http-b:81'), service('shop/b', 'http:80'));
  const names = (text: string, client: string, port = 80) =>
    Object.keys(hosts(yaml(services, text), client, port)).map((each) => each.split('.')[0]);

  test.each([
    ['./*', ['b', 'allow_any']],
    ['*/a.web.svc.cluster.local', ['a', 'allow_any']],
    ['web/*', ['a', 'allow_any']],
    ['other/*', []],
    ['~/*', []],
  ])('GIVEN egress %s THEN only these are known', (host, expected) => {
    expect(names(sidecar('shop/s', `{egress: [{hosts: ["${host}"]}]}`), 'shop/c')).toEqual(expected);
  });

  test('GIVEN several THEN the one that selects the pod counts, then the namespace’s, then the root’s', () => {
    const own = sidecar('shop/own', '{egress: [{hosts: ["./*"]}]}');
    const root = sidecar('istio-system/root', '{egress: [{hosts: ["web/*"]}]}');
    const chosen = sidecar('shop/z', '{workloadSelector: {labels: {tier: t}}, egress: [{hosts: ["*/*"]}]}');
    expect(names(root, 'shop/c')).toEqual(['a', 'allow_any']);
    expect(names(yaml(own, root), 'shop/c')).toEqual(['b', 'allow_any']);
    expect(names(yaml(own, root, chosen), 'shop/c')).toEqual(['a', 'b', 'allow_any']);
    const empty = sidecar('shop/a', '{workloadSelector: {}, egress: [{hosts: ["~/*"]}]}');
    expect(names(yaml(own, empty), 'shop/c')).toEqual([]);
  });

  test('GIVEN a listener with a port THEN only its services have routes there, and those of the one for all have none', () => {
    const text = sidecar(
      'shop/s',
      '{egress: [{port: {number: 81, protocol: HTTP, name: http}, hosts: ["shop/*"]}, {hosts: ["*/*"]}]}',
    );
    expect(names(text, 'shop/c')).toEqual(['a', 'b', 'allow_any']);
    expect(names(text, 'shop/c', 81)).toEqual(['allow_any']);
  });

  test('GIVEN a VirtualService that sends to what is not imported THEN the client knows that, and has no name for it', () => {
    const text = yaml(
      services,
      sidecar('shop/s', '{egress: [{hosts: ["./*"]}]}'),
      virtualService('shop/v', `{hosts: [b], http: [{route: [{destination: {host: ${A}, port: {number: 81}}}]}]}`),
    );
    const mesh = meshOf(yaml(NAMESPACES, text));
    const { services: known } = mesh.scope(proxyNamed(mesh, 'shop/c'));
    expect([...known].map(([host, { ports }]) => `${host} ${ports.map(({ number }) => number)}`)).toEqual([
      'b.shop.svc.cluster.local 80',
      `${A} 81`,
    ]);
    expect(Object.keys(hosts(text, 'shop/c'))).toEqual(['b.shop.svc.cluster.local:80', 'allow_any']);
  });

  test.each([
    ['{}', 'REGISTRY_ONLY'],
    ['{mode: ALLOW_ANY}', 'ALLOW_ANY'],
  ])('GIVEN outboundTrafficPolicy %s THEN it is %s', (policy, mode) => {
    const mesh = meshOf(yaml(NAMESPACES, sidecar('shop/s', `{outboundTrafficPolicy: ${policy}}`)));
    expect(mesh.scope(proxyNamed(mesh, 'shop/c')).outboundTrafficPolicy.mode).toBe(mode);
    expect(mesh.scope(proxyNamed(mesh, 'web/c')).outboundTrafficPolicy.mode).toBe('ALLOW_ANY');
  });
});

describe('listeners', () => {
  const listeners = (text: string, port: number, client = 'web/c') => {
    const mesh = meshOf(yaml(NAMESPACES, text));
    return mesh
      .listenersAt(proxyNamed(mesh, client), port)
      .map(({ address, kind, routes, chains, turnedAway }) =>
        [
          `${kind} ${address}`,
          ...(routes === undefined ? [] : [`routes ${routes.name}`]),
          ...chains.map(({ sniHosts, subnets, virtualService: by, destinations }) =>
            [
              ...sniHosts,
              ...subnets,
              by?.name ?? 'default',
              ...destinations.map(({ destination }) => destination.host),
            ].join(' '),
          ),
          ...turnedAway.map(({ host }) => `not ${host}`),
        ].join('; '),
      );
  };
  const entry = (name: string, host: string, port: string, more = 'resolution: DNS') =>
    istio('ServiceEntry', `web/${name}`, `{hosts: [${host}], ports: [{number: 80, ${port}}], ${more}}`);

  test('GIVEN ports THEN HTTP shares a listener, others have one at the address of their Service', () => {
    const text = yaml(
      service('web/a', 'http:80'),
      service('web/b', 'http:80'),
      service('web/t', 'tcp:80'),
      service('web/u', ':80'),
    );
    expect(listeners(text, 80)).toEqual([
      'http 0.0.0.0; routes 80',
      'tcp t.web.svc.cluster.local; default t.web.svc.cluster.local',
      'auto u.web.svc.cluster.local; routes u.web.svc.cluster.local:80; default u.web.svc.cluster.local',
    ]);
  });

  test('GIVEN a port that is looked at THEN its table has that service for any host', () => {
    const mesh = meshOf(
      yaml(
        NAMESPACES,
        service('web/a', 'http:80'),
        service('web/u', ':80'),
        virtualService('web/v', `{hosts: [u], ${to('a')}}`),
      ),
    );
    const [of] = mesh.servicesWithHost('u.web.svc.cluster.local');
    const table = mesh.listener(proxyNamed(mesh, 'web/c'), 80, { service: of })?.routes;
    expect(table?.virtualHosts.map(({ domains, routes }) => [domains, routes[0]?.virtualService?.name])).toEqual([
      [['*'], 'v'],
    ]);
  });

  test('GIVEN names outside without addresses THEN they share a listener and are told apart by server name', () => {
    const text = yaml(entry('a', 'a.com', 'name: tls, protocol: TLS'), entry('b', 'b.com', 'name: tls, protocol: TLS'));
    expect(listeners(text, 80)).toEqual(['tcp 0.0.0.0; a.com default a.com; b.com default b.com']);
  });

  test('GIVEN HTTP and TCP at one address THEN both are there; mongo stays alone', () => {
    const text = yaml(
      entry('a', 'a.com', 'name: http, protocol: HTTP'),
      entry('b', 'b.com', 'name: tcp, protocol: TCP'),
    );
    expect(listeners(text, 80)).toEqual(['auto 0.0.0.0; routes 80; default b.com']);
    const mongo = yaml(
      entry('a', 'a.com', 'name: http, protocol: HTTP'),
      entry('b', 'b.com', 'name: mongo, protocol: MONGO'),
    );
    expect(listeners(mongo, 80)).toEqual(['http 0.0.0.0; routes 80; not b.com']);
  });

  test('GIVEN ranges of addresses THEN connections are told apart by address', () => {
    const text = entry('a', 'a.com', 'name: tcp, protocol: TCP', 'resolution: NONE, addresses: [10.0.0.0/8]');
    expect(listeners(text, 80)).toEqual(['tcp 0.0.0.0; 10.0.0.0/8 default a.com']);
  });

  test('GIVEN tls rules THEN each match is a chain, the same only once, and there is no default beside them', () => {
    const rules =
      '[{match: [{sniHosts: [A.com], sourceLabels: {x: x}}, {sniHosts: [a.com]}], route: [{destination: {host: one}}]}, {match: [{sniHosts: [a.com]}], route: [{destination: {host: two}}]}]';
    const text = yaml(
      service('web/a', 'https:443'),
      virtualService('web/v', `{hosts: [a, a.com, A.com], tls: ${rules}}`),
    );
    expect(listeners(text, 443)).toEqual([`tcp ${A}; a.com v one`]);
  });

  test('GIVEN tcp rules THEN the first that a client meets ends them, unless it is for some addresses', () => {
    const rules =
      '[{match: [{sourceNamespace: other}], route: [{destination: {host: zero}}]}, {match: [{destinationSubnets: [10.1.0.0/16]}], route: [{destination: {host: one}}]}, {match: [{port: 80}], route: [{destination: {host: two}}]}, {route: [{destination: {host: three}}]}]';
    const text = yaml(service('web/a', 'tcp:80'), virtualService('web/v', `{hosts: [a], tcp: ${rules}}`));
    expect(listeners(text, 80)).toEqual([`tcp ${A}; 10.1.0.0/16 v one; v two`]);
  });

  test('GIVEN a Sidecar that binds an address THEN the listener is there', () => {
    const text = yaml(
      service('web/a', 'tcp:80'),
      istio(
        'Sidecar',
        'web/s',
        '{egress: [{port: {number: 80, protocol: TCP, name: tcp}, bind: 127.0.0.1, captureMode: NONE, hosts: ["*/*"]}]}',
      ),
    );
    expect(listeners(text, 80)).toEqual([`tcp 127.0.0.1; default ${A}`]);
  });
});
