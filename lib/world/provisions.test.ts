import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../model/finding';
import { readManifests } from '../model/read-manifests';
import { describeId, type ObjectId } from './entity';
import { provisionsOf } from './provisions';
import type { WorldSettings } from './settings';
import { World } from './world';

function worldOf(text: string, settings?: WorldSettings): World {
  const { manifests } = readManifests('a.yaml', text);
  return World.of(
    manifests.map((manifest) => ({ manifest, sound: true, scope: undefined })),
    settings,
  );
}

const object = (apiVersion: string, kind: string, spec: string, annotations = '{}') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: shop, annotations: ${annotations}}\n${spec}\n---\n`;
const made = (text: string) =>
  worldOf(text)
    .entities.flatMap(provisionsOf)
    .map(({ path, to }) => `${formatPath(path)} → ${describeId(to)}`);
const secret = (namespace: string, name: string): ObjectId => ({ group: '', kind: 'Secret', namespace, name });

describe('what controllers make', () => {
  test.each([
    [
      'a StatefulSet',
      object('apps/v1', 'StatefulSet', 'spec: {replicas: 2, volumeClaimTemplates: [{metadata: {name: data}}]}'),
      [
        'spec.volumeClaimTemplates[0].metadata.name → PersistentVolumeClaim shop/data-x-0',
        'spec.volumeClaimTemplates[0].metadata.name → PersistentVolumeClaim shop/data-x-1',
      ],
    ],
    [
      'a Canary',
      object(
        'flagger.app/v1beta1',
        'Canary',
        'spec: {targetRef: {kind: Deployment, name: d}, autoscalerRef: {name: h}, service: {name: s}}',
      ),
      [
        'spec.targetRef.name → Service shop/s',
        'spec.targetRef.name → Service shop/s-primary',
        'spec.targetRef.name → Service shop/s-canary',
        'spec.targetRef.name → Deployment shop/d-primary',
        'spec.autoscalerRef.name → HorizontalPodAutoscaler shop/h-primary',
      ],
    ],
    [
      'a Canary of a Service',
      object('flagger.app/v1beta1', 'Canary', 'spec: {targetRef: {kind: Service, name: d}}'),
      [
        'spec.targetRef.name → Service shop/d',
        'spec.targetRef.name → Service shop/d-primary',
        'spec.targetRef.name → Service shop/d-canary',
      ],
    ],
    [
      'a Certificate',
      object('cert-manager.io/v1', 'Certificate', 'spec: {secretName: t}'),
      ['spec.secretName → Secret shop/t'],
    ],
    [
      'an ExternalSecret',
      object('external-secrets.io/v1', 'ExternalSecret', 'spec: {target: {name: t}}'),
      ['metadata.name → Secret shop/x', 'spec.target.name → Secret shop/t'],
    ],
    [
      'an Ingress with an issuer',
      object('networking.k8s.io/v1', 'Ingress', 'spec: {tls: [{secretName: t}]}', '{cert-manager.io/issuer: i}'),
      ['spec.tls[0].secretName → Secret shop/t'],
    ],
    ['an Ingress without', object('networking.k8s.io/v1', 'Ingress', 'spec: {tls: [{secretName: t}]}'), []],
    [
      'a database',
      object('postgresql.cnpg.io/v1', 'Cluster', ''),
      expect.arrayContaining(['metadata.name → Secret shop/x-app', 'metadata.name → Service shop/x-rw']),
    ],
  ])('GIVEN %s THEN they make objects of it', (_name, text, expected) => {
    expect(made(text)).toEqual(expected);
  });
});

describe('existence', () => {
  test('GIVEN what a controller makes THEN it exists, wherever Kustomize puts it', () => {
    const world = worldOf(
      object('bitnami.com/v1alpha1', 'SealedSecret', '') +
        object('kustomize.config.k8s.io/v1beta1', 'Kustomization', 'secretGenerator: [{name: g}]'),
      { complete: true },
    );
    expect([secret('shop', 'x'), secret('shop', 'y'), secret('other', 'g')].map((id) => world.exists(id))).toEqual([
      ...['yes', 'no', 'yes'],
    ]);
    expect(world.provisions(secret('shop', 'x')).map(({ by }) => by.id.kind)).toEqual(['SealedSecret']);
  });

  test('GIVEN what every cluster has THEN it exists', () => {
    const world = worldOf('', { complete: true });
    const id = (kind: string, namespace: string, name: string, group = '') => ({ group, kind, namespace, name });
    const rbac = 'rbac.authorization.k8s.io';
    const there = [
      id('Namespace', '', 'kube-system'),
      id('ServiceAccount', 'shop', 'default'),
      id('ConfigMap', 'shop', 'kube-root-ca.crt'),
      id('Service', 'default', 'kubernetes'),
      id('ClusterRole', '', 'system:auth-delegator', rbac),
      id('ClusterRole', '', 'view', rbac),
      id('Role', 'kube-system', 'extension-apiserver-authentication-reader', rbac),
      id('PriorityClass', '', 'system-node-critical', 'scheduling.k8s.io'),
    ];
    expect(there.filter((each) => world.exists(each) !== 'yes')).toEqual([]);
    const notThere = [
      id('Namespace', '', 'kube-systems'),
      id('Service', 'shop', 'kubernetes'),
      id('ClusterRole', '', 'viewer', rbac),
      id('Role', 'shop', 'system:x', rbac),
    ];
    expect(notThere.filter((each) => world.exists(each) !== 'no')).toEqual([]);
  });
});
