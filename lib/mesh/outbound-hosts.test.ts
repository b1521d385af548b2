import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { istio, meshOf, namespace, pod, proxyNamed, service, virtualService, yaml } from './fixtures';
import { HostsBuilder, OutboundHosts } from './outbound-hosts';

const to = 'http: [{route: [{destination: {host: a.web.svc.cluster.local}}]}]';
const alias = (of: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: ${of}}\nspec: {type: ExternalName, externalName: a.web.svc.cluster.local, ports: [{name: http, port: 80}]}`;
const entry = (name: string, host: string) =>
  istio('ServiceEntry', `web/${name}`, `{hosts: ["${host}"], ports: [{name: http, number: 80, protocol: HTTP}]}`);

/** What may be in a mesh; some of it takes names that clients have for services of their own namespace. */
const OBJECTS = [
  service('web/a', 'http:80', ', clusterIP: 10.0.0.1'),
  service('web/b', 'http:80', ', clusterIP: None'),
  service('shop/a', 'http:80', ', clusterIP: None'),
  service('shop/b', 'web:80'),
  alias('web'),
  alias('shop'),
  virtualService('web/exact', `{hosts: [a, b.web.svc.cluster.local], ${to}}`),
  virtualService('shop/wide', `{hosts: ["*.a"], ${to}}`),
  virtualService('shop/own', `{hosts: [b], ${to}}`),
  virtualService('shop/all', `{hosts: ["*.svc.cluster.local"], ${to}}`),
  entry('bare', 'a'),
  entry('like', 'b.shop'),
  entry('other', 'x.com'),
];

test('what clients of a namespace have is as if it were made for them alone', () => {
  fc.assert(
    fc.property(fc.subarray(OBJECTS, { minLength: 1 }), fc.constantFrom('web', 'shop'), (objects, of) => {
      const clients = [namespace('web'), namespace('shop'), pod('web/c', '{app: c}'), pod('shop/c', '{app: c}')];
      const mesh = meshOf(yaml(...clients, ...objects));
      const client = proxyNamed(mesh, `${of}/c`);
      const [listener] = mesh.scope(client).listeners;
      if (listener === undefined) throw new Error('a sidecar has a listener');
      const names = ['a', 'b', 'x', 'z.a', 'p.b', 'a.web', 'b.shop', 'x.shop', 'q.svc.cluster.local', 'x.com'];

      const shared = new OutboundHosts(client, listener, 80).for(of);

      const alone = new HostsBuilder(client, listener, 80, of);
      const told = (hosts: typeof alone.hosts) => hosts.map(({ name, domains }) => `${name}: ${domains.join(' ')}`);
      expect(told(shared.hosts)).toEqual(told(alone.hosts));
      const found = (all: Pick<typeof alone, 'domains'>) => names.map((name) => all.domains.mostSpecific(name)?.name);
      expect(found(shared)).toEqual(found(alone));
    }),
    { numRuns: 60 },
  );
});
