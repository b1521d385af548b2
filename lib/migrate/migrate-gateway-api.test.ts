import { expect, test } from '@jest/globals';
import { statements } from './migrating.testing';

test('GIVEN a Gateway and its routes THEN they are constructs that name each other', async () => {
  const { code, migration } = await statements(`
apiVersion: gateway.networking.k8s.io/v1beta1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: istio
  listeners:
  - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
  - name: https
    port: 8443
    protocol: HTTPS
    hostname: "*.example.com"
    tls: {certificateRefs: [{name: cert}]}
    allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {edge: "true"}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: edge, sectionName: http}]
  hostnames: [shop.example.com]
  rules:
  - matches: [{path: {type: Exact, value: /a}, headers: [{name: x-user, value: jason}]}]
    filters: [{type: RequestRedirect, requestRedirect: {scheme: https, statusCode: 301}}]
  - matches: [{path: {value: /api}, method: GET}]
    filters:
    - {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-a, value: b}], remove: [x-c]}}
    - {type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}
    backendRefs: [{name: web, port: 80, weight: 90}, {name: other, port: 8080, weight: 10}]
    timeouts: {request: 10s, backendRequest: 2s}
  - backendRefs: [{name: web, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: mesh, namespace: shop}
spec:
  parentRefs: [{group: "", kind: Service, name: web, port: 80}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: elsewhere, namespace: shop}
spec:
  parentRefs: [{name: outer, namespace: infra, sectionName: web}]
  rules:
  - filters: [{type: ExtensionRef, extensionRef: {group: example.com, kind: Filter, name: a}}]
    backendRefs: [{name: web, port: 80}]
`);
  expect(migration.proof).toMatchObject({ objects: 5, same: 5 });
  expect(migration.objects.filter(({ form }) => form !== 'construct').map(({ reason }) => reason)).toEqual([
    'a rule has a filter ExtensionRef',
  ]);
  expect(
    code.slice(0, code.indexOf('new gatewayKinds.HTTPRoute')),
  ).toBe(`const edge = new gatewayApi.Gateway(this, 'edge', {
  listeners: {
    http: gatewayApi.Listener.http({ allowedRoutes: gatewayApi.AllowedNamespaces.ALL }),
    https: gatewayApi.Listener.https({
      port: 8443,
      hostname: '*.example.com',
      allowedRoutes: gatewayApi.AllowedNamespaces.labels({ edge: 'true' }),
      certificates: [{ name: 'cert' }],
    }),
  },
});

const web = new SharedService(this, 'web', { port: Port.http(80), selector: { app: 'web' } });

new gatewayApi.HTTPRoute(this, 'web-httproute', {
  name: 'web',
  parents: [edge.listener('http')],
  hostnames: ['shop.example.com'],
  rules: [
    {
      match: [
        HttpMatch.all([
          HttpMatch.uri(StringMatch.exact('/a')),
          HttpMatch.header('x-user', StringMatch.exact('jason')),
        ]),
      ],
      action: HttpAction.redirect({ scheme: 'https' }),
    },
    {
      match: [HttpMatch.all([HttpMatch.pathPrefix('/api'), HttpMatch.method('GET')])],
      action: HttpAction.split([
        web.weighted(90, { port: 80 }),
        Host.service({ name: 'other', namespace: 'shop' }).weighted(10, { port: 8080 }),
      ]),
      headers: { request: { set: { 'x-a': 'b' }, remove: ['x-c'] } },
      rewrite: { replacePrefixMatch: '/' },
      timeout: Duration.seconds(10),
      backendTimeout: Duration.seconds(2),
    },
  ],
  otherwise: { action: HttpAction.to(web, { port: 80 }) },
});

new gatewayApi.HTTPRoute(this, 'mesh', {
  parents: [{ service: web, port: 80 }],
  otherwise: { action: HttpAction.to(web, { port: 80 }) },
});

`);
});

