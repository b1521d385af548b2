import { expect, test } from '@jest/globals';
import { attackExample, attackedExample, experimentExample } from '../../experiment/example';
import { saying, telling } from '../../fixtures';
import { podsRewritten } from './pods-rewritten';

const found = telling(podsRewritten);
const MESH = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n';
const IO = experimentExample({ what: 'pod pod IO', flags: { timeout: undefined, delay: '100' } });
const pods = (annotations: string) =>
  attackedExample().replace('{labels: {app: reviews}}', `{labels: {app: reviews}, annotations: ${annotations}}`);
const READY = '{chaosblade/inject-volume: data, chaosblade/inject-volume-subpath: a}';

test('GIVEN pods with a sidecar THEN they cannot fail', () => {
  expect(saying(podsRewritten)(podsRewritten.docs.wrong)).toEqual([
    'a.yaml:18 error CHAOSBLADE_PODS_REWRITTEN: the pods of Deployment shop/reviews have a sidecar: the update of pod pod fail is refused, or breaks the sidecar, too',
    '  fix: attack pods without a sidecar, or use pod delete',
    '  a.yaml:8: its pods',
  ]);
  const native = attackedExample({ pod: ', initContainers: [{name: log, image: a, restartPolicy: Always}]' });
  expect(found(`${native}\n---\n${experimentExample({ what: 'pod pod fail' })}`)).toHaveLength(1);
});

test('GIVEN pods without the annotations THEN calls to volumes cannot be delayed', () => {
  expect(found(`${pods('{chaosblade/inject-volume: data}')}\n---\n${IO}`)).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].action: the pods of Deployment shop/reviews were created without the annotation chaosblade/inject-volume-subpath: pod pod IO has nothing to work with',
  ]);
  expect(found(`${pods(READY)}\n---\n${IO}`)).toEqual([]);
  expect(found(`${pods(READY)}\n---\n${IO}\n---\n${MESH}`)).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].action: pod pod IO drops the sidecars of the pods of Deployment shop/reviews: they leave the mesh',
  ]);
});

test.each([attackExample({ what: 'pod pod fail' }), podsRewritten.docs.right])(
  'GIVEN others THEN nothing is reported',
  (yaml) => {
    expect(found(yaml)).toEqual([]);
  },
);
