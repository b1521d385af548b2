import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatPath } from '../../model/finding';
import { readManifests } from '../../model/read-manifests';
import { describeId, idKey } from '../entity';
import { World } from '../world';
import { Patterns, pattern, visit } from './pattern';
import type { Reference } from './reference';

function worldOf(text: string, sound = true): World {
  return World.of(readManifests('a.yaml', text).manifests.map((manifest) => ({ manifest, sound, scope: undefined })));
}

function lineOf({ path, to, role, optional, keys, port }: Reference): string {
  const parts = [
    ...keys.map((key) => `${formatPath(key.path)}=${key.value}`),
    ...(port === undefined ? [] : [`${formatPath(port.path)}=${port.value}`]),
    ...(optional ? ['optional'] : []),
  ];
  const group = to.group === '' ? '' : `.${to.group}`;
  return `${role}: ${formatPath(path)} → ${to.kind}${group} ${to.namespace}/${to.name}${parts.map((each) => ` ${each}`).join('')}`;
}

const linesOf = (text: string) => worldOf(text).references.map(lineOf);
const object = (apiVersion: string, kind: string, spec: string, annotations = '{}') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: shop, annotations: ${annotations}}\n${spec}\n---\n`;

describe('patterns', () => {
  test('GIVEN the text of one THEN it has names and lists', () => {
    const [first, , third, , last] = pattern('spec[].metadata.annotations[a.b/c]');
    expect([first, third, last]).toEqual(['spec', 'metadata', 'a.b/c']);
  });

  test('GIVEN several of them THEN one walk finds what each finds by itself', () => {
    const texts = ['a', 'a.b', 'a[]', 'a[].b', 'a.b[].c', 'b[][]', 'b[].a.c', 'a.b'];
    const names = fc.constantFrom('a', 'b', 'c');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        fc.oneof(fc.integer(), fc.constant(null)),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(names, value), (object) => {
        const found = texts.map((): unknown[] => []);
        const together = new Patterns(texts.map((text, index) => [pattern(text), index] as const));
        together.visit(object, (index, ...each) => found[index]?.push(each));
        const alone = texts.map((text) => {
          const own: unknown[] = [];
          visit(object, pattern(text), (...each) => own.push(each));
          return own;
        });
        expect(found).toEqual(alone);
      }),
    );
  });
});

describe('references', () => {
  test('GIVEN pods THEN they name what they are configured with, stored in, and run as', () => {
    const pods = `spec:
  template:
    spec:
      serviceAccountName: sa
      priorityClassName: high
      imagePullSecrets: [{name: pull}]
      initContainers: [{name: i, envFrom: [{configMapRef: {name: all, optional: true}}]}]
      containers:
      - name: c
        env:
        - {name: A, valueFrom: {configMapKeyRef: {name: a, key: k}}}
        - {name: B, valueFrom: {secretKeyRef: {name: b, key: k, optional: true}}}
        - {name: C, value: c}
      volumes:
      - {name: a, configMap: {name: files, items: [{key: one, path: x}, {key: two, path: y}]}}
      - {name: b, secret: {secretName: certificate}}
      - {name: c, projected: {sources: [{secret: {name: token, items: [{key: t, path: t}]}}, {serviceAccountToken: {}}]}}
      - {name: d, persistentVolumeClaim: {claimName: data}}
