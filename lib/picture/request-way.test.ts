import { describe, expect, test } from '@jest/globals';
import { destinationRule, meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { parseCall } from '../simulation/call';
import { findClient } from '../simulation/find-client';
import { simulate } from '../simulation/simulate';
import { pictureOf } from './picture-of';
import { requestWay } from './request-way';

const WEB = yaml(
  namespace('web'),
  service('web/a', 'http:80'),
  pod('web/a-1', '{app: a, version: v1}'),
  pod('web/a-2', '{app: a, version: v2}'),
  pod('web/client', '{app: client}'),
  service('web/copy', 'http:80'),
  pod('web/copy', '{app: copy}'),
  destinationRule(
    'web/a',
    '{host: a, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}',
  ),
  virtualService(
    'web/a',
    `{hosts: [a, shop.example.com], gateways: [mesh, gw], http: [
      {match: [{headers: {beta: {exact: 'yes'}}}], route: [{destination: {host: a, subset: v2}}], mirror: {host: copy}},
      {route: [{destination: {host: a, subset: v1}}]}]}`,
  ),
  `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: web}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}`,
);

/** What is lit. */
function way(from: string, url: string, headers: Readonly<Record<string, string>> = {}) {
  const mesh = meshOf(WEB);
  const { nodes, calls, takes } = requestWay(mesh, simulate(mesh, parseCall(findClient(mesh, from), url, { headers })));
  const { edges } = pictureOf(mesh);
  return {
    nodes: [...nodes],
    calls: calls.map((call) => `${call.from} calls ${call.to}`),
    edges: edges.filter(takes).map((edge) => `${edge.from} ${edge.kind} ${edge.to}`),
  };
}

describe('the way of a request in a picture', () => {
  test('GIVEN a client in the mesh THEN it leads over the route to the subset and its pods alone', () => {
    expect(way('web/client', 'http://a/')).toEqual({
      nodes: [
        'workload /Pod/web/client',
        'route web/a',
        'subset web/a.web.svc.cluster.local/v1',
        'workload /Pod/web/a-1',
      ],
      calls: ['workload /Pod/web/client calls route web/a'],
      edges: [
        'route web/a sends subset web/a.web.svc.cluster.local/v1',
        'subset web/a.web.svc.cluster.local/v1 answers workload /Pod/web/a-1',
      ],
    });
  });

  test('GIVEN copies THEN they are lit as well', () => {
    const { edges } = way('web/client', 'http://a/', { beta: 'yes' });
    expect(edges).toEqual([
      'route web/a copies service web/copy.web.svc.cluster.local',
      'route web/a sends subset web/a.web.svc.cluster.local/v2',
      'subset web/a.web.svc.cluster.local/v2 answers workload /Pod/web/a-2',
    ]);
  });

  test('GIVEN a client outside THEN it comes by the pods of the gateway and the Gateway that the route is for', () => {
    expect(way('outside', 'http://shop.example.com/')).toEqual({
      nodes: [
        'workload apps/Deployment/istio-system/istio-ingressgateway',
        'gateway web/gw',
        'route web/a',
        'subset web/a.web.svc.cluster.local/v1',
        'workload /Pod/web/a-1',
      ],
      calls: [],
      edges: [
        'gateway web/gw enters route web/a',
        'route web/a sends subset web/a.web.svc.cluster.local/v1',
        'subset web/a.web.svc.cluster.local/v1 answers workload /Pod/web/a-1',
        'workload apps/Deployment/istio-system/istio-ingressgateway serves gateway web/gw',
      ],
    });
  });

  test('GIVEN a service without a route THEN it leads to the service and all its pods', () => {
    expect(way('web/client', 'http://copy/').edges).toEqual([
      'service web/copy.web.svc.cluster.local answers workload /Pod/web/copy',
    ]);
  });

  test('GIVEN the Gateway API THEN its routes, its Gateway and the pods of that are lit', () => {
    const api = (kind: string, name: string, spec: string) =>
      `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: web}\nspec: ${spec}`;
    const mesh = meshOf(
      yaml(
        ...[
          namespace('web'),
          service('web/a', 'http:80'),
          pod('web/a', '{app: a}'),
          pod('web/client', '{app: client}'),
        ],
        api('Gateway', 'gw', '{gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}'),
        api(
          'HTTPRoute',
          'shop',
          '{parentRefs: [{name: gw}], hostnames: [shop.example.com], rules: [{backendRefs: [{name: a, port: 80}]}]}',
        ),
        api(
          'HTTPRoute',
          'mesh',
          '{parentRefs: [{group: "", kind: Service, name: a}], rules: [{backendRefs: [{name: a, port: 80}]}]}',
        ),
      ),
    );
    const lit = (from: string, url: string) => {
      const { takes } = requestWay(mesh, simulate(mesh, parseCall(findClient(mesh, from), url)));
      return pictureOf(mesh)
        .edges.filter(takes)
        .map((edge) => `${edge.from} ${edge.kind} ${edge.to}`);
    };
    const [target, pods] = ['service web/a.web.svc.cluster.local', 'workload /Pod/web/a'];
    const route = 'route gateway.networking.k8s.io/HTTPRoute/web';
    const gateway = 'gateway gateway.networking.k8s.io/Gateway/web/gw';
    expect(lit('outside', 'http://shop.example.com/')).toEqual([
      `${gateway} enters ${route}/shop`,
      `${route}/shop sends ${target}`,
      `${target} answers ${pods}`,
      `workload apps/Deployment/web/gw-istio serves ${gateway}`,
    ]);
    expect(lit('web/client', 'http://a/')).toEqual([`${route}/mesh sends ${target}`, `${target} answers ${pods}`]);
  });

  test('GIVEN a host that nobody has THEN the client alone is lit', () => {
    expect(way('web/client', 'http://nobody.example.com/')).toEqual({
      nodes: ['workload /Pod/web/client'],
      calls: [],
      edges: [],
    });
  });
});
