import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import { telling } from '../../fixtures';
import { imageAuto, imageAutoOfPod } from './image-auto';
import { namespaceInjectedByDefault, namespaceNotInjected, severalInjectionLabels } from './injection-labels';
import { portProtocols, targetPorts } from './shared-ports';
import { userOfTheProxy } from './user-of-the-proxy';

describe('ports that Services share', () => {
  const named = (name: string, ports: string) => service('orders', ports).replace('name: orders,', `name: ${name},`);
  const orders = (ports: string, more: string, namespace = meshNamespace()) =>
    documents(namespace, deployment('orders'), named('a', ports), named('b', more));
  const HTTP = '{name: http, port: 80, targetPort: 8080}';

  test('GIVEN TCP and UDP THEN it is a note', () => {
    expect(telling(portProtocols)(orders(HTTP, '{name: udp, port: 80, protocol: UDP}'))).toEqual([
      'note Service/b spec.ports[0]: port 80 is UDP here and TCP for Service shop/a, of the same pods (orders-v1): proxies take the TCP port only',
    ]);
  });

  test('GIVEN two ways to one port THEN a name counts as its number', () => {
    const yaml = orders(HTTP, '{name: http, port: 81, targetPort: web}').replace(
      'containerPort: 8080',
      'containerPort: 8080, name: web',
    );
    expect(telling(targetPorts)(yaml)).toEqual([
      'note Service/b spec.ports[0]: port 81 leads to port 8080 of orders-v1, as port 80 of Service shop/a does: the sidecar handles both as the older Service says',
    ]);
  });

  test.each([
    [
      'one Service with TCP and UDP',
      `${HTTP}, {name: dns, port: 53}, {name: dns-udp, port: 53, protocol: UDP}`,
      '{name: other, port: 99}',
    ],
    ['other ports', HTTP, '{name: admin, port: 81, targetPort: 9090}'],
  ])('GIVEN %s THEN nothing is reported', (_name, ports, more) => {
    const yaml = orders(ports, more);
    expect([...telling(portProtocols)(yaml), ...telling(targetPorts)(yaml)]).toEqual([]);
  });

  test('GIVEN pods outside of the mesh THEN nothing is reported', () => {
    const yaml = orders(HTTP, '{name: http, port: 81, targetPort: 8080}', meshNamespace('shop', '{a: b}'));
    expect(telling(targetPorts)(yaml)).toEqual([]);
  });
});

describe('the user of the sidecar', () => {
  const told = telling(userOfTheProxy);
  const AS = 'securityContext: {runAsUser: 1337}';

  test('GIVEN any container that runs as it THEN its traffic goes past the sidecar', () => {
    expect(told(documents(meshNamespace(), deployment('a', { pod: `, ${AS}` })))).toEqual([
      'warning Deployment/a-v1 spec.template.spec.securityContext.runAsUser: the containers run as user 1337, as the sidecar does: what they send goes past it',
    ]);
    const init = `, initContainers: [{name: setup, image: example.com/a:1, ${AS}}, {name: istio-proxy, image: auto, ${AS}}]`;
    expect(told(documents(meshNamespace(), deployment('a', { pod: init })))).toEqual([
      'warning Deployment/a-v1 spec.template.spec.initContainers[0].securityContext.runAsUser: container setup runs as user 1337, as the sidecar does: what they send goes past it',
    ]);
  });

  test('GIVEN pods without a sidecar THEN nothing is reported', () => {
    expect(told(documents(meshNamespace('shop', '{a: b}'), deployment('a', { pod: `, ${AS}` })))).toEqual([]);
  });
});

describe('the image auto', () => {
  const pod = (labels: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: edge, namespace: shop, labels: ${labels}}\nspec: {containers: [{name: istio-proxy, image: auto}]}`;
  const gateway = (labels = '') =>
    deployment('edge', { labels }).replace(
      '{name: edge, image: example.com/edge:1.0.0',
      '{name: istio-proxy, image: auto',
    );

  test('GIVEN nobody who asks the webhook THEN the pods do not start', () => {
    expect(telling(imageAuto)(documents(meshNamespace('shop', '{a: b}'), gateway()))).toEqual([
      'error Deployment/edge-v1 spec.template.spec.containers[0].image: nothing asks the webhook of Istio to fill in the image auto: the pods do not start (ImagePullBackOff)',
    ]);
    expect(telling(imageAutoOfPod)(pod('{sidecar.istio.io/inject: "false"}')).length).toBe(1);
  });

  test.each([
    ['a namespace that asks', documents(meshNamespace(), gateway())],
    ['pods that ask', documents(meshNamespace('shop', '{a: b}'), gateway(', sidecar.istio.io/inject: "true"'))],
    ['a revision', documents(meshNamespace('shop', '{istio.io/rev: stable}'), gateway())],
    ['a namespace that is not given', gateway()],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(telling(imageAuto)(yaml)).toEqual([]);
  });
});

describe('labels of namespaces', () => {
  const route = istio('VirtualService', 'r', 'hosts: [a]\nhttp: [{route: [{destination: {host: a}}]}]');
  const pods = (labels: string) => documents(meshNamespace('shop', labels), deployment('a'), route);

  test('GIVEN several THEN it is said which one counts', () => {
    expect(
      telling(severalInjectionLabels)(
        meshNamespace('shop', '{istio-injection: enabled, istio.io/dataplane-mode: ambient}'),
      ),
    ).toEqual([
      'warning Namespace/shop metadata.labels.istio.io/dataplane-mode: istio-injection=enabled and istio.io/dataplane-mode=ambient ask for different things: istio-injection counts',
    ]);
    expect(
      telling(severalInjectionLabels)(
        meshNamespace('shop', '{istio-injection: disabled, istio.io/dataplane-mode: ambient}'),
      ),
    ).toEqual([]);
  });

  test('GIVEN none, and routes THEN it is a note', () => {
    expect(telling(namespaceNotInjected)(pods('{a: b}'))).toEqual([
      'note Namespace/shop metadata.labels: namespace shop has objects of Istio, and nothing asks for sidecars of its pods: its clients follow no routes',
    ]);
    expect(telling(namespaceNotInjected)(pods('{istio-injection: enable}'))).toEqual([
      'warning Namespace/shop metadata.labels.istio-injection: istio-injection: enable is neither enabled nor disabled: the pods of namespace shop get no sidecar, and its clients follow no routes',
    ]);
  });

  test.each([
    ['ambient mode', pods('{istio.io/dataplane-mode: ambient}')],
    ['no pods', documents(meshNamespace('shop', '{a: b}'), route)],
    ['no objects of Istio', documents(meshNamespace('shop', '{a: b}'), deployment('a'))],
    [
      'pods that ask themselves',
      documents(
        meshNamespace('shop', '{a: b}'),
        deployment('a', { labels: ', sidecar.istio.io/inject: "true"' }),
        route,
      ),
    ],
    ['a refusal', pods('{istio-injection: disabled}')],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(telling(namespaceNotInjected)(yaml)).toEqual([]);
  });

  test('GIVEN an injector for all THEN that is said instead', () => {
    const injector = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-sidecar-injector-stable, namespace: istio-system}\ndata: {values: '{"enableNamespacesByDefault": true}'}`;
    expect(telling(namespaceNotInjected)(documents(injector, pods('{a: b}')))).toEqual([]);
    expect(telling(namespaceInjectedByDefault)(documents(injector, pods('{a: b}'))).length).toBe(1);
    expect(telling(namespaceInjectedByDefault)(documents(injector, shop('a'), route))).toEqual([]);
  });
});