`;
    expect(linesOf(object('apps/v1', 'Deployment', pods))).toEqual([
      'environment: spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name → ConfigMap shop/a spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key=k',
      'environment: spec.template.spec.containers[0].env[1].valueFrom.secretKeyRef.name → Secret shop/b spec.template.spec.containers[0].env[1].valueFrom.secretKeyRef.key=k optional',
      'environment: spec.template.spec.initContainers[0].envFrom[0].configMapRef.name → ConfigMap shop/all optional',
      'volume: spec.template.spec.volumes[0].configMap.name → ConfigMap shop/files spec.template.spec.volumes[0].configMap.items[0].key=one spec.template.spec.volumes[0].configMap.items[1].key=two',
      'volume: spec.template.spec.volumes[1].secret.secretName → Secret shop/certificate',
      'volume: spec.template.spec.volumes[2].projected.sources[0].secret.name → Secret shop/token spec.template.spec.volumes[2].projected.sources[0].secret.items[0].key=t',
      'claim: spec.template.spec.volumes[3].persistentVolumeClaim.claimName → PersistentVolumeClaim shop/data',
      'service account: spec.template.spec.serviceAccountName → ServiceAccount shop/sa',
      'image pull secret: spec.template.spec.imagePullSecrets[0].name → Secret shop/pull optional',
      'priority class: spec.template.spec.priorityClassName → PriorityClass.scheduling.k8s.io /high',
    ]);
  });

  test.each([
    ['batch/v1', 'CronJob', 'spec: {jobTemplate: {spec: {template: {spec: {serviceAccountName: a}}}}}'],
    ['v1', 'Pod', 'spec: {serviceAccountName: a}'],
    ['argoproj.io/v1alpha1', 'Rollout', 'spec: {template: {spec: {serviceAccountName: a}}}'],
    ['keda.sh/v1alpha1', 'ScaledJob', 'spec: {jobTargetRef: {template: {spec: {serviceAccountName: a}}}}'],
    ['serving.knative.dev/v1', 'Service', 'spec: {template: {spec: {serviceAccountName: a}}}'],
  ])('GIVEN the pods of a %s %s THEN they are read', (apiVersion, kind, spec) => {
    expect(linesOf(object(apiVersion, kind, spec))).toEqual([
      expect.stringMatching(/^service account: spec.*serviceAccountName → ServiceAccount shop\/a$/),
    ]);
  });

  test('GIVEN native kinds THEN they name backends with ports, targets, roles, volumes', () => {
    const text =
      object(
        'networking.k8s.io/v1',
        'Ingress',
        'spec: {ingressClassName: nginx, defaultBackend: {service: {name: d, port: {name: http}}}, tls: [{secretName: t}], ' +
          'rules: [{http: {paths: [{backend: {service: {name: s, port: {number: 80}}}}]}}]}',
        '{cert-manager.io/cluster-issuer: i}',
      ) +
      object(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}',
      ) +
      object(
        'apps/v1',
        'StatefulSet',
        'spec: {serviceName: g, volumeClaimTemplates: [{spec: {storageClassName: c}}]}',
      ) +
      object(
        'rbac.authorization.k8s.io/v1',
        'RoleBinding',
        'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}\n' +
          'subjects: [{kind: ServiceAccount, name: s, namespace: other}, {kind: User, name: u}, {kind: ServiceAccount, name: own}]',
      ) +
      object(
        'admissionregistration.k8s.io/v1',
        'ValidatingWebhookConfiguration',
        'webhooks: [{clientConfig: {service: {name: w, namespace: other, port: 8443}}}]',
      );
    expect(linesOf(text)).toEqual([
      'scale target: spec.scaleTargetRef.name → Deployment.apps shop/d',
      'backend: spec.defaultBackend.service.name → Service shop/d spec.defaultBackend.service.port.name=http',
      'backend: spec.rules[0].http.paths[0].backend.service.name → Service shop/s spec.rules[0].http.paths[0].backend.service.port.number=80',
      'certificate: spec.tls[0].secretName → Secret shop/t',
      'class: spec.ingressClassName → IngressClass.networking.k8s.io /nginx',
      'issuer: metadata.annotations.cert-manager.io/cluster-issuer → ClusterIssuer.cert-manager.io /i',
      'role: roleRef.name → ClusterRole.rbac.authorization.k8s.io /r',
      'subject: subjects[0].name → ServiceAccount other/s',
      'subject: subjects[2].name → ServiceAccount shop/own',
      'governing service: spec.serviceName → Service shop/g',
      'storage class: spec.volumeClaimTemplates[0].spec.storageClassName → StorageClass.storage.k8s.io /c',
      'webhook: webhooks[0].clientConfig.service.name → Service other/w webhooks[0].clientConfig.service.port=8443',
    ]);
  });

  test('GIVEN routes, canaries, rollouts and operators THEN each says in its way what it names', () => {
    const text =
      object(
        'gateway.networking.k8s.io/v1',
        'HTTPRoute',
        'spec: {parentRefs: [{name: gw, namespace: infra, sectionName: https}, {kind: Service, group: "", name: s}], ' +
          'rules: [{backendRefs: [{name: s, port: 80}]}]}',
      ) +
      object(
        'networking.istio.io/v1',
        'VirtualService',
        'spec: {gateways: [mesh, infra/gw], http: [{match: [{gateways: [gw]}], delegate: {name: d, namespace: other}}]}',
      ) +
      object(
        'flagger.app/v1beta1',
        'Canary',
        'spec: {targetRef: {apiVersion: any/v1, kind: Deployment, name: d}, autoscalerRef: {kind: ScaledObject, name: s}, ' +
          'analysis: {metrics: [{name: m}, {name: n, templateRef: {name: t, namespace: other}}]}}',
      ) +
      object(
        'argoproj.io/v1alpha1',
        'Rollout',
        'spec: {strategy: {canary: {stableService: s, steps: [{analysis: {templates: [{templateName: t, clusterScope: true}]}}], ' +
          'trafficRouting: {istio: {virtualService: {name: v, routes: [r]}}}}}}',
      ) +
      object('keda.sh/v1alpha1', 'ScaledObject', 'spec: {scaleTargetRef: {name: d}}') +
      object('cert-manager.io/v1', 'Certificate', 'spec: {issuerRef: {kind: ClusterIssuer, name: i}}');
    expect(linesOf(text)).toEqual([
      'release target: spec.targetRef.name → Deployment.apps shop/d',
      'autoscaler: spec.autoscalerRef.name → ScaledObject.keda.sh shop/s',
      'analysis template: spec.analysis.metrics[1].templateRef.name → MetricTemplate.flagger.app other/t',
      'issuer: spec.issuerRef.name → ClusterIssuer.cert-manager.io /i',
      'parent: spec.parentRefs[0].name → Gateway.gateway.networking.k8s.io infra/gw spec.parentRefs[0].sectionName=https',
      'parent: spec.parentRefs[1].name → Service shop/s',
      'backend: spec.rules[0].backendRefs[0].name → Service shop/s spec.rules[0].backendRefs[0].port=80',
      'release service: spec.strategy.canary.stableService → Service shop/s',
      'release route: spec.strategy.canary.trafficRouting.istio.virtualService.name → VirtualService.networking.istio.io shop/v spec.strategy.canary.trafficRouting.istio.virtualService.routes[0]=r',
      'analysis template: spec.strategy.canary.steps[0].analysis.templates[0].templateName → ClusterAnalysisTemplate.argoproj.io /t',
      'scale target: spec.scaleTargetRef.name → Deployment.apps shop/d',
      'parent: spec.gateways[1] → Gateway.networking.istio.io infra/gw',
      'parent: spec.http[0].match[0].gateways[0] → Gateway.networking.istio.io shop/gw',
      'backend: spec.http[0].delegate.name → VirtualService.networking.istio.io other/d',
    ]);
  });

  test('GIVEN an object THEN those that name it are found from it', () => {
    const pod = (name: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\nspec: {serviceAccountName: sa}\n---\n`;
    const world = worldOf(pod('a') + pod('b'));
    const referrers = world.referrers({ group: '', kind: 'ServiceAccount', namespace: 'shop', name: 'sa' });
    expect(referrers.map(({ from }) => describeId(from.id))).toEqual(['Pod shop/a', 'Pod shop/b']);
    expect(world.referrers({ group: '', kind: 'ServiceAccount', namespace: 'shop', name: 'other' })).toEqual([]);
    expect(world.referencesOf(world.entities[0] as never)).toEqual([referrers[0]]);
  });

  test('GIVEN objects of any shape THEN reading them never fails, and names are texts', () => {
    const kinds = [
      ['apps/v1', 'StatefulSet'],
      ['networking.k8s.io/v1', 'Ingress'],
      ['argoproj.io/v1alpha1', 'Rollout'],
      ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
      ['flagger.app/v1beta1', 'Canary'],
    ] as const;
    const words = fc.constantFrom(
      ...['spec', 'template', 'containers', 'env', 'name', 'kind', 'roleRef', 'subjects', 'targetRef', 'volumes'],
      ...['rules', 'http', 'paths', 'backend', 'service', 'port', 'number', 'strategy', 'canary', 'configMap', 'items'],
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        fc.oneof(words, fc.integer(), fc.constant(null), fc.boolean()),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(words, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.dictionary(words, value, { maxKeys: 5 }),
        ([apiVersion, kind], rest) => {
          const text = JSON.stringify({ ...rest, apiVersion, kind, metadata: { name: 'x' } });
          for (const { to, from } of worldOf(text, false).references) {
            expect([typeof to.name, idKey(from.id).endsWith('/x')]).toEqual(['string', true]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
