import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { external } from '../core/external';
import { ConnectionRoute, HttpAction } from '../istio';
import { Namespace } from '../kubernetes/namespaces';
import { AllowedNamespaces, Gateway, GRPCRoute, HTTPRoute, Listener, ReferenceGrant, TLSRoute } from '.';
import { problem, shop, specOf } from './fixtures';

describe('a Gateway', () => {
  test('GIVEN listeners of each sort THEN they are written by their names', () => {
    const { chart } = shop();
    const gateway = new Gateway(chart, 'edge', {
      listeners: {
        web: Listener.http({ allowedRoutes: AllowedNamespaces.ALL }),
        secure: Listener.https({ hostname: '*.example.com', certificates: [{ name: 'shop' }] }),
        vault: Listener.passthrough({
          hostname: 'vault.example.org',
          allowedRoutes: AllowedNamespaces.labels({ team: 'vault' }),
        }),
        other: Listener.http({ port: 8080, allowedRoutes: AllowedNamespaces.named(['b', 'a']) }),
      },
      infrastructure: { annotations: { 'networking.istio.io/service-type': 'ClusterIP' } },
    });
    const from = (namespaces: object) => ({ allowedRoutes: { namespaces } });
    const named = [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['b', 'a'] }];
    expect(specOf(gateway)).toEqual({
      gatewayClassName: 'istio',
      infrastructure: { annotations: { 'networking.istio.io/service-type': 'ClusterIP' } },
      listeners: [
        { name: 'web', port: 80, protocol: 'HTTP', ...from({ from: 'All' }) },
        {
          ...{ name: 'secure', hostname: '*.example.com', port: 443, protocol: 'HTTPS' },
          ...{ tls: { mode: 'Terminate', certificateRefs: [{ name: 'shop' }] }, ...from({ from: 'Same' }) },
        },
        {
          ...{ name: 'vault', hostname: 'vault.example.org', port: 443, protocol: 'TLS', tls: { mode: 'Passthrough' } },
          ...from({ from: 'Selector', selector: { matchLabels: { team: 'vault' } } }),
        },
        {
          ...{ name: 'other', port: 8080, protocol: 'HTTP' },
          ...from({ from: 'Selector', selector: { matchExpressions: named } }),
        },
      ],
    });
    expect(gateway.serviceAccount).toEqual({ name: 'edge-istio', metadata: { namespace: 'shop' } });
  });

  test.each<[string, Record<string, Listener>, string]>([
    ['no listener', {}, '`listeners` is empty: give at least one'],
    [
      'a port twice',
      { a: Listener.http(), b: Listener.http() },
      'listeners a and b of port 80 are both for every host: join them, or give each a hostname of its own',
    ],
    [
      'a port in two ways',
      { a: Listener.http({ port: 443, hostname: 'a.example.com' }), b: Listener.passthrough() },
      'listeners a and b of port 443 are one in plain text and one with TLS: give one another port',
    ],
    ['a name that is none', { A: Listener.http() }, 'name of the listener "A" must be'],
  ])('GIVEN %s THEN it is said', (_what, listeners, message) => {
    expect(problem(({ chart }) => new Gateway(chart, 'edge', { listeners }))).toContain(message);
  });

  test('GIVEN hosts that are none THEN they are refused', () => {
    expect(() => Listener.http({ hostname: '1.2.3.4' })).toThrow('hostname 1.2.3.4 is an address: give a name');
    expect(() => Listener.http({ hostname: 'a.*.com' })).toThrow('hostname "a.*.com" must be');
    expect(() => AllowedNamespaces.labels({})).toThrow('no label is what all have');
  });
});

