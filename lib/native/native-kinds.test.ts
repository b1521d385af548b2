import { describe, expect, test } from '@jest/globals';
import { altered, issuesOf, VALID } from './fixtures';
import { metadataOfKind } from './metadata';
import { nativeKinds } from './native-kinds';

describe('nativeKinds', () => {
  test('knows kinds by version, their scope and what is served by default', () => {
    // WHEN
    const known = [
      nativeKinds.has('apps/v1', 'Deployment'),
      nativeKinds.has('extensions/v1beta1', 'Deployment'),
      nativeKinds.has('v1', 'PodList'),
      nativeKinds.has('policy/v1', 'Eviction'),
    ];
    const scopes = [
      nativeKinds.scopeOf('v1', 'Namespace'),
      nativeKinds.scopeOf('v1', 'Service'),
      nativeKinds.scopeOf('v1', 'Gadget'),
    ];
    const served = [
      nativeKinds.servedVersions('autoscaling', 'HorizontalPodAutoscaler'),
      nativeKinds.servedVersions('networking.k8s.io', 'IPAddress'),
      nativeKinds.servedVersions('storagemigration.k8s.io', 'StorageVersionMigration'),
    ];

    // THEN
    expect(known).toEqual([true, false, false, false]);
    expect(scopes).toEqual(['Cluster', 'Namespaced', undefined]);
    expect(served).toEqual([['v1', 'v2'], ['v1'], []]);
  });

  test('says nothing of what it does not know', () => {
    // WHEN
    const issues = nativeKinds.check({ apiVersion: 'v1', kind: 'Gadget' }, 'v1', 'Gadget');

    // THEN
    expect(issues).toEqual([]);
  });

  test('tells rule, path and what to do', () => {
    // GIVEN
    const object = altered(VALID.deployment(), { 'spec.template.metadata.labels': { app: 'ratings' } });

    // WHEN
    const issues = issuesOf(object);

    // THEN
    expect(issues).toEqual([
      {
        rule: 'K8S_SELECTOR',
        severity: 'error',
        path: ['spec', 'template', 'metadata', 'labels'],
        message:
          'spec.template.metadata.labels: Invalid value: {"app":"ratings"}: `selector` does not match template `labels`',
        fix: 'give the template the labels that the selector asks for',
      },
    ]);
  });

  test('mounts the claims of a StatefulSet', () => {
    // GIVEN
    const mounts = [{ name: 'data', mountPath: '/data' }];
    const object = altered(VALID.statefulSet(), { 'spec.template.spec.containers[0].volumeMounts': mounts });

    // WHEN
    const issues = issuesOf(object);

    // THEN
    expect(issues).toEqual([]);
  });
});

describe('metadata', () => {
  const check = (kind: string, group: string, name: string) =>
    nativeKinds.checkMetadata({ metadata: { name } }, metadataOfKind(`${group}/${kind}`, true, false)).length;

  test('knows the syntax of names by kind', () => {
    // WHEN
    const problems = [
      check('Role', 'rbac.authorization.k8s.io', 'System:Admin_1'),
      check('Role', 'rbac.authorization.k8s.io', 'a/b'),
      check('Namespace', '', 'a.b'),
      check('StatefulSet', 'apps', 'a.b'),
      check('Service', '', '1a'),
      check('Service', 'serving.knative.dev', '1a'),
      check('VirtualService', 'networking.istio.io', 'a.b'),
    ];

    // THEN
    expect(problems).toEqual([0, 1, 1, 1, 1, 0, 0]);
  });

  test('warns of a namespace that is ignored', () => {
    // GIVEN
    const object = altered(VALID.clusterRole(), { 'metadata.namespace': 'istio-system' });

    // WHEN
    const issues = issuesOf(object);

    // THEN
    expect(issues).toEqual([
      {
        rule: 'K8S_NAMESPACE',
        severity: 'warning',
        path: ['metadata', 'namespace'],
        message: 'metadata.namespace: ClusterRole is cluster-scoped: the namespace is ignored',
        fix: 'remove it',
      },
    ]);
  });

  test('limits the size of annotations', () => {
    // GIVEN
    const object = altered(VALID.pod(), { 'metadata.annotations': { a: 'x'.repeat(262144) } });

    // WHEN
    const messages = issuesOf(object).map(({ message }) => message);

    // THEN
    expect(messages).toEqual(['metadata.annotations: Too long: may not be more than 262144 bytes']);
  });
});
