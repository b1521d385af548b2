import { describe, expect, test } from '@jest/globals';
import { worldOf } from '../world/fixtures';
import { flaggerInstallation } from './installation';

const flagger = (args: string, image = 'ghcr.io/fluxcd/flagger:1.44.0') => `
apiVersion: v1
kind: Pod
metadata: {name: flagger, namespace: istio-system}
spec: {containers: [{name: flagger, image: "${image}", args: [${args}]}]}
`;

const installed = (yaml: string) => {
  const { from, workload, ...rest } = flaggerInstallation(worldOf(yaml)) ?? {};
  return rest;
};

describe('how Flagger is installed', () => {
  test('GIVEN its arguments THEN they say it', () => {
    expect(
      installed(
        flagger(
          '-mesh-provider=istio, --metrics-server, "http://prometheus:9090", "-selector-labels=app, tier", -no-cross-namespace-refs, -enable-config-tracking=false, -include-label-prefix=app.kubernetes.io',
        ),
      ),
    ).toEqual({
      provider: 'istio',
      metricsServer: 'http://prometheus:9090',
      selectorLabels: ['app', 'tier'],
      includeLabelPrefixes: ['app.kubernetes.io'],
      crossNamespaceRefs: false,
      configTracking: false,
      namespace: 'istio-system',
    });
  });

  test('GIVEN values of its chart THEN they say it', () => {
    expect(
      installed(`
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: flagger, namespace: flagger-system}
spec:
  interval: 1h
  chart: {spec: {chart: flagger, sourceRef: {kind: HelmRepository, name: flagger}}}
  values: {meshProvider: linkerd, configTracking: {enabled: false}, noCrossNamespaceRefs: true}
`),
    ).toEqual({ provider: 'linkerd', crossNamespaceRefs: false, configTracking: false, namespace: 'flagger-system' });
  });

  test.each(['ghcr.io/fluxcd/flagger-loadtester:0.38.0', 'example.com/my-flagger:1', 'nginx'])(
    'GIVEN image %s THEN it is not Flagger',
    (image) => {
      expect(installed(flagger('-mesh-provider=istio', image))).toEqual({});
    },
  );
});
