import { describe, expect, test } from '@jest/globals';
import { judgedOf } from '../world/fixtures';
import { destinationRule, meshOf, namespace, service, virtualService, yaml } from './fixtures';
import { Mesh } from './mesh';

const canary = (port: number) =>
  `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: a, namespace: web}\nspec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, service: {port: ${port}}, analysis: {interval: 1m, threshold: 5, maxWeight: 50, stepWeight: 10}}`;
const target =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: web}\nspec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: a}]}}}';
const base = meshOf(yaml(namespace('web'), canary(80), target, service('web/b', 'http:80')));

const madeIn = ({ world }: Mesh) => world.entities.filter(({ derived }) => derived !== undefined);

describe('what Flagger makes', () => {
  test.each([
    ['a route for another host', virtualService('web/b', '{hosts: [b], http: [{route: [{destination: {host: b}}]}]}')],
    ['a rule for another host', destinationRule('web/b', '{host: b}')],
  ])('GIVEN an overlay with %s THEN it is not made again', (_, overlay) => {
    const above = base.with(judgedOf({ 'overlay.yaml': overlay }));

    expect(madeIn(above)).not.toEqual([]);
    for (const [index, entity] of madeIn(above).entries()) expect(entity).toBe(madeIn(base)[index]);
    expect(above.world.entities.filter(({ manifest }) => manifest.file === 'overlay.yaml')).toEqual(
      above.given.entities.filter(({ manifest }) => manifest.file === 'overlay.yaml'),
    );
  });

  test('GIVEN an overlay with another Canary THEN it is made of that', () => {
    const ports = (mesh: Mesh) => mesh.host('a.web.svc.cluster.local', 'web')?.ports.map(({ number }) => number);
    expect([ports(base), ports(base.with(judgedOf({ 'overlay.yaml': canary(90) })))]).toEqual([[80], [90]]);
  });

  test.each([
    ['VirtualService', virtualService('web/a', '{hosts: [a], http: [{route: [{destination: {host: b}}]}]}')],
    ['DestinationRule', destinationRule('web/a-primary', '{host: a-primary}')],
    ['Service', service('web/a', 'http:90')],
  ])('GIVEN an overlay with a %s of the name that Flagger gives THEN Flagger writes over it', (kind, overlay) => {
    const judged = judgedOf({ 'overlay.yaml': overlay });
    const [above, anew] = [base.with(judged), Mesh.of(base.given.with(judged))];
    const objects = (mesh: Mesh) =>
      mesh.world.entities.filter(({ id }) => id.kind === kind).map(({ id, object, derived }) => [id, object, derived]);

    expect(objects(above)).toEqual(objects(anew));
    expect(
      madeIn(above)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(
      madeIn(base)
        .map(({ key }) => key)
        .sort(),
    );
  });
});
