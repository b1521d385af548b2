import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../../examples';
import { saying, telling } from '../../../fixtures';
import { referenceMissing } from '.';

const found = saying(referenceMissing);
const told = telling(referenceMissing);
const REVIEWS = shop('reviews');
const gateway = (spec: string, namespace = 'shop') => istio('Gateway', 'g', spec, namespace);
const HTTPS = (tls: string) =>
  `servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.example.com], tls: ${tls}}]`;
const INGRESS = documents(
  meshNamespace('edge'),
  service('edge', '{name: https, port: 443, targetPort: 8443}', { namespace: 'edge' }),
  deployment('edge', { namespace: 'edge', port: 8443, labels: ', istio: edge' }),
);
const secret = (name: string, namespace: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: ${namespace}}\ndata: {}`;

describe('gateways', () => {
  const to = (name: string) =>
    documents(
      REVIEWS,
      istio(
        'VirtualService',
        'r',
        `hosts: [a.example.com]\ngateways: [${name}]\nhttp: [{route: [{destination: {host: reviews}}]}]`,
      ),
    );

  test('GIVEN one that does not exist THEN no request takes the routes', () => {
    const known = gateway('servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]');
    expect(told(documents(to('edge'), known))).toEqual([
      'error VirtualService/r spec.gateways[0]: Gateway shop/edge does not exist: no request that arrives at it takes the routes',
    ]);
    expect(told(to('edge.elsewhere.svc.cluster.local'))).toEqual([
      'note VirtualService/r spec.gateways[0]: Gateway elsewhere/edge is not in the files given: unless it exists, no request that arrives at it takes the routes',
    ]);
  });

  test.each(['g', 'shop/g', 'g.shop', 'g.shop.svc.cluster.local', 'mesh'])('GIVEN %s THEN it is there', (name) => {
    expect(told(documents(to(name), gateway(HTTPS('{mode: PASSTHROUGH}'))))).toEqual([]);
  });
});

describe('selectors', () => {
  test('GIVEN a Sidecar or a Telemetry that selects no pod THEN the nearest one is named', () => {
    const sidecar = istio('Sidecar', 's', 'workloadSelector: {labels: {app: review}}\negress: [{hosts: [./*]}]');
    const telemetry = istio('Telemetry', 't', 'selector: {matchLabels: {app: review}}');
    expect(told(documents(REVIEWS, sidecar, telemetry))).toEqual([
      'error Sidecar/s spec.workloadSelector.labels: no pod of namespace shop has the labels app=review: the Sidecar is for nobody',
      'error Telemetry/t spec.selector.matchLabels: no pod of namespace shop has the labels app=review: the Telemetry is for nobody',
    ]);
    expect(told(sidecar)).toEqual([
      'note Sidecar/s spec.workloadSelector.labels: no pod of namespace shop that is among the files has the labels app=review',
    ]);
  });

  test('GIVEN a Gateway for no pods THEN the gateway that was meant is proposed', () => {
    const wrong = gateway(`selector: {istio: egde}\n${HTTPS('{mode: PASSTHROUGH}')}`);
    const edge = deployment('edge', { namespace: 'edge', labels: ', istio: edge' })
      .replace('spec: {containers', 'spec: {serviceAccountName: default, containers')
      .replace(
        'template:\n    metadata: {',
        'template:\n    metadata: {annotations: {inject.istio.io/templates: gateway}, ',
      );
    expect(found(documents(meshNamespace('edge'), edge, wrong))).toEqual([
      'a.yaml:18 error IST0101: no pod has the labels istio=egde among those given: unless one does, nobody serves the Gateway',
      '  fix: did you mean edge?',
      '  a.yaml:11: the pods of a gateway',
    ]);
  });

  test('GIVEN the selector of a gateway that is installed elsewhere THEN it is a note, and an error when all is given', () => {
    const other = gateway(`selector: {istio: private}\n${HTTPS('{mode: PASSTHROUGH}')}`);
    expect(told(other)).toEqual([
      'note Gateway/g spec.selector.istio: no pod has the labels istio=private among those given: unless one does, nobody serves the Gateway',
    ]);
    expect(told(other, { complete: true })[0]).toMatch(/^error .*: no pod has the labels istio=private: nobody serves/);
  });

  test('GIVEN the usual gateway THEN it is taken to be there', () => {
    expect(told(gateway(`selector: {istio: ingressgateway}\n${HTTPS('{mode: PASSTHROUGH}')}`))).toEqual([]);
  });
});

describe('certificates', () => {
  const tls = (name: string) => gateway(`selector: {istio: edge}\n${HTTPS(`{mode: SIMPLE, credentialName: ${name}}`)}`);

  test('GIVEN a Secret in the namespace of the Gateway THEN the pods do not find it in theirs', () => {
    expect(found(documents(INGRESS, secret('cert', 'shop'), tls('cert')))).toEqual([
      'a.yaml:29 error IST0101: the pods of the gateway run in namespace edge and read Secret edge/cert, which does not exist: clients cannot connect, as there is no certificate',
      '  fix: put the Secret into namespace edge',
      '  a.yaml:21: is in another namespace',
    ]);
  });

  test('GIVEN no Secret THEN it is a warning, as many are made by hand, and an error when all is given', () => {
    expect(told(documents(INGRESS, tls('cert')))).toEqual([
      'warning Gateway/g spec.servers[0].tls.credentialName: Secret edge/cert does not exist: clients cannot connect, as there is no certificate',
    ]);
    expect(told(documents(INGRESS, tls('cert')), { complete: true })[0]).toMatch(/^error/);
  });

  test('GIVEN the assumed gateway THEN nothing is known of its namespace', () => {
    const assumed = gateway(`selector: {istio: ingressgateway}\n${HTTPS('{mode: SIMPLE, credentialName: cert}')}`);
    expect(told(assumed)).toEqual([]);
    expect(told(documents(assumed, secret('cert', 'shop')))[0]).toMatch(/^warning/);
  });

  test.each([
    ['a Secret', 'cert', secret('cert', 'edge')],
    ['a Secret with its namespace', 'kubernetes://shop/cert', secret('cert', 'shop')],
    [
      'the Secret of a Certificate',
      'cert',
      'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c, namespace: edge}\nspec: {secretName: cert, issuerRef: {name: i}}',
    ],
    ['something else', 'configmap://edge/cert', ''],
  ])('GIVEN %s THEN it is there', (_name, name, more) => {
    expect(told(documents(INGRESS, tls(name), ...(more === '' ? [] : [more])))).toEqual([]);
  });
});

describe('sources and targets of policies', () => {
  const policy = (spec: string) => documents(REVIEWS, istio('AuthorizationPolicy', 'p', spec));
  const from = (field: string) => policy(`rules: [{from: [{source: {${field}}}]}]`);

  test('GIVEN a namespace that does not exist THEN nobody is let in', () => {
    expect(told(from('namespaces: [shpo]'))).toEqual([
      'warning AuthorizationPolicy/p spec.rules[0].from[0].source.namespaces[0]: no namespace that is among the files is shpo: unless there is one, nobody is let in by it',
    ]);
    expect(told(from('notNamespaces: [web]'), { complete: true })).toEqual([
      'error AuthorizationPolicy/p spec.rules[0].from[0].source.notNamespaces[0]: no namespace is web: it leaves nobody out',
    ]);
  });

  test.each(['shop', 'sh*', '*', '*op', 'kube-system'])('GIVEN namespace %s THEN nothing is reported', (name) => {
    expect(told(from(`namespaces: ["${name}"]`))).toEqual([]);
  });

  test('GIVEN a target that does not exist THEN the policy is for nobody', () => {
    expect(told(policy('targetRefs: [{kind: Service, name: review, group: ""}]'))).toEqual([
      'error AuthorizationPolicy/p spec.targetRefs[0].name: Service shop/review does not exist: the policy is for nobody, and not enforced',
    ]);
    expect(told(policy('targetRefs: [{kind: Service, name: reviews, group: core}]'))).toEqual([]);
    expect(
      told(policy('targetRefs: [{kind: GatewayClass, name: istio-waypoint, group: gateway.networking.k8s.io}]')),
    ).toEqual([]);
  });
});
