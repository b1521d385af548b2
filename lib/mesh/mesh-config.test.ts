import { describe, expect, test } from '@jest/globals';
import { meshOf } from './fixtures';

const configMap = (name: string, mesh: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: istio-system}\ndata:\n  mesh: |-\n    ${mesh.replaceAll('\n', '\n    ')}`;
const operator = (spec: string) =>
  `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i, namespace: istio-system}\nspec: ${spec}`;
const sound = false as const;

describe('MeshConfig', () => {
  test('GIVEN nothing THEN the defaults are Istio’s', () => {
    expect(meshOf('').config).toEqual({
      rootNamespace: 'istio-system',
      trustDomain: 'cluster.local',
      trustDomainAliases: [],
      clusterDomain: 'cluster.local',
      outboundTrafficPolicy: 'ALLOW_ANY',
      defaultServiceExportTo: ['*'],
      defaultVirtualServiceExportTo: ['*'],
      defaultDestinationRuleExportTo: ['*'],
      enableAutoMtls: true,
      pathNormalization: 'BASE',
      defaultHttpRetryPolicy: undefined,
      discoverySelectors: [],
      localityLbSetting: undefined,
      dnsCapture: false,
      extensionProviders: new Map(),
      defaultAccessLogProviders: [],
      accessLogFile: '',
      isGiven: false,
    });
  });

  test.each([
    ['the ConfigMap', configMap('istio', 'outboundTrafficPolicy: {mode: REGISTRY_ONLY}\ntrustDomain: a')],
    [
      'the ConfigMap of a revision',
      configMap('istio-stable', 'outboundTrafficPolicy: {mode: REGISTRY_ONLY}\ntrustDomain: a'),
    ],
    ['IstioOperator', operator('{meshConfig: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}, trustDomain: a}}')],
    [
      'values of an Application',
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec: {destination: {namespace: istio-system}, source: {chart: istiod, helm: {valuesObject: {meshConfig: {trustDomain: a, outboundTrafficPolicy: {mode: REGISTRY_ONLY}}}}}}',
    ],
    [
      'values of a HelmRelease',
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: istiod, namespace: istio-system}\nspec: {chart: {spec: {chart: istiod}}, values: {meshConfig: {trustDomain: a, outboundTrafficPolicy: {mode: REGISTRY_ONLY}}}}',
    ],
  ])('GIVEN %s THEN it is read', (_name, text) => {
    expect(meshOf(text, { sound }).config).toMatchObject({ outboundTrafficPolicy: 'REGISTRY_ONLY', trustDomain: 'a' });
  });

  test('GIVEN several THEN what is given besides counts most, then the ConfigMap', () => {
    const text = `${operator('{meshConfig: {trustDomain: a, pathNormalization: {normalization: NONE}, enableAutoMtls: false}}')}\n---\n${configMap('istio', 'trustDomain: b\nrootNamespace: root')}`;
    expect(meshOf(text, { sound, meshConfig: { rootNamespace: 'top' } }).config).toMatchObject({
      trustDomain: 'b',
      rootNamespace: 'top',
      pathNormalization: 'NONE',
      enableAutoMtls: false,
    });
  });

  test('GIVEN nonsense THEN the defaults hold', () => {
    expect(meshOf(configMap('istio', '- a'), { sound }).config.trustDomain).toBe('cluster.local');
    const odd = {
      discoverySelectors: 5,
      trustDomain: 5,
      extensionProviders: [5, { name: 'x', zipkin: {} }],
      pathNormalization: 'NONE',
    };
    expect(meshOf('', { meshConfig: odd }).config).toMatchObject({
      discoverySelectors: [],
      trustDomain: 'cluster.local',
      pathNormalization: 'BASE',
      extensionProviders: new Map([['x', 'zipkin']]),
      isGiven: true,
    });
  });
});

describe('gateways of an installation', () => {
  const ofMesh = (text: string) =>
    meshOf(text, { sound }).services.map(
      ({ host, ports }) => `${host} ${ports.map(({ number, targetPort }) => `${number}>${targetPort}`).join(' ')}`,
    );

  test.each([
    ['the default profile', '{}', ['istio-ingressgateway.istio-system 15021>15021 80>8080 443>8443']],
    [
      'the demo profile',
      '{profile: demo}',
      [
        'istio-ingressgateway.istio-system 15021>15021 80>8080 443>8443 31400>31400 15443>15443',
        'istio-egressgateway.istio-system 15021>15021 80>8080 443>8443',
      ],
    ],
    ['a profile without gateways', '{profile: minimal}', []],
    ['one that is switched off', '{components: {ingressGateways: [{name: istio-ingressgateway, enabled: false}]}}', []],
    [
      'ports and a namespace',
      '{profile: empty, components: {ingressGateways: [{name: edge, namespace: web, enabled: true, k8s: {service: {ports: [{port: 80, targetPort: 9}]}}}]}}',
      ['edge.web 80>9'],
    ],
  ])('GIVEN %s THEN they are there', (_name, spec, expected) => {
    expect(ofMesh(operator(spec))).toEqual(expected.map((each) => each.replace(/^\S+/, '$&.svc.cluster.local')).sort());
  });

  test('GIVEN the chart for gateways THEN its Service is there with the ports of the values', () => {
    const text =
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istio-edge}\nspec: {destination: {namespace: web}, source: {chart: gateway}}';
    expect(ofMesh(text)).toEqual(['istio-edge.web.svc.cluster.local 15021>15021 80>80 443>443']);
  });
});
