import { expect, test } from '@jest/globals';
import { meshOf, namespace, pod, service, yaml } from '../mesh/fixtures';
import { nodeFacts } from './node-facts';
import { diffPictures } from './picture-diff';
import { pictureOf } from './picture-of';

const api = (kind: string, name: string, spec: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: web}\nspec: ${spec}`;

/** The nodes that are not plain, and all edges. */
function drawn(...documents: readonly string[]) {
  const { nodes, edges } = pictureOf(
    meshOf(
      yaml(
        namespace('web'),
        service('web/a', 'http:80'),
        service('web/b', 'http:80'),
        pod('web/a', '{app: a}'),
        ...documents,
      ),
    ),
  );
  return {
    nodes: nodes
      .filter(({ kind }) => ['gateway', 'route', 'missing'].includes(kind))
      .map(({ kind, name, caption, lines }) => [kind, name, caption, ...lines].join(' | ')),
    edges: edges
      .filter(({ kind }) => kind !== 'answers')
      .map(({ from, to, kind, lines }) => [from.split('/').at(-1), kind, to, ...lines].join(' | ')),
  };
}

test('GIVEN a Gateway and HTTPRoutes THEN conditions, weights, copies and redirects are drawn', () => {
  const { nodes, edges } = drawn(
    api(
      'Gateway',
      'gw',
      '{gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}]}',
    ),
    api(
      'HTTPRoute',
      'shop',
      `{parentRefs: [{name: gw}, {name: none}], hostnames: [shop.example.com], rules: [
        {matches: [{path: {value: /old}}], filters: [{type: RequestRedirect, requestRedirect: {hostname: new.example.com, statusCode: 301}}]},
        {matches: [{path: {type: Exact, value: /cart}, method: GET, headers: [{name: beta, value: 'yes'}]}, {path: {type: RegularExpression, value: '/c.*'}, queryParams: [{name: q, value: x}]}],
         filters: [{type: RequestMirror, requestMirror: {backendRef: {name: b, port: 80}, percent: 5}}],
         backendRefs: [{name: a, port: 80, weight: 3}, {name: b, port: 80}]},
        {backendRefs: [{name: gone, port: 80}]}]}`,
    ),
  );
  expect(nodes).toEqual([
    'gateway | gw | Gateway of class istio | HTTP 80 *.example.com',
    'missing | none | no such Gateway given',
    'missing | gone | no such Service given',
    'route | shop | HTTPRoute | for shop.example.com | /old…: 301 to new.example.com',
  ]);
  const when = 'GET, /cart, beta: yes or ~ /c.*, ?q=x';
  expect(edges).toEqual([
    'gw | enters | route gateway.networking.k8s.io/HTTPRoute/web/shop',
    'none | enters | route gateway.networking.k8s.io/HTTPRoute/web/shop',
    'shop | sends | missing web gone | otherwise',
    `shop | sends | service web/a.web.svc.cluster.local | ${when} · 75 %`,
    `shop | sends | service web/b.web.svc.cluster.local | ${when} · 25 %`,
    `shop | copies | service web/b.web.svc.cluster.local | ${when} · copies of 5 %`,
    'gw-istio | serves | gateway gateway.networking.k8s.io/Gateway/web/gw',
  ]);
});

test('GIVEN routes for Services, of gRPC and of TLS THEN each says what it is for', () => {
  const { nodes, edges } = drawn(
    api(
      'GRPCRoute',
      'g',
      '{parentRefs: [{group: "", kind: Service, name: a, port: 80}], rules: [{matches: [{method: {service: ads.Ads}}], backendRefs: [{name: a, port: 80}]}]}',
    ),
    api(
      'TLSRoute',
      't',
      '{parentRefs: [{name: gw}], hostnames: [db.example.com], rules: [{backendRefs: [{name: b, port: 80}]}]}',
    ),
  );
  expect(nodes).toEqual([
    'missing | gw | no such Gateway given',
    'route | g | GRPCRoute | in the mesh for a.web',
    'route | t | TLSRoute | for db.example.com',
  ]);
  expect(edges).toEqual([
    'gw | enters | route gateway.networking.k8s.io/TLSRoute/web/t',
    'g | sends | service web/a.web.svc.cluster.local | ads.Ads/…',
    't | sends | service web/b.web.svc.cluster.local',
  ]);
});

test('GIVEN a route that its definition refuses THEN it is there, and leads nowhere', () => {
  const mesh = meshOf(yaml(namespace('web'), api('HTTPRoute', 'r', '{parentRefs: [{name: 1}], rules: 3}')), {
    sound: false,
  });
  expect(pictureOf(mesh).nodes.map(({ id }) => id)).toEqual([
    'gateway gateway.networking.k8s.io/Gateway/web/1',
    'route gateway.networking.k8s.io/HTTPRoute/web/r',
  ]);
});

test('GIVEN filters, timeouts and hosts THEN they are told of the route, and what differs of them', () => {
  const described = (prefix: string) => {
    const mesh = meshOf(
      yaml(
        namespace('web'),
        service('web/a', 'http:80'),
        api(
          'HTTPRoute',
          'shop',
          `{parentRefs: [{group: "", kind: Service, name: a}], hostnames: [a.example.com], rules: [
          {matches: [{path: {value: /a}}], timeouts: {request: 3s},
           filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: ${prefix}}}},
                     {type: RequestMirror, requestMirror: {backendRef: {name: a, port: 80}}}],
           backendRefs: [{name: a, port: 80, filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [x]}}]}]},
          {filters: [{type: RequestRedirect, requestRedirect: {hostname: new.example.com}}]}]}`,
        ),
      ),
    );
    const picture = pictureOf(mesh);
    return { picture, facts: nodeFacts(mesh, picture) };
  };
  const id = 'route gateway.networking.k8s.io/HTTPRoute/web/shop';
  expect(
    described('/')
      .facts.get(id)
      ?.map(({ name, value, place }) => [name, value, place?.path.slice(1).join('.')]),
  ).toEqual([
    ['hosts', '[a.example.com]', 'hostnames'],
    ['rule 1 (/a…): timeouts', '{request: "3s"}', 'rules.0.timeouts'],
    ['rule 1 (/a…): urlRewrite', '{path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}', 'rules.0.filters.0'],
    ['rule 1 (/a…), for a: requestHeaderModifier', '{remove: [x]}', 'rules.0.backendRefs.0.filters.0'],
  ]);
  const { picture, facts } = diffPictures(described('/'), described('/v2'));
  expect(picture.nodes.filter(({ change }) => change !== undefined).map((node) => node.id)).toEqual([id]);
  expect((facts.get(id) ?? []).flatMap(({ name, before }) => (before === undefined ? [] : [[name, before]]))).toEqual([
    ['rule 1 (/a…): urlRewrite', '{path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}'],
  ]);
});
