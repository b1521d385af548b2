import { describe, expect, test } from '@jest/globals';
import { istio, meshOf, namespace, pod, proxyNamed, yaml } from './fixtures';

function kindOf(labelsOfNamespace: string | undefined, labelsOfPod: string, more = ''): string {
  const mesh = meshOf(
    yaml(
      ...(labelsOfNamespace === undefined ? [] : [namespace('web', labelsOfNamespace)]),
      pod('web/a', labelsOfPod, more),
    ),
  );
  const { kind, assumed } = proxyNamed(mesh, 'web/a');
  return assumed === undefined ? kind : `${kind}, assumed`;
}

describe('injection', () => {
  test.each([
    ['{istio-injection: enabled}', '{}', 'sidecar'],
    ['{istio.io/rev: stable}', '{}', 'sidecar'],
    ['{istio-injection: disabled, istio.io/rev: stable}', '{}', 'none'],
    ['{istio-injection: enabled}', "{sidecar.istio.io/inject: 'false'}", 'none'],
    ['{}', '{}', 'none'],
    ['{}', "{sidecar.istio.io/inject: 'true'}", 'sidecar'],
    ['{}', '{istio.io/rev: stable}', 'sidecar'],
    ['{istio-injection: disabled}', "{sidecar.istio.io/inject: 'true'}", 'none'],
    ['{istio.io/dataplane-mode: ambient}', '{}', 'ambient'],
    ['{istio.io/dataplane-mode: ambient}', '{istio.io/dataplane-mode: none}', 'none'],
    ['{istio.io/dataplane-mode: ambient, istio-injection: enabled}', '{}', 'sidecar'],
    ['{}', '{security.istio.io/tlsMode: istio}', 'sidecar'],
    [undefined, '{}', 'sidecar, assumed'],
    [undefined, "{sidecar.istio.io/inject: 'false'}", 'none'],
  ])('GIVEN a namespace labelled %s and a pod labelled %s THEN there is: %s', (labels, own, expected) => {
    expect(kindOf(labels, own)).toBe(expected);
  });

  test('GIVEN a pod on the network of its node THEN it has no sidecar', () => {
    expect(kindOf('{istio-injection: enabled}', '{}', ', hostNetwork: true')).toBe('none');
  });

  test('GIVEN that everything is said THEN a namespace without a manifest has no labels', () => {
    const mesh = meshOf(pod('web/a', '{}'), { complete: true });
    expect(proxyNamed(mesh, 'web/a')).toMatchObject({ kind: 'none', assumed: undefined });
  });
});

describe('gateways', () => {
  const container = (args: string, more = '') =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: web, labels: {istio: ingressgateway}}\n` +
    `spec: {containers: [{name: istio-proxy, image: auto${args}}${more}]}`;

  test.each([
    ['a lone proxy', container(''), 'gateway'],
    ['a proxy that is a router', container(', args: [proxy, router]', ', {name: b, image: b}'), 'gateway'],
    ['a proxy that is a sidecar', container(', args: [proxy, sidecar]'), 'sidecar'],
    ['a proxy beside an application', container('', ', {name: b, image: b}'), 'sidecar'],
  ])('GIVEN %s THEN it is a %s', (_name, text, expected) => {
    expect(proxyNamed(meshOf(text), 'web/a').kind).toBe(expected);
  });

  test('GIVEN a pod made from the template for gateways THEN it is one', () => {
    const text =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: web, labels: {sidecar.istio.io/inject: 'true'}, annotations: {inject.istio.io/templates: gateway}}\n" +
      'spec: {containers: [{name: istio-proxy, image: auto}]}';
    expect(proxyNamed(meshOf(yaml(namespace('web', '{}'), text)), 'web/a').kind).toBe('gateway');
  });

  test('GIVEN a Gateway and no pod for it THEN the one that istioctl brings is assumed, unless everything is said', () => {
    const gateway = istio(
      'Gateway',
      'web/g',
      '{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}',
    );
    const names = (mesh: ReturnType<typeof meshOf>) =>
      mesh.proxies.map(({ kind, namespace: of, name }) => `${kind} ${of}/${name}`);
    expect(names(meshOf(gateway))).toEqual(['gateway istio-system/istio-ingressgateway']);
    expect(meshOf(gateway).host('istio-ingressgateway.istio-system.svc.cluster.local', 'web')?.entity.derived).toEqual({
      by: 'istioctl',
    });
    expect(names(meshOf(gateway, { complete: true }))).toEqual([]);
    const other = gateway.replace('istio: ingressgateway', 'app: edge');
    expect(names(meshOf(other))).toEqual([]);
  });
});
