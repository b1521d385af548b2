import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, shop } from '../../examples';
import { telling } from '../../fixtures';
import { blockedRanges, oldDefinition, unknownRegistry } from './control-plane';
import { deprecated } from './deprecated';
import { invalidUrl, overlappingInjectors, urlWithAddress } from './injector-webhooks';
import { logsWithoutProvider } from './providers';
import { sidecarInAmbient } from './sidecar-in-ambient';

const meshConfig = (text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: ${JSON.stringify(text)}}`;

describe('IST0157', () => {
  const told = telling(logsWithoutProvider);
  const logs = (entry: string) => istio('Telemetry', 't', `accessLogging: [${entry}]`);

  test('GIVEN no provider THEN nobody writes; a note where MeshConfig is not given', () => {
    expect(told(documents(meshConfig('trustDomain: a'), logs('{}')))).toEqual([
      'warning Telemetry/t spec.accessLogging[0]: nobody writes these logs: no provider is named, and MeshConfig has none',
    ]);
    expect(told(logs('{}'))).toEqual([
      'note Telemetry/t spec.accessLogging[0]: no provider is named: unless MeshConfig has one, nobody writes these logs',
    ]);
  });

  test.each([
    ['a provider', logs('{providers: [{name: envoy}]}')],
    ['what is switched off', logs('{disabled: true}')],
    ['a default', documents(meshConfig('defaultProviders: {accessLogging: [envoy]}'), logs('{}'))],
    ['a file', documents(meshConfig('accessLogFile: /dev/stdout'), logs('{}'))],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(told(yaml)).toEqual([]);
  });
});

describe('webhooks', () => {
  const webhook = (name: string, more: string, client = 'service: {name: istiod, namespace: istio-system}') =>
    `apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: ${name}}\nwebhooks: [{name: x.istio.io, clientConfig: {${client}}, ${more}sideEffects: None, admissionReviewVersions: [v1]}]`;
  const namespaces = (label: string) => `namespaceSelector: {matchLabels: {${label}}}, `;

  test('GIVEN two that are asked for the same pods THEN it is said for which', () => {
    const yaml = documents(
      webhook('a', namespaces('istio-injection: enabled')),
      webhook('b', 'objectSelector: {matchLabels: {sidecar.istio.io/inject: "true"}}, '),
    );
    expect(telling(overlappingInjectors)(yaml)).toEqual([
      'error MutatingWebhookConfiguration/b webhooks[0].namespaceSelector: x.istio.io of a is asked, too, for pods with sidecar.istio.io/inject=true in namespaces with istio-injection=enabled: two sidecars are added, or none',
    ]);
  });

  test('GIVEN those of an installation with a revision THEN nothing is reported', () => {
    const not = (key: string) => `{key: ${key}, operator: DoesNotExist}`;
    const revision = `namespaceSelector: {matchExpressions: [{key: istio.io/rev, operator: In, values: [canary]}, ${not('istio-injection')}]}, objectSelector: {matchExpressions: [{key: sidecar.istio.io/inject, operator: NotIn, values: ["false"]}]}, `;
    const byDefault =
      'namespaceSelector: {matchExpressions: [{key: istio-injection, operator: In, values: [enabled]}]}, objectSelector: {matchExpressions: [{key: sidecar.istio.io/inject, operator: NotIn, values: ["false"]}]}, ';
    expect(telling(overlappingInjectors)(documents(webhook('a', byDefault), webhook('b', revision)))).toEqual([]);
  });

  test('GIVEN a URL THEN it can be called, by a name', () => {
    const by = (url: string) => webhook('istio-sidecar-injector', '', `url: "${url}"`);
    expect(telling(invalidUrl)(by('https://:15017/inject'))).toEqual([
      'warning MutatingWebhookConfiguration/istio-sidecar-injector webhooks[0].clientConfig.url: "https://:15017/inject" is what webhook x.istio.io is called by: the API server cannot ask it',
    ]);
    expect(telling(urlWithAddress)(by('https://192.0.2.1:15017/inject'))).toEqual([
      'note MutatingWebhookConfiguration/istio-sidecar-injector webhooks[0].clientConfig.url: webhook x.istio.io is called by the address 192.0.2.1, which its certificate has to name',
    ]);
    const right = by('https://istiod.example.com:15017/inject');
    expect([...telling(invalidUrl)(right), ...telling(urlWithAddress)(right)]).toEqual([]);
  });
});

describe('IST0126', () => {
  const networks = (registry: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {meshNetworks: '{networks: {net: {endpoints: [{fromRegistry: ${registry}}]}}}'}`;
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: istio-system, labels: {istio/multiCluster: "true"}}\ndata: {east: eA==}';

  test('GIVEN a registry that no Secret has THEN it is told, and a note where there are no Secrets', () => {
    expect(telling(unknownRegistry)(documents(networks('west'), secret))).toEqual([
      'error ConfigMap/istio data.meshNetworks: network net has endpoints from registry west, which no remote Secret has: traffic to them does not go through its gateway',
    ]);
    expect(telling(unknownRegistry)(networks('west'))[0]).toMatch(/^note /);
  });

  test.each(['east', 'Kubernetes'])('GIVEN registry %s THEN nothing is reported', (registry) => {
    expect(telling(unknownRegistry)(documents(networks(registry), secret))).toEqual([]);
  });
});