describe('whether a Gateway takes a route', () => {
  const attach = (listener: Listener, route: { readonly hostname?: string; readonly elsewhere?: boolean } = {}) =>
    problem(({ chart, other, front, app }) => {
      const gateway = new Gateway(chart, 'edge', { listeners: { web: listener } });
      const scope = route.elsewhere ? other : chart;
      new ReferenceGrant(chart, 'grant', {
        from: [{ kind: 'HTTPRoute', namespace: 'other' }],
        to: ['every Service'],
      });
      new Namespace(new Chart(app, 'namespaces'), 'other', { labels: { team: 'other' } });
      new HTTPRoute(scope, 'route', {
        parents: [gateway],
        ...(route.hostname !== undefined && { hostnames: [route.hostname] }),
        otherwise: HttpAction.to(front),
      });
    });

  test('GIVEN hosts that have one in common THEN it does', () => {
    expect(attach(Listener.http({ hostname: '*.example.com' }), { hostname: 'a.example.com' })).toBe('');
    expect(attach(Listener.http({ hostname: 'a.example.com' }), { hostname: '*.example.com' })).toBe('');
    expect(attach(Listener.http({ hostname: 'a.example.com' }))).toBe('');
    expect(attach(Listener.http(), { hostname: 'a.example.com' })).toBe('');
  });

  test('GIVEN hosts that have none in common THEN it does not', () => {
    expect(attach(Listener.http({ hostname: '*.example.com' }), { hostname: 'example.com' })).toBe(
      '[shop/route] no listener of Gateway edge takes the route: web is for host *.example.com, and the route for example.com',
    );
  });

  test('GIVEN another protocol THEN it does not', () => {
    expect(attach(Listener.passthrough())).toBe(
      '[shop/route] no listener of Gateway edge takes the route: web speaks TLS, and a HTTPRoute is for HTTP and HTTPS',
    );
  });

  test('GIVEN a route of another namespace THEN it is as the listener allows', () => {
    const elsewhere = (allowedRoutes?: AllowedNamespaces) =>
      attach(Listener.http(allowedRoutes && { allowedRoutes }), { elsewhere: true });
    expect(elsewhere()).toBe(
      '[other/route] no listener of Gateway edge takes the route: web takes routes of namespace shop, not of other: set its allowedRoutes',
    );
    expect(elsewhere(AllowedNamespaces.ALL)).toBe('');
    expect(elsewhere(AllowedNamespaces.named(['other']))).toBe('');
    expect(elsewhere(AllowedNamespaces.named(['third']))).toContain(
      'web takes routes of namespace third, not of other',
    );
    // Known when the namespace is there.
    expect(elsewhere(AllowedNamespaces.labels({ team: 'other' }))).toBe('');
    expect(elsewhere(AllowedNamespaces.labels({ team: 'third' }))).toContain(
      'web takes routes of namespace those with team=third, not of other',
    );
  });

  test('GIVEN a listener that a cast names THEN it has to be there', () => {
    expect(
      problem(({ chart }) =>
        new Gateway(chart, 'edge', { listeners: { web: Listener.http() } }).listener('wbe' as 'web'),
      ),
    ).toBe('[shop/edge] there is no listener wbe: it has web');
  });

  test('GIVEN a parent twice THEN each has a listener of its own', () => {
    const twice = (second: 'all' | 'a' | 'b') =>
      problem(({ chart, front }) => {
        const gateway = new Gateway(chart, 'edge', {
          listeners: { a: Listener.http(), b: Listener.http({ port: 8080 }) },
        });
        const parent = second === 'all' ? gateway : gateway.listener(second);
        new HTTPRoute(chart, 'route', { parents: [gateway.listener('a'), parent], otherwise: HttpAction.to(front) });
      });
    expect(twice('b')).toBe('');
    for (const second of ['all', 'a'] as const) {
      expect(twice(second)).toBe(
        '[shop/route] parent Gateway edge is there twice: name it once, or give a listener of its own each time',
      );
    }
  });
});

