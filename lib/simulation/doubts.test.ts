import { expect, test } from '@jest/globals';
import { namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { outcomeOf } from './fixtures';

const BASE = yaml(
  namespace('web'),
  namespace('shop'),
  namespace('mute', '{istio.io/dataplane-mode: ambient}'),
  pod('web/client', '{app: client}'),
  pod('mute/client', '{app: client}'),
  service('web/a', 'http:80>8080'),
  pod('web/a', '{app: a}'),
  'apiVersion: v1\nkind: Pod\nmetadata: {name: edge, namespace: istio-system, labels: {istio: ingressgateway}}\nspec: {containers: [{name: istio-proxy, image: auto}]}',
  'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: web}\nspec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [x.com]}]}',
  virtualService('web/v', '{hosts: [x.com], gateways: [g], http: [{name: main, route: [{destination: {host: a}}]}]}'),
);
const filter = (patch: string, name = 'web/f', more = '') => {
  const [space, own] = name.split('/');
  return `apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: ${own}, namespace: ${space}}\nspec: {configPatches: [${patch}]${more}}`;
};
const lua = (match: string) =>
  filter(
    `{applyTo: HTTP_FILTER, match: {${match}}, patch: {operation: INSERT_FIRST, value: {name: envoy.filters.http.lua, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}}}}`,
  );
const wasm = (spec: string) =>
  `apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: w, namespace: web}\nspec: {url: "oci://a/b"${spec}}`;
const route = (spec: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: web}\nspec: ${spec}`;

const certainty = (text: string, from = 'web/client', call = 'http://a.web/') => {
  const found = outcomeOf(yaml(BASE, text), from, call);
  return [found.certainty, ...found.reservations.map(({ text: why }) => why)];
};
const doubted = (name: string, what: string) => ['unknown', `${name} changes ${what}, which is not modelled`];

test.each([
  ['a filter of the client', lua('context: SIDECAR_OUTBOUND'), 'filters of web/client'],
  ['a filter of the server', lua('context: SIDECAR_INBOUND'), 'filters of web/a'],
  [
    'a filter of the client’s listener',
    lua('context: SIDECAR_OUTBOUND, listener: {portNumber: 80}'),
    'filters of web/client',
  ],
  [
    'a filter of the server’s listener',
    lua('context: SIDECAR_INBOUND, listener: {portNumber: 8080}'),
    'filters of web/a',
  ],
  [
    'a route',
    filter(
      '{applyTo: HTTP_ROUTE, match: {context: SIDECAR_OUTBOUND, routeConfiguration: {vhost: {name: "a.web.svc.cluster.local:80"}}}, patch: {operation: MERGE, value: {response_headers_to_remove: [x]}}}',
    ),
    'routes of web/client',
  ],
  [
    'a connection',
    filter(
      '{applyTo: CLUSTER, match: {context: SIDECAR_OUTBOUND, cluster: {service: a.web.svc.cluster.local}}, patch: {operation: MERGE, value: {lb_policy: RANDOM}}}',
    ),
    'connections of web/client',
  ],
])('GIVEN an EnvoyFilter for %s THEN the answer is unknown', (_name, text, what) => {
  expect(certainty(text)).toEqual(doubted('EnvoyFilter web/f', what));
});

test.each([
  ['another port', lua('context: SIDECAR_OUTBOUND, listener: {portNumber: 81}')],
  ['gateways', lua('context: GATEWAY')],
  ['another namespace', lua('context: SIDECAR_OUTBOUND').replace('namespace: web', 'namespace: shop')],
  [
    'other pods',
    filter(
      '{applyTo: HTTP_FILTER, patch: {operation: INSERT_FIRST, value: {name: envoy.filters.http.lua}}}',
      'web/f',
      ', workloadSelector: {labels: {app: b}}',
    ),
  ],
  [
    'another host',
    filter(
      '{applyTo: CLUSTER, match: {cluster: {service: b.web.svc.cluster.local}}, patch: {operation: MERGE, value: {lb_policy: RANDOM}}}',
    ),
  ],
  [
    'what changes no way',
    filter(
      '{applyTo: CLUSTER, patch: {operation: MERGE, value: {connect_timeout: 1s}}}, {applyTo: BOOTSTRAP, patch: {operation: MERGE, value: {stats_flush_interval: 1s}}}',
    ),
  ],
  [
    'logs',
    filter(
      '{applyTo: NETWORK_FILTER, match: {listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}}, patch: {operation: MERGE, value: {typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager, stream_idle_timeout: 1s}}}}',
    ),
  ],
])('GIVEN an EnvoyFilter for %s THEN nothing is doubted', (_name, text) => {
  expect(certainty(text)).toEqual(['exact']);
});

test('GIVEN Wasm and Lua THEN the answer is unknown where they look at the request', () => {
  expect(certainty(wasm(', match: [{mode: SERVER}]'))).toEqual(doubted('WasmPlugin web/w', 'filters of web/a'));
  expect(certainty(wasm(', match: [{mode: CLIENT, ports: [{number: 80}]}]'))).toEqual(
    doubted('WasmPlugin web/w', 'filters of web/client'),
  );
  expect(certainty(wasm(', match: [{mode: CLIENT, ports: [{number: 81}]}]'))).toEqual(['exact']);
  expect(certainty(wasm(', selector: {matchLabels: {app: b}}'))).toEqual(['exact']);
});

test('GIVEN a filter of gateways THEN what goes through them is unknown', () => {
  const text = lua('context: GATEWAY').replace('namespace: web', 'namespace: istio-system');
  expect(certainty(text, 'istio-system/edge', 'http://x.com')).toEqual(
    doubted('EnvoyFilter istio-system/f', 'filters of istio-system/edge'),
  );
  const named = filter(
    '{applyTo: HTTP_ROUTE, match: {context: GATEWAY, routeConfiguration: {vhost: {name: "x.com:80", route: {name: other}}}}, patch: {operation: MERGE, value: {}}}',
    'istio-system/f',
  );
  expect(certainty(named, 'istio-system/edge', 'http://x.com')).toEqual(['exact']);
});

test('GIVEN routes of the Gateway API that are not modelled, by kind or by who runs the Gateway, THEN what they are for is unknown', () => {
  const rules = 'rules: [{backendRefs: [{name: b, port: 80}]}]';
  const ofService = route(`{parentRefs: [{group: "", kind: Service, name: a}], ${rules}}`);
  expect(certainty(ofService)).toEqual(['exact']);
  expect(certainty(ofService.replace('v1\nkind: HTTPRoute', 'v1alpha2\nkind: TCPRoute'))).toEqual([
    'unknown',
    'TCPRoute web/r is for a.web.svc.cluster.local, which is not modelled',
  ]);
  const ofGateway = route(`{parentRefs: [{name: g}], hostnames: [y.com], ${rules}}`);
  expect(certainty(ofGateway, 'outside', 'http://y.com')[0]).toBe('unknown');
  expect(certainty(ofGateway, 'outside', 'http://x.com')[0]).toBe('assumed');
});

test('GIVEN a client in ambient mode THEN a waypoint is what is not known', () => {
  const assumed = 'sidecars take what ztunnels send by HBONE, as istiod is told to have it';
  expect(certainty('', 'mute/client')).toEqual(['assumed', assumed]);
  const text = BASE.replace(
    'metadata: {name: a, namespace: web, annotations: {}}',
    'metadata: {name: a, namespace: web, labels: {istio.io/use-waypoint: w}}',
  );
  expect(outcomeOf(text, 'mute/client', 'http://a.web/').reservations.map((each) => each.text)).toEqual([
    'waypoint web/w stands before Service web/a, and is not among the files',
    assumed,
  ]);
});

test.each([
  ['outside', 'ingressClassName: nginx', 'x.com', ['Ingress web/i may serve x.com, which is not modelled']],
  ['outside', 'ingressClassName: nginx', 'y.com', []],
  ['istio-system/edge', 'ingressClassName: nginx', 'x.com', []],
  ['istio-system/edge', 'ingressClassName: istio', 'x.com', ['Ingress web/i may serve x.com, which is not modelled']],
])('GIVEN %s WHEN an Ingress of %s is there and %s is asked THEN it is said', (from, ofClass, host, expected) => {
  const text = yaml(
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: web}\nspec: {${ofClass}, rules: [{host: x.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}]}}]}`,
  );
  const found = outcomeOf(yaml(BASE, text), from, `http://${host}/`).reservations;
  expect(found.filter(({ certainty: each }) => each === 'unknown').map(({ text: each }) => each)).toEqual(expected);
});
