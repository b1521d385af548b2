import { describe, expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { ownedObject } from './owned-object';

const found = saying(ownedObject);
const SCALER = 'autoscalerRef: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: h}';
const release = (...others: string[]) =>
  yaml(
    canaryExample({ spec: ['provider: istio', SCALER] }),
    deploymentExample({ container: ', envFrom: [{configMapRef: {name: c}}]' }),
    objectExample('v1', 'ConfigMap', 'c', 'data: {a: b}'),
    objectExample(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      'h',
      'spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}}',
    ),
    ...others,
  );

const service = (name: string, more = '') => objectExample('v1', 'Service', name, `spec: {ports: [{port: 80}]}${more}`);
const istio = (kind: string, name: string) =>
  objectExample(
    'networking.istio.io/v1',
    kind,
    name,
    `spec: {host: ${name}}`
      .replace('host', kind === 'VirtualService' ? 'hosts' : 'host')
      .replace(/hosts: (\w+)/, 'hosts: [$1], http: [{route: [{destination: {host: a}}]}]'),
  );

describe('GIVEN a manifest of what Flagger makes THEN it says what becomes of it', () => {
  test.each([
    [
      service('reviews'),
      'Service reviews: each apply of the manifest takes its selector of the pods of the primary away until the next interval',
    ],
    [
      service('reviews-canary'),
      'Service reviews-canary: each apply of the manifest takes its selector of the pods of the target away until the next interval',
    ],
    [
      istio('VirtualService', 'reviews'),
      'VirtualService reviews: its routes are replaced, and each apply of the manifest takes the weights away until the next interval',
    ],
    [
      istio('DestinationRule', 'reviews-primary'),
      'DestinationRule reviews-primary: all that it says is replaced by service.trafficPolicy, subsets included',
    ],
    [
      deploymentExample({ name: 'reviews-primary' }),
      'Deployment reviews-primary: it is written anew from the target, and each apply of the manifest sets it back',
    ],
    [
      objectExample('v1', 'ConfigMap', 'c-primary'),
      'ConfigMap c-primary: it is written anew as a copy of c, with which its own content is lost',
    ],
    [
      objectExample(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'h-primary',
        'spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews-primary}}',
      ),
      'HorizontalPodAutoscaler h-primary: it is written anew from the autoscaler of the target',
    ],
  ])('%#', (object, message) => {
    const [first, ...others] = found(release(object));
    expect(first?.replace(/^.*?: /, '')).toBe(`Canary shop/reviews makes Flagger write ${message}`);
    expect(others).toHaveLength(2);
  });
});

test('GIVEN the name of a Service THEN it is the one that counts', () => {
  const canary = canaryExample({ service: 'name: front, port: 80' });
  expect(found(yaml(canary, service('reviews')))).toEqual([]);
  expect(found(yaml(canary, service('front')))).toEqual([
    'a.yaml:17 error FLAGGER_OWNED_OBJECT: Canary shop/reviews makes Flagger write Service front: each apply of the manifest takes its selector of the pods of the primary away until the next interval',
    '  fix: take the manifest out',
    '  a.yaml:7: makes Flagger write it',
  ]);
});

test.each([
  ['another name', release(service('ratings'), istio('DestinationRule', 'reviews'))],
  ['another provider', release(istio('VirtualService', 'reviews')).replace('provider: istio', 'provider: linkerd')],
  [
    'what Flagger has made',
    release(
      service('reviews').replace(
        'shop}',
        'shop, ownerReferences: [{apiVersion: flagger.app/v1beta1, kind: Canary, name: reviews, uid: a, controller: true}]}',
      ),
    ),
  ],
  ['a Service as the target', yaml(canaryExample({ target: 'kind: Service, name: reviews' }), service('reviews'))],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
