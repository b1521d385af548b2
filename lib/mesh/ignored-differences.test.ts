import { expect, test } from '@jest/globals';
import { readManifests } from '../model/read-manifests';
import { World } from '../world/world';
import { ignoredDifferences } from './ignored-differences';

function entriesOf(...yaml: readonly string[]) {
  const { manifests } = readManifests('a.yaml', yaml.join('\n---\n'));
  return ignoredDifferences(World.of(manifests.map((manifest) => ({ manifest, sound: true, scope: undefined }))));
}

const object = (apiVersion: string, kind: string, name: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}`;
const deployment = (spec: string) => object('apps/v1', 'Deployment', 'web', spec);
const canary = (kind = 'Deployment') =>
  object('flagger.app/v1beta1', 'Canary', 'web', `{targetRef: {kind: ${kind}, name: web}}`);

test('GIVEN a Canary and an autoscaler of one Deployment THEN there is one entry, with both reasons', () => {
  const autoscaler = object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'h',
    '{scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}',
  );
  expect(entriesOf(deployment('{replicas: 2}'), canary(), autoscaler)).toEqual({
    entries: [
      {
        group: 'apps',
        kind: 'Deployment',
        namespace: 'shop',
        name: 'web',
        jsonPointers: ['/spec/replicas'],
        jqPathExpressions: [],
        because: [
          'Flagger scales it to zero between releases, for Canary shop/web',
          'HorizontalPodAutoscaler scales it, for HorizontalPodAutoscaler shop/h',
        ],
      },
    ],
    unneeded: [],
  });
});

test.each([
  [
    'a target without replicas',
    [deployment('{}'), canary()],
    'Canary shop/web: the manifest of Deployment shop/web says nothing of replicas, so there is no difference',
  ],
  ['a Service', [canary('Service')], 'Canary shop/web: Flagger does not change the Service that it releases'],
])('GIVEN %s THEN there is nothing to ignore, and it is said why', (_name, yaml, reason) => {
  expect(entriesOf(...yaml)).toEqual({ entries: [], unneeded: [reason] });
});

test('GIVEN a target that is not given THEN it is ignored, as nobody knows', () => {
  expect(entriesOf(canary()).entries.map(({ because }) => because)).toEqual([
    ['Flagger scales it to zero between releases, for Canary shop/web; what its manifest says is not known'],
  ]);
});

test('GIVEN the target in a scenario with replicas THEN it is enough that one of them says so', () => {
  expect(entriesOf(deployment('{}'), deployment('{replicas: 3}'), canary()).entries).toHaveLength(1);
});

test('GIVEN a Rollout THEN weights, labels and selectors are told by exact expressions', () => {
  const rollout = object(
    'argoproj.io/v1alpha1',
    'Rollout',
    'web',
    '{workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}, strategy: {canary: {stableService: s, trafficRouting: {istio: ' +
      '{virtualService: {name: v, routes: [a, b], tcpRoutes: [{port: 1}]}, destinationRule: {name: d, canarySubsetName: c}}}}}}',
  );
  const route = object('networking.istio.io/v1', 'VirtualService', 'v', '{http: [], tcp: []}');
  const rule = object('networking.istio.io/v1', 'DestinationRule', 'd', '{subsets: []}');
  const service = object('v1', 'Service', 's', '{selector: {app: web}}');
  const { entries } = entriesOf(rollout, route, rule, service, deployment('{replicas: 1}'));
  expect(
    entries.map(({ kind, jsonPointers, jqPathExpressions }) => [kind, ...jsonPointers, ...jqPathExpressions]),
  ).toEqual([
    ['Service', '/spec/selector/rollouts-pod-template-hash'],
    ['Deployment', '/spec/replicas'],
    ['DestinationRule', '.spec.subsets[]? | select(.name == "c") | .labels["rollouts-pod-template-hash"]'],
    [
      'VirtualService',
      '.spec.http[]? | select(.name == "a" or .name == "b") | .route[]?.weight',
      '.spec.tcp[]? | .route[]?.weight',
    ],
  ]);
});