test('GIVEN gRPC, TLS, a grant and a waypoint THEN they are constructs, too', async () => {
  const { code, migration } = await statements(`
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: istio
  listeners: [{name: grpc, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: waypoint, namespace: shop, labels: {istio.io/waypoint-for: all}}
spec:
  gatewayClassName: istio-waypoint
  listeners: [{name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: All}}}]
---
apiVersion: v1
kind: Service
metadata: {name: prices, namespace: shop}
spec: {selector: {app: prices}, ports: [{name: grpc, port: 5050}]}
---
apiVersion: v1
kind: Service
metadata: {name: pay, namespace: shop}
spec: {selector: {app: pay}, ports: [{name: tls, port: 8443}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: quotes, namespace: shop}
spec:
  parentRefs: [{name: edge, sectionName: grpc}]
  hostnames: [prices.example.com]
  rules:
  - matches:
    - {method: {service: shop.Prices, method: Quote}}
    - {method: {service: shop.Prices}, headers: [{name: x-user, value: jason}]}
    - {method: {method: Ping}}
    - {method: {type: RegularExpression, service: "a.*", method: "b.*"}}
    backendRefs: [{name: prices, port: 5050}]
  - backendRefs: [{name: prices, port: 5050}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: {name: paid, namespace: shop}
spec:
  parentRefs: [{name: outer, namespace: infra, sectionName: pay}]
  hostnames: [pay.example.com]
  rules: [{backendRefs: [{name: pay, port: 8443}]}]
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: infra, namespace: shop}
spec:
  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: infra}]
  to: [{group: "", kind: Secret, name: cert}, {group: "", kind: Service, name: pay}, {group: "", kind: Service}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: prices, namespace: shop}
spec:
  selector: {matchLabels: {app: prices}}
  rules: [{from: [{source: {serviceAccounts: [shop/waypoint, shop/edge-istio]}}]}]
`);
  expect(migration.proof).toMatchObject({ objects: 8, same: 8 });
  expect(migration.objects.filter(({ form }) => form !== 'construct').map(({ reason }) => reason)).toEqual([]);
  expect(
    code,
  ).toBe(`const edge = new gatewayApi.Gateway(this, 'edge', { listeners: { grpc: gatewayApi.Listener.http() } });
const waypoint = new gatewayApi.Waypoint(this, 'waypoint', {
  traffic: 'all',
  allowedNamespaces: gatewayApi.AllowedNamespaces.ALL,
});
const prices = new SharedService(this, 'prices', { port: Port.grpc(5050), selector: { app: 'prices' } });
const pay = new SharedService(this, 'pay', { port: Port.tls(8443), selector: { app: 'pay' } });

new gatewayApi.GRPCRoute(this, 'quotes', {
  parents: [edge.listener('grpc')],
  hostnames: ['prices.example.com'],
  rules: [
    {
      match: [
        gatewayApi.GrpcMatch.method('shop.Prices', 'Quote'),
        gatewayApi.GrpcMatch.all([
          gatewayApi.GrpcMatch.service('shop.Prices'),
          gatewayApi.GrpcMatch.header('x-user', StringMatch.exact('jason')),
        ]),
        gatewayApi.GrpcMatch.methodOfAny('Ping'),
        gatewayApi.GrpcMatch.regex({ service: 'a.*', method: 'b.*' }),
      ],
      action: HttpAction.to(prices, { port: 5050 }),
    },
  ],
  otherwise: { action: HttpAction.to(prices, { port: 5050 }) },
});

new gatewayApi.TLSRoute(this, 'paid', {
  parents: [gatewayApi.Gateway.reference({ name: 'outer', namespace: 'infra' }).listener('pay', 'TLS')],
  hostnames: ['pay.example.com'],
  route: ConnectionRoute.to(pay, { port: 8443 }),
});

new gatewayApi.ReferenceGrant(this, 'infra', {
  from: [{ kind: 'Gateway', namespace: 'infra' }],
  to: [{ secret: 'cert' }, pay, 'every Service'],
});

new AuthorizationPolicy(this, 'prices-authorizationpolicy', {
  name: 'prices',
  selector: WorkloadSelector.labels({ app: 'prices' }),
  action: AuthorizationAction.allow([{ from: [{ serviceAccounts: [waypoint, edge] }] }]),
});`);
});

test('GIVEN namespaces in ambient mode THEN they name their waypoint', async () => {
  const namespace = (name: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: {name: ${name}, labels: {${labels}}}
---`;
  const { code, migration } = await statements(
    [
      namespace('plain', 'istio.io/dataplane-mode: ambient'),
      namespace('own', 'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint'),
      namespace(
        'other',
        'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: w, istio.io/use-waypoint-namespace: own',
      ),
      namespace('none', 'istio.io/dataplane-mode: none'),
    ].join(''),
  );
  expect(migration.objects.map(({ form, reason }) => reason ?? form)).toEqual([
    ...['construct', 'construct', 'construct'],
    'it has a waypoint or a mode, and is not in ambient mode',
  ]);
  expect(code.slice(0, code.indexOf('new k8s'))).toBe(`new Namespace(this, 'plain', { ambient: {} });
new Namespace(this, 'own', {
  ambient: { waypoint: gatewayApi.Waypoint.reference({ name: 'waypoint' }) },
});

new Namespace(this, 'other', {
  ambient: { waypoint: gatewayApi.Waypoint.reference({ name: 'w', namespace: 'own' }) },
});

`);
});
