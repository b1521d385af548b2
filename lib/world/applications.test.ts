import { describe, expect, test } from '@jest/globals';
import { readManifests } from '../model/read-manifests';
import { applicationsOf, concerns } from './applications';
import { World } from './world';

function worldOf(files: Readonly<Record<string, string>>): World {
  const manifests = Object.entries(files).flatMap(([file, text]) => readManifests(file, text).manifests);
  return World.of(manifests.map((manifest) => ({ manifest, sound: true, scope: undefined })));
}

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {}\n';
const application = (spec: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: argocd}\nspec: ${spec}\n`;

describe('the objects that an Application deploys', () => {
  test.each([
    ['{path: deploy}', 'deploy/p.yaml', true],
    ['{path: ./deploy/}', 'deploy/p.yaml', true],
    ['{path: deploy}', '/home/me/shop/deploy/p.yaml', true],
    ['{path: deploy}', 'deploy/web/p.yaml', false],
    ['{path: deploy, directory: {recurse: true}}', 'deploy/web/p.yaml', true],
    ['{path: shop/deploy}', 'x/shop/deploy/p.yaml', true],
    ['{path: deploy}', 'redeploy/p.yaml', false],
    ['{path: .}', 'p.yaml', true],
    ['{path: .}', 'deploy/p.yaml', false],
    ['{path: ., directory: {recurse: true}}', 'deploy/p.yaml', true],
    ['{path: ., directory: {recurse: true}}', '/tmp/p.yaml', false],
    ['{path: deploy, directory: {include: "{*-web.yaml,*-api.yaml}"}}', 'deploy/1-api.yaml', true],
    ['{path: deploy, directory: {include: "{*-web.yaml,*-api.yaml}"}}', 'deploy/1-db.yaml', false],
    ['{path: deploy, directory: {exclude: "*-db.yaml"}}', 'deploy/1-db.yaml', false],
    ['{path: deploy, helm: {}}', 'deploy/p.yaml', false],
    ['{chart: x}', 'p.yaml', false],
  ])('GIVEN the source %s and the file %s THEN it is among them: %s', (source, file, expected) => {
    const world = worldOf({ 'apps/a.yaml': application(`{source: ${source}}`), [file]: POD });
    const pod = world.entities.find(({ id }) => id.kind === 'Pod');
    const [found] = applicationsOf(world);
    expect(pod === undefined ? undefined : found?.covers(pod)).toBe(expected);
  });
});

test('GIVEN an ApplicationSet THEN its template is an Application', () => {
  const set = `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a, namespace: argocd}\nspec: {template: {spec: {sources: [{path: deploy}], syncPolicy: {automated: {selfHeal: true}}}}}\n`;
  const [found] = applicationsOf(worldOf({ 'a.yaml': set }));
  expect([found?.spec, found?.selfHeal, found?.automated]).toEqual([['spec', 'template', 'spec'], true, true]);
});

test('GIVEN entries of ignored differences THEN they are read, whatever their shape', () => {
  const spec =
    '{ignoreDifferences: [{group: apps, kind: "*", name: p, jsonPointers: [/spec/replicas, 5]}, 7, {kind: Pod}], syncPolicy: {automated: 3}}';
  const world = worldOf({ 'a.yaml': application(spec), 'b.yaml': POD });
  const [found] = applicationsOf(world);
  expect(found?.automated).toBe(false);
  expect(found?.ignored.map(({ path, jsonPointers }) => [path[2], jsonPointers])).toEqual([
    [0, ['/spec/replicas']],
    [2, []],
  ]);
  const pod = world.entities.find(({ id }) => id.kind === 'Pod');
  expect(found?.ignored.map((each) => pod !== undefined && concerns(each, pod))).toEqual([false, true]);
});
