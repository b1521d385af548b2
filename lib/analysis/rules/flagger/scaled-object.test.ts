import { expect, test } from '@jest/globals';
import { telling } from '../../fixtures';
import { canaryExample, objectExample, yaml } from '../../release/example';
import { scaledObject } from './scaled-object';

const found = telling(scaledObject);
const PAUSED =
  'note Canary/reviews spec.autoscalerRef.kind: ScaledObject reviews-primary may be made with the annotation that pauses the target: the primary has no pods then';
const scaling = (query: string, queries = '') =>
  found(
    yaml(
      objectExample(
        'keda.sh/v1alpha1',
        'ScaledObject',
        'reviews',
        `spec: {scaleTargetRef: {name: reviews}, triggers: [{type: prometheus, name: load, metadata: {query: '${query}'}}]}`,
      ),
      canaryExample({
        spec: [
          'provider: istio',
          `autoscalerRef: {apiVersion: keda.sh/v1alpha1, kind: ScaledObject, name: reviews${queries}}`,
        ],
      }),
    ),
  );

test('GIVEN a ScaledObject THEN its copy may be paused; an autoscaler is not', () => {
  expect(found(scaledObject.docs.wrong)).toEqual([PAUSED]);
  expect(found(scaledObject.docs.right)).toEqual([]);
});

test('GIVEN a query with the name in another word THEN that is replaced, too', () => {
  expect(scaling('sum(reviews_requests_total{app="reviews"})')).toEqual([
    'warning ScaledObject/reviews spec.triggers[0].metadata.query: in the copy for the primary reviews_requests_total becomes reviews-primary_requests_total: Flagger replaces reviews wherever it is',
    PAUSED,
  ]);
  expect(scaling('sum(requests_total{app="reviews", pod=~"reviews-.*"})')).toEqual([PAUSED]);
});

test('GIVEN a query for a trigger that there is not THEN it is for none', () => {
  expect(scaling('up', ', primaryScalerQueries: {loads: up}')).toEqual([
    PAUSED,
    'warning Canary/reviews spec.autoscalerRef.primaryScalerQueries.loads: ScaledObject shop/reviews has no trigger named loads: the query is for none',
  ]);
  expect(scaling('reviews_total', ', primaryScalerQueries: {load: up}')).toEqual([PAUSED]);
});
