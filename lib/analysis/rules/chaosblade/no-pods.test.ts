import { expect, test } from '@jest/globals';
import { attackExample, attackedExample, experimentExample } from '../../experiment/example';
import { podYaml, saying } from '../../fixtures';
import { releaseExample } from '../../release/example';
import { noPods } from './no-pods';

const found = saying(noPods);

test('GIVEN labels that no pod has THEN nothing is hit', () => {
  expect(found(noPods.docs.wrong)).toEqual([
    'a.yaml:21 error CHAOSBLADE_NO_PODS: no pod of shop has app=revews: pod network loss finds nothing, and goes to Error',
    '  fix: the pods of Deployment shop/reviews have app=reviews',
    '  a.yaml:8: has other labels',
  ]);
  expect(found(attackExample({ flags: { labels: 'app=reviews,version=v9' } }))[0]).toMatch(
    /no pod of shop has app=reviews, version=v9/,
  );
});

test.each([
  ['app=reviews,version=v9', 'a', 'Deployment shop/reviews have app=reviews'],
  ['app=ratings', 'ratings-v1', 'Pod shop/p have app=ratings-v1'],
  ['name=ratings', 'ratings', 'Pod shop/p have app=ratings'],
  ['app=ratngs', 'ratings', 'Pod shop/p have app=ratings'],
])('GIVEN %s THEN the workload with the nearest labels is named', (labels, app, near) => {
  const pod = podYaml('p', { labels: `{app: ${app}}` });
  const [, fix] = found(pod + attackExample({ flags: { labels } }));
  expect(fix).toBe(`  fix: the pods of ${near}`);
});

test('GIVEN labels that are like none of several THEN none is named', () => {
  const [, ...more] = found(
    podYaml('p', { labels: '{app: ratings}' }) + attackExample({ flags: { labels: 'app=portal' } }),
  );
  expect(more).toEqual([]);
});

test('GIVEN the target of a Canary THEN it has no pods between releases', () => {
  const released = (value: string) =>
    found(`${releaseExample()}---\n${experimentExample({ flags: { labels: `app=${value}` } })}`);
  expect(released('reviews')[0]).toMatch(
    /warning CHAOSBLADE_NO_PODS: Flagger keeps no pods of Deployment shop\/reviews between releases: pod network loss finds nothing then$/,
  );
  expect(released('reviews-primary')).toEqual([]);
});

test('GIVEN a workload that is scaled to zero THEN nothing is hit', () => {
  expect(found(`${attackedExample({ replicas: 0 })}\n---\n${experimentExample()}`)[0]).toMatch(
    /warning CHAOSBLADE_NO_PODS: Deployment shop\/reviews has no pods/,
  );
});

test.each([
  attackExample(),
  attackExample({ flags: { labels: 'app=reviews,app=ratings' } }),
  attackExample({ flags: { labels: 'app=revews', namespace: 'elsewhere' } }),
])('GIVEN pods, or a namespace of which nothing is known, THEN nothing is reported', (yaml) => {
  expect(found(yaml)).toEqual([]);
});

test('GIVEN labels that are like none THEN the pods may be elsewhere', () => {
  const others = attackExample({ flags: { labels: 'team=a,tier=b' } });
  expect(found(others)[0]).toMatch(/warning CHAOSBLADE_NO_PODS: no pod of shop has team=a, tier=b/);
});
