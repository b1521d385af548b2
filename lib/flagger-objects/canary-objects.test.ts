import { describe, expect, test } from '@jest/globals';
import type { ManifestObject } from '../model/manifest';
import { canaryObjects } from './canary-objects';
import { PODINFO, podinfoCanary, surroundings } from './podinfo.testing';

const named = (objects: readonly ManifestObject[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${(metadata as { name: string }).name}`);
const find = (objects: readonly ManifestObject[], name: string) =>
  objects.find((each, index) => named(objects)[index] === name && each);
const FLUX_OFF = {
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
  'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
};

describe('what Flagger makes for a Deployment', () => {
  test('GIVEN a Canary between releases THEN these objects are there', () => {
    const { objects, blocked } = canaryObjects(podinfoCanary(), surroundings(PODINFO));
    expect(blocked).toBeUndefined();
    expect(named(objects)).toEqual([
      'Service podinfo-canary',
      'Service podinfo-primary',
      'Deployment podinfo-primary',
      'Service podinfo',
      'Deployment podinfo',
      'DestinationRule podinfo-canary',
      'DestinationRule podinfo-primary',
      'VirtualService podinfo',
    ]);
    expect(objects.at(-3)).toEqual({
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'DestinationRule',
      metadata: { name: 'podinfo-canary', namespace: 'test' },
      spec: { host: 'podinfo-canary' },
    });
  });

  test('GIVEN the Services THEN apex and primary lead to the copy, canary to the target', () => {
    const canary = podinfoCanary({
      service: {
        targetPort: 'http',
        portName: 'grpc',
        appProtocol: 'grpc',
        headless: true,
        trafficDistribution: 'PreferClose',
        canary: { labels: { team: 'a' }, annotations: { 'x/y': 'z' } },
      },
    });
    const { objects } = canaryObjects(canary, surroundings(PODINFO));
    const spec = (value: string) => ({
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: { app: value },
      trafficDistribution: 'PreferClose',
      ports: [{ name: 'grpc', protocol: 'TCP', port: 9898, targetPort: 'http', appProtocol: 'grpc' }],
    });
    expect(find(objects, 'Service podinfo')).toMatchObject({ spec: spec('podinfo-primary') });
    expect(find(objects, 'Service podinfo-primary')).toMatchObject({ spec: spec('podinfo-primary') });
    expect(find(objects, 'Service podinfo-canary')).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'podinfo-canary',
        namespace: 'test',
        labels: { team: 'a', app: 'podinfo-canary' },
        annotations: { 'x/y': 'z', ...FLUX_OFF },
      },
      spec: spec('podinfo'),
    });
  });

  test('GIVEN port discovery THEN the Services have the other ports, those of proxies left out', () => {
    const target = withPods({
      containers: [
        { name: 'podinfo', ports: [{ name: 'http', containerPort: 9898 }, { containerPort: 9797 }] },
        { name: 'extra', ports: [{ name: 'grpc', containerPort: 9999 }] },
        { name: 'istio-proxy', ports: [{ containerPort: 15090 }] },
      ],
    });
    const { objects } = canaryObjects(podinfoCanary({ service: { portDiscovery: true } }), surroundings(target));
    expect(find(objects, 'Service podinfo')).toMatchObject({
      spec: {
        ports: [
          { name: 'http', port: 9898 },
          { name: 'grpc', port: 9999, targetPort: 9999 },
          { name: 'tcp-podinfo-1', port: 9797, targetPort: 9797 },
        ],
      },
    });
  });

  test('GIVEN the copy THEN it selects by the one label, and has the labels it is to have', () => {
    const { objects } = canaryObjects(podinfoCanary(), surroundings(PODINFO));
    expect(find(objects, 'Deployment podinfo-primary')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'podinfo-primary',
        namespace: 'test',
        labels: { app: 'podinfo-primary', 'app.kubernetes.io/part-of': 'demo' },
      },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'podinfo-primary' } },
        template: {
          metadata: { labels: { app: 'podinfo-primary', tier: 'web' } },
          spec: PODINFO.spec.template.spec,
        },
      },
    });
  });

  test('GIVEN rules that keep pods apart THEN those that name the Deployment mean the copy', () => {
    const term = (app: string, team: string) => ({
      labelSelector: {
        matchLabels: { app, team },
        matchExpressions: [{ key: 'app', operator: 'In', values: [app, 'other'] }],
      },
    });
    const target = withPods({
      affinity: {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('podinfo', 'podinfo')] },
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [term('podinfo', 'podinfo')],
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term('podinfo', 'podinfo') }],
        },
      },
      topologySpreadConstraints: [{ maxSkew: 1, ...term('podinfo', 'podinfo') }],
    });
    const { objects } = canaryObjects(podinfoCanary(), surroundings(target));
    expect(find(objects, 'Deployment podinfo-primary')).toMatchObject({
      spec: {
        template: {
          spec: {
            affinity: {
              podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('podinfo', 'podinfo')] },
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [term('podinfo-primary', 'podinfo')],
                preferredDuringSchedulingIgnoredDuringExecution: [
                  { weight: 1, podAffinityTerm: term('podinfo-primary', 'podinfo') },
                ],
              },
            },
            topologySpreadConstraints: [{ maxSkew: 1, ...term('podinfo-primary', 'podinfo') }],
          },
        },
      },
    });
  });

  test('GIVEN ConfigMaps and Secrets THEN the copy has its own, of the data alone', () => {
    const target = withPods({
      containers: [
        {
          name: 'podinfo',
          env: [
            { name: 'A', valueFrom: { secretKeyRef: { name: 'keys', key: 'a' } } },
            { name: 'B', value: 'b' },
          ],
          envFrom: [{ configMapRef: { name: 'env' } }, { configMapRef: { name: 'maybe', optional: true } }],
        },
      ],
      volumes: [
        { name: 'v', configMap: { name: 'files' } },
        {
          name: 'p',
          projected: { sources: [{ secret: { name: 'account' } }, { serviceAccountToken: { path: 't' } }] },
        },
        { name: 's', secret: { secretName: 'shared' } },
      ],
    });
    const config = (name: string, more: object = {}) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'test', ...more },
      data: { a: 'b' },
      binaryData: { c: 'ZA==' },
    });
    const secret = (name: string, more: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...more });
    const { objects, blocked } = canaryObjects(
      podinfoCanary(),
      surroundings(
        target,
        config('env'),
        config('files', { annotations: { 'flagger.app/config-tracking': 'disabled' } }),
        secret('keys', { type: 'Opaque', stringData: { a: 'b' } }),
        secret('account', { type: 'kubernetes.io/service-account-token', data: {} }),
        secret('shared', { data: { k: 'dg==' } }),
      ),
    );
    expect(blocked).toBeUndefined();
    expect(find(objects, 'ConfigMap env-primary')).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'env-primary', namespace: 'test' },
      data: { a: 'b' },
    });
    expect(find(objects, 'Secret keys-primary')).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } });
    expect(named(objects).filter((name) => /^(ConfigMap|Secret)/.test(name))).toEqual([
      'ConfigMap env-primary',
      'Secret keys-primary',
      'Secret shared-primary',
    ]);
    expect(find(objects, 'Deployment podinfo-primary')).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                env: [{ valueFrom: { secretKeyRef: { name: 'keys-primary', key: 'a' } } }, { name: 'B', value: 'b' }],
                envFrom: [
                  { configMapRef: { name: 'env-primary' } },
                  { configMapRef: { name: 'maybe', optional: true } },
                ],
              },
            ],
            volumes: [
              { name: 'v', configMap: { name: 'files' } },
              { projected: { sources: [{ secret: { name: 'account' } }, { serviceAccountToken: { path: 't' } }] } },
              { name: 's', secret: { secretName: 'shared-primary' } },
            ],
          },
        },
      },
    });
  });

  test('GIVEN an autoscaler THEN the copy has one too, and the target its minimum while it runs', () => {
    const scaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'podinfo', namespace: 'test' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
        minReplicas: 3,
        maxReplicas: 9,
      },
    };
    const canary = podinfoCanary({
      autoscalerRef: {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        name: 'podinfo',
        primaryScalerReplicas: { minReplicas: 5 },
      },
    });
    const state = { primaryWeight: 90, canaryWeight: 10, mirror: false, running: true };
    const { objects } = canaryObjects(
      canary,
      surroundings({ ...PODINFO, spec: { ...PODINFO.spec, replicas: 0 } }, scaler),
      state,
    );
    expect(find(objects, 'HorizontalPodAutoscaler podinfo-primary')).toMatchObject({
      spec: { scaleTargetRef: { name: 'podinfo-primary' }, minReplicas: 5, maxReplicas: 9 },
    });
    const given = canaryObjects(canary, surroundings(PODINFO, scaler), state).objects;
    expect(find(given, 'Deployment podinfo')).toMatchObject({ spec: { replicas: 2 } });
    expect(find(objects, 'Deployment podinfo')).toMatchObject({ spec: { replicas: 3 } });
  });

  test('GIVEN a ScaledObject THEN its queries ask for the copy, and the target’s is paused between releases', () => {
    const scaler = {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'podinfo', namespace: 'test' },
      spec: {
        scaleTargetRef: { name: 'podinfo' },
        advanced: { horizontalPodAutoscalerConfig: { name: 'web' } },
        triggers: [
          { type: 'prometheus', name: 'a', metadata: { query: 'rate(x{app="podinfo",s="podinfo-canary"}[1m])' } },
          { type: 'prometheus', name: 'b', metadata: { query: 'y' } },
        ],
      },
    };
    const triggersWith = (primaryScalerQueries?: Record<string, string>) => {
      const autoscalerRef = {
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledObject',
        name: 'podinfo',
        primaryScalerQueries,
      } as const;
      return canaryObjects(podinfoCanary({ autoscalerRef }), surroundings(PODINFO, scaler)).objects;
    };
    expect(find(triggersWith(), 'ScaledObject podinfo-primary')).toMatchObject({
      spec: {
        scaleTargetRef: { name: 'podinfo-primary' },
        advanced: { horizontalPodAutoscalerConfig: { name: 'web-primary' } },
        triggers: [
          { metadata: { query: 'rate(x{app="podinfo-primary",s="podinfo-primary"}[1m])' } },
          { metadata: { query: 'y' } },
        ],
      },
    });
    expect(find(triggersWith({ b: 'z' }), 'ScaledObject podinfo-primary')).toMatchObject({
      spec: {
        triggers: [
          { metadata: { query: 'rate(x{app="podinfo",s="podinfo-canary"}[1m])' } },
          { metadata: { query: 'z' } },
        ],
      },
    });
    expect(find(triggersWith(), 'ScaledObject podinfo')).toMatchObject({
      metadata: { annotations: { 'autoscaling.keda.sh/paused-replicas': '0' } },
    });
  });

  test('GIVEN Services and DestinationRules that are there THEN they are taken over', () => {
    const apex = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'podinfo', annotations: { a: 'b' } },
      spec: { type: 'NodePort', selector: { app: 'podinfo' }, ports: [{ name: 'http', port: 80, nodePort: 30000 }] },
    };
    const rule = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'podinfo-primary', labels: { team: 'a' } },
      spec: { host: 'other', subsets: [{ name: 'v1' }] },
    };
    const { objects } = canaryObjects(podinfoCanary(), surroundings(PODINFO, apex, rule));
    expect(find(objects, 'Service podinfo')).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'podinfo', annotations: { a: 'b', ...FLUX_OFF } },
      spec: {
        type: 'NodePort',
        selector: { app: 'podinfo-primary' },
        ports: [{ name: 'http', protocol: 'TCP', port: 9898, targetPort: 9898, nodePort: 30000 }],
      },
    });
    expect(find(objects, 'DestinationRule podinfo-primary')).toEqual({ ...rule, spec: { host: 'podinfo-primary' } });
  });

  test('GIVEN annotations THEN the copy has them until the first promotion, then those of the prefixes alone', () => {
    const annotations = { a: 'b', 'app.kubernetes.io/c': 'd', 'kustomize.toolkit.fluxcd.io/e': 'f' };
    const target = { ...PODINFO, metadata: { ...PODINFO.metadata, annotations } };
    const copy = (promoted: boolean) => {
      const state = { primaryWeight: 100, canaryWeight: 0, mirror: false, promoted };
      return find(canaryObjects(podinfoCanary(), surroundings(target), state).objects, 'Deployment podinfo-primary');
    };
    expect(copy(false)).toHaveProperty('metadata.annotations', { a: 'b', 'app.kubernetes.io/c': 'd' });
    expect(copy(true)).toHaveProperty('metadata.annotations', { 'app.kubernetes.io/c': 'd' });
  });
});

describe('the target', () => {
  test('GIVEN a Deployment THEN it has pods only during a release', () => {
    const running = { primaryWeight: 100, canaryWeight: 0, mirror: false, running: true };
    const replicas = (state?: typeof running) => {
      const { objects } = canaryObjects(podinfoCanary(), surroundings(PODINFO), state);
      return (find(objects, 'Deployment podinfo') as unknown as { spec: { replicas: number } }).spec.replicas;
    };
    expect([replicas(), replicas(running)]).toEqual([0, 2]);
  });

  test('GIVEN a DaemonSet THEN it runs nowhere between releases', () => {
    const target = { ...PODINFO, kind: 'DaemonSet', spec: { ...PODINFO.spec, replicas: undefined } };
    const canary = podinfoCanary({ targetRef: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'podinfo' } });
    const { objects } = canaryObjects(canary, surroundings(target));
    expect(find(objects, 'DaemonSet podinfo')).toMatchObject({
      spec: { template: { spec: { nodeSelector: { 'flagger.app/scale-to-zero': 'true' } } } },
    });
    expect(find(objects, 'DaemonSet podinfo-primary')).not.toHaveProperty('spec.template.spec.nodeSelector');
  });

  describe('GIVEN a Service', () => {
    const canary = podinfoCanary({ targetRef: { apiVersion: 'v1', kind: 'Service', name: 'podinfo' } });
    const service = (name: string, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'test', labels: { team: 'a' } },
      spec,
    });
    const elsewhere = service('podinfo', { type: 'ExternalName', externalName: 'v1.example.com' });

    test('THEN it has two like it; the primary is like it once it is promoted', () => {
      const { objects } = canaryObjects(canary, surroundings(elsewhere));
      expect(named(objects)).toEqual([
        'Service podinfo-canary',
        'Service podinfo-primary',
        'DestinationRule podinfo-canary',
        'DestinationRule podinfo-primary',
        'VirtualService podinfo',
      ]);
      const state = { primaryWeight: 0, canaryWeight: 100, mirror: false, promoted: true };
      expect(find(canaryObjects(canary, surroundings(elsewhere), state).objects, 'Service podinfo-primary')).toEqual({
        ...elsewhere,
        metadata: { name: 'podinfo-primary', namespace: 'test' },
      });
    });

    test.each([
      ['an address', { selector: { app: 'a' } }, /creating service podinfo\.test.*must be empty when/],
      ['no address', { clusterIP: 'None' }, /creating service podinfo\.test.*\["None"\]: must be empty when/],
      ['a port of nodes', { type: 'NodePort' }, /creating service podinfo\.test.*already allocated/],
    ])('with %s, alone THEN the API server refuses the copies', (_, spec, message) => {
      const all = { ...surroundings(service('podinfo', spec)), complete: true };
      expect(canaryObjects(canary, all)).toEqual({ objects: [], assumed: [], blocked: expect.stringMatching(message) });
    });

    test.each([
      ['an address', { selector: { app: 'a' } }, /updating service podinfo-canary\.test.*must match/],
      ['a port of nodes', { type: 'LoadBalancer' }, /updating service podinfo-canary\.test.*port is already allocated/],
      ['no address', { clusterIP: 'None' }, undefined],
    ])('with %s, beside two THEN only those without an address can be changed', (_, spec, message) => {
      const names = ['podinfo', 'podinfo-canary', 'podinfo-primary'];
      const all = { ...surroundings(...names.map((name) => service(name, spec))), complete: true };
      const { blocked } = canaryObjects(canary, all);
      if (message === undefined) expect(blocked).toBeUndefined();
      else expect(blocked).toMatch(message);
    });
  });
});

describe('what Flagger cannot work with', () => {
  const complete = (...objects: readonly ManifestObject[]) => ({ ...surroundings(...objects), complete: true });
  const blocked = (...parameters: Parameters<typeof canaryObjects>) => canaryObjects(...parameters).blocked;

  test('GIVEN no target THEN nothing is made', () => {
    expect(canaryObjects(podinfoCanary(), complete())).toEqual({
      objects: [],
      assumed: [],
      blocked: 'deployment podinfo.test get query error: deployments.apps "podinfo" not found',
    });
  });

  test('GIVEN a selector without a label that Flagger knows THEN nothing is made', () => {
    const target = { ...PODINFO, spec: { ...PODINFO.spec, selector: { matchLabels: { tier: 'web' } } } };
    expect(canaryObjects(podinfoCanary(), surroundings(target))).toEqual({
      objects: [],
      assumed: [],
      blocked:
        'getSelectorLabel failed: deployment podinfo.test spec.selector.matchLabels must contain one of [app name app.kubernetes.io/name]',
    });
    expect(blocked(podinfoCanary(), surroundings(target), undefined, { selectorLabels: ['tier'] })).toBeUndefined();
  });

  test('GIVEN no ConfigMap that the pods need THEN the Services are all there is', () => {
    const target = withPods({ containers: [{ name: 'a', envFrom: [{ configMapRef: { name: 'env' } }] }] });
    const made = canaryObjects(podinfoCanary(), complete(target));
    expect(named(made.objects)).toEqual(['Service podinfo-canary', 'Service podinfo-primary']);
    expect(made.blocked).toMatch(/: configmaps "env" not found$/);
    expect(blocked(podinfoCanary(), complete(target), undefined, { configTracking: false })).toBeUndefined();
  });

  test('GIVEN no autoscaler, a DaemonSet that replaces its pods only when deleted, or a delegate with hosts', () => {
    const autoscalerRef = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'x' } as const;
    expect(blocked(podinfoCanary({ autoscalerRef }), complete(PODINFO))).toContain('"x" not found');
    const target = { ...PODINFO, kind: 'DaemonSet', spec: { ...PODINFO.spec, updateStrategy: { type: 'OnDelete' } } };
    const canary = podinfoCanary({ targetRef: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'podinfo' } });
    expect(blocked(canary, surroundings(target))).toContain('OnDelete');
    const delegate = podinfoCanary({ service: { delegation: true, hosts: ['a'] } });
    expect(blocked(delegate, surroundings(PODINFO))).toContain('cannot have hosts and gateways');
  });
});

describe('what is not known', () => {
  test('GIVEN no target among objects that are not all THEN the routes are known', () => {
    const { objects, assumed, blocked } = canaryObjects(podinfoCanary(), surroundings());
    expect(named(objects)).toEqual([
      'DestinationRule podinfo-canary',
      'DestinationRule podinfo-primary',
      'VirtualService podinfo',
    ]);
    expect([assumed, blocked]).toEqual([[{ kind: 'Deployment', name: 'podinfo' }], undefined]);
  });

  test('GIVEN no ConfigMap and no autoscaler THEN the copy uses a copy of the ConfigMap', () => {
    const target = withPods({ containers: [{ name: 'a', envFrom: [{ configMapRef: { name: 'env' } }] }] });
    const autoscalerRef = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'x' } as const;
    const { objects, assumed } = canaryObjects(podinfoCanary({ autoscalerRef }), surroundings(target));
    expect(assumed).toEqual([
      { kind: 'ConfigMap', name: 'env' },
      { kind: 'HorizontalPodAutoscaler', name: 'x' },
    ]);
    expect(JSON.stringify(find(objects, 'Deployment podinfo-primary'))).toContain(
      '"configMapRef":{"name":"env-primary"}',
    );
  });
});

function withPods(pods: object) {
  return { ...PODINFO, spec: { ...PODINFO.spec, template: { ...PODINFO.spec.template, spec: pods } } };
}
