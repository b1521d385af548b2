import { describe, expect, test } from '@jest/globals';
import { worldOf } from '../world/fixtures';
import { Mesh } from './mesh';

const app = (namespace: string, name: string) => `
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {selector: {app: ${name}}, ports: [{name: http, port: 80}, {name: admin, port: 81}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}, sidecar.istio.io/inject: 'true'}}
    spec: {containers: [{name: app, image: example.com/app:1.0.0}]}
`;
const sidecar = (namespace: string, name: string, egress: string) => `
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: ${name}, namespace: ${namespace}}
spec: {workloadSelector: {labels: {app: ${name}}}, egress: ${egress}}
`;
const ROUTE = `
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: b, namespace: shop}
spec:
  hosts: [b]
  http: [{route: [{destination: {host: c.data.svc.cluster.local, port: {number: 81}}}]}]
`;
const APPS = [app('shop', 'a'), app('shop', 'b'), app('shop', 'd'), app('data', 'c'), ROUTE].join('');

function scopesOf(yaml: string) {
  const mesh = Mesh.of(worldOf(yaml.replace(/^\n---/, '')));
  const found = mesh.world.workloads.map((workload) => [workload.name, mesh.scope(mesh.proxyOf(workload))] as const);
  return new Map(found);
}

function servicesOf(scopes: ReturnType<typeof scopesOf>, name: string) {
  const { services = new Map(), sidecar } = scopes.get(name) ?? {};
  const ports = [...services].map(([host, service]) => [
    host,
    service.ports.map(({ number }: { number: number }) => number),
  ]);
  return [sidecar?.id.name, ports];
}

describe('GIVEN Sidecars that select workloads', () => {
  test('WHEN they say the same of egress THEN each is what it would be alone, and what they import is made once', () => {
    const egress = '[{hosts: ["./b.shop.svc.cluster.local"]}]';
    const both = scopesOf(APPS + sidecar('shop', 'a', egress) + sidecar('shop', 'd', egress));
    expect(servicesOf(both, 'a')).toEqual([
      'a',
      [
        ['b.shop.svc.cluster.local', [80, 81]],
        ['c.data.svc.cluster.local', [81]],
      ],
    ]);
    expect(servicesOf(both, 'd')).toEqual(['d', servicesOf(both, 'a')[1]]);
    expect(both.get('a')?.services).toBe(both.get('d')?.services);
    expect(both.get('a')?.listeners).toBe(both.get('d')?.listeners);
    expect(servicesOf(both, 'a')).toEqual(servicesOf(scopesOf(APPS + sidecar('shop', 'a', egress)), 'a'));
  });

  test('WHEN they say the same in two namespaces THEN a dot is the namespace of each', () => {
    const egress = '[{hosts: ["./*"]}]';
    const scopes = scopesOf(APPS + sidecar('shop', 'a', egress) + sidecar('data', 'c', egress));
    expect([...(scopes.get('c')?.services.keys() ?? [])]).toEqual(['c.data.svc.cluster.local']);
    expect(scopes.get('a')?.services.has('a.shop.svc.cluster.local')).toBe(true);
  });

  test('WHEN they name several namespaces THEN services are in the order of all', () => {
    const one = scopesOf(APPS + sidecar('shop', 'a', '[{hosts: ["data/*", "./*"]}]'));
    const all = scopesOf(APPS + sidecar('shop', 'a', '[{hosts: ["*/*"]}]'));
    expect(servicesOf(one, 'a')).toEqual(servicesOf(all, 'a'));
  });

  test('WHEN several select a workload THEN the first that was created counts', () => {
    const other = sidecar('shop', 'a', '[{hosts: ["./*"]}]').replace('name: a,', 'name: z,');
    const scopes = scopesOf(APPS + other + sidecar('shop', 'a', '[{hosts: ["./*"]}]'));
    expect(servicesOf(scopes, 'a')[0]).toBe('a');
  });
});