describe('what is used of other namespaces', () => {
  const use = (grant?: (chart: Chart, world: ReturnType<typeof shop>) => void) =>
    problem((world) => {
      const { chart, other, theirs } = world;
      const gateway = new Gateway(chart, 'edge', { listeners: { web: Listener.http() } });
      new HTTPRoute(chart, 'route', { parents: [gateway], otherwise: HttpAction.to(theirs) });
      grant?.(other, world);
    });

  test('GIVEN no grant THEN the way out is said', () => {
    expect(use()).toBe(
      '[shop/route] Service theirs is in namespace other, and no ReferenceGrant there lets a HTTPRoute of shop use it: requests would be answered with 500; ' +
        "add, in a chart of other, new ReferenceGrant(chart, 'shop', { from: [{ kind: 'HTTPRoute', namespace: 'shop' }], to: [its microservice] }); " +
        "for one that is made elsewhere say external(app, { others: { ReferenceGrant: ['other/*'] } })",
    );
  });

  test('GIVEN a grant THEN it is as that says', () => {
    const from = [{ kind: 'HTTPRoute', namespace: 'shop' }] as const;
    expect(use((chart, { theirs }) => new ReferenceGrant(chart, 'g', { from, to: [theirs] }))).toBe('');
    expect(use((chart) => new ReferenceGrant(chart, 'g', { from, to: ['every Service'] }))).toBe('');
    const byConstruct = [{ kind: 'HTTPRoute', namespace: { name: 'shop' } }] as const;
    expect(use((chart) => new ReferenceGrant(chart, 'g', { from: byConstruct, to: ['every Service'] }))).toBe('');
    expect(use((chart) => external(chart, { others: { ReferenceGrant: ['other/*'] } }))).toBe('');
    expect(use((chart) => new ReferenceGrant(chart, 'g', { from, to: [{ secret: 'theirs' }] }))).toContain(
      'no ReferenceGrant',
    );
    const grpc = [{ kind: 'GRPCRoute', namespace: 'shop' }] as const;
    expect(use((chart) => new ReferenceGrant(chart, 'g', { from: grpc, to: ['every Service'] }))).toContain(
      'no ReferenceGrant',
    );
  });

  test('GIVEN routes of a mesh THEN they need none', () => {
    expect(
      problem(
        ({ chart, front, theirs }) => new HTTPRoute(chart, 'r', { parents: [front], otherwise: HttpAction.to(theirs) }),
      ),
    ).toBe('');
  });

  test('GIVEN copies, calls and connections THEN they are used as well', () => {
    const used = problem(({ chart, front, theirs, app }) => {
      const gateway = new Gateway(chart, 'edge', { listeners: { web: Listener.http(), tls: Listener.passthrough() } });
      new HTTPRoute(chart, 'a', {
        parents: [gateway],
        otherwise: { action: HttpAction.to(front), mirrors: [{ destination: theirs }] },
      });
      new GRPCRoute(chart, 'b', { parents: [gateway], otherwise: HttpAction.to(theirs) });
      new TLSRoute(chart, 'c', {
        parents: [gateway],
        hostnames: ['a.example.com'],
        route: ConnectionRoute.to(theirs),
      });
      new Gateway(chart, 'd', {
        listeners: { web: Listener.https({ certificates: [{ name: 'shop', namespace: 'certificates' }] }) },
      });
      expect(app.node.children).toHaveLength(2);
    });
    expect(used.split('\n').map((line) => line.replace(/: (requests|connections|the listener).*$/, ''))).toEqual([
      ...[
        '[shop/a] Service theirs is in namespace other, and no ReferenceGrant there lets a HTTPRoute of shop use it',
        '[shop/b] Service theirs is in namespace other, and no ReferenceGrant there lets a GRPCRoute of shop use it',
        '[shop/c] Service theirs is in namespace other, and no ReferenceGrant there lets a TLSRoute of shop use it',
      ],
      '[shop/d] certificate shop of listener web is in namespace certificates, and no ReferenceGrant there lets a Gateway of shop use it',
    ]);
  });

  test('GIVEN a grant for what is not its own THEN it is refused', () => {
    const from = [{ kind: 'HTTPRoute', namespace: 'other' }] as const;
    expect(problem(({ chart, theirs }) => new ReferenceGrant(chart, 'g', { from, to: [theirs] }))).toContain(
      'Service theirs is in namespace other, and a grant is for what is in its own, shop: move the grant there',
    );
    expect(problem(({ other }) => new ReferenceGrant(other, 'g', { from, to: ['every Secret'] }))).toContain(
      'a HTTPRoute of namespace other needs no grant of its own namespace: leave it out',
    );
  });

  test('GIVEN a grant THEN it is written', () => {
    const { other, theirs } = shop();
    const grant = new ReferenceGrant(other, 'shop', {
      from: [{ kind: 'HTTPRoute', namespace: 'shop' }],
      to: [theirs, { secret: 'a' }],
    });
    expect(specOf(grant)).toEqual({
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
      to: [
        { group: '', kind: 'Service', name: 'theirs' },
        { group: '', kind: 'Secret', name: 'a' },
      ],
    });
  });
});