describe('IST0175 and IST0176', () => {
  const istiod = (env: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: discovery, image: example.com/a:1${env}}]}}}`;
  const tokens = istio('RequestAuthentication', 't', 'jwtRules: [{issuer: a, jwksUri: "https://a"}]');

  test('GIVEN an istiod that fetches any keys THEN it is a note', () => {
    expect(telling(blockedRanges)(documents(istiod(''), tokens))).toEqual([
      'note Deployment/istiod spec.template.spec.containers: istiod fetches keys from wherever shop/t say: BLOCKED_CIDRS_IN_JWKS_URIS is not set',
    ]);
    expect(telling(blockedRanges)(istiod(''))).toEqual([]);
    expect(
      telling(blockedRanges)(
        documents(istiod(', env: [{name: BLOCKED_CIDRS_IN_JWKS_URIS, value: 10.0.0.0/8}]'), tokens),
      ),
    ).toEqual([]);
  });

  test.each([
    ['grpcroutes', 'v1.0.0', 1],
    ['grpcroutes', 'v1.1.0-rc1', 0],
    ['tlsroutes', 'v1.4.9', 1],
    ['httproutes', 'v0.5.0', 0],
  ])('GIVEN %s of %s THEN it is known whether istiod reads it', (plural, version, count) => {
    const yaml = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${plural}.gateway.networking.k8s.io, annotations: {gateway.networking.k8s.io/bundle-version: ${version}, api-approved.kubernetes.io: "https://example.com"}}\nspec: {group: gateway.networking.k8s.io, names: {kind: X, plural: ${plural}}, scope: Namespaced, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}`;
    expect(telling(oldDefinition)(yaml).length).toBe(count);
  });
});

test('GIVEN what is deprecated THEN what takes its place is named', () => {
  const told = telling(deprecated);
  const route = (rule: string) =>
    istio('VirtualService', 'r', `hosts: [a]\nhttp: [{${rule}, route: [{destination: {host: a}}]}]`);
  expect(told(route('fault: {delay: {percent: 5, fixedDelay: 1s}}'))).toEqual([
    'warning VirtualService/r spec.http[0].fault.delay.percent: percent is deprecated',
  ]);
  expect(told(route('corsPolicy: {allowOrigin: ["*"]}'))).toEqual([
    'warning VirtualService/r spec.http[0].corsPolicy.allowOrigin: allowOrigin is deprecated',
  ]);
  expect(
    told(istio('DestinationRule', 'd', 'host: a\ntrafficPolicy: {loadBalancer: {simple: LEAST_CONN}}'))[0],
  ).toMatch(/loadBalancer.simple: LEAST_CONN/);
  expect(
    told(
      istio(
        'Sidecar',
        's',
        'outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: a.example.com, port: {number: 80}}}',
      ),
    ).length,
  ).toBe(1);
  const tracing = istio('Telemetry', 't', 'tracing: [{providers: [{name: ls}]}]');
  expect(told(documents(meshConfig('extensionProviders: [{name: ls, lightstep: {}}]'), tracing)).length).toBe(1);
  expect(told(documents(tracing, route('fault: {delay: {percentage: {value: 5}, fixedDelay: 1s}}')))).toEqual([]);
});

test('GIVEN a Sidecar in ambient mode THEN nobody looks at it', () => {
  const told = telling(sidecarInAmbient);
  const sidecar = (selector = '') => istio('Sidecar', 's', `${selector}egress: [{hosts: [./*]}]`);
  const ambient = meshNamespace('shop', '{istio.io/dataplane-mode: ambient}');
  expect(told(documents(ambient, sidecar()))).toEqual([
    'warning Sidecar/s metadata.name: the pods are in ambient mode: nobody looks at a Sidecar',
  ]);
  expect(told(documents(ambient, deployment('a'), sidecar('workloadSelector: {labels: {app: a}}\n'))).length).toBe(1);
  expect(told(documents(ambient, deployment('a', { labels: ', istio.io/dataplane-mode: none' }), sidecar()))).toEqual(
    [],
  );
  expect(told(documents(shop('a'), sidecar()))).toEqual([]);
});
