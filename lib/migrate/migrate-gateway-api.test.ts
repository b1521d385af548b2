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
