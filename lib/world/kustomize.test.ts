import { expect, test } from '@jest/globals';
import { readManifests } from '../model/read-manifests';
import { World } from './world';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {}\n';
const kustomization = (text: string) => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${text}\n`;

/** The files whose Pod is raw material. */
function rawIn(files: Readonly<Record<string, string>>): readonly string[] {
  const manifests = Object.entries(files).flatMap(([file, text]) => readManifests(file, text).manifests);
  const world = World.of(
    manifests.map((manifest) => ({
      manifest,
      sound: true,
      scope: manifest.resource.kind === 'Pod' ? ('Namespaced' as const) : undefined,
    })),
  );
  return world.entities
    .filter((entity) => entity.id.kind === 'Pod' && world.isRaw(entity))
    .map(({ manifest }) => manifest.file);
}

test('GIVEN a Kustomization that only lists files THEN nothing is raw', () => {
  expect(
    rawIn({ 'a/kustomization.yaml': kustomization('resources: [p.yaml]'), 'a/p.yaml': POD, 'p.yaml': POD }),
  ).toEqual([]);
});

test.each([
  'namePrefix: a-',
  'namespace: b',
  'patches: [{path: x.yaml}]',
  'resources: ["https://example.com/x?ref=v1"]',
])('GIVEN %s THEN what is in its folder and below is raw', (text) => {
  expect(
    rawIn({
      './a/kustomization.yaml': kustomization(text),
      'a/p.yaml': POD,
      'a/b/p.yaml': POD,
      'ab/p.yaml': POD,
      'p.yaml': POD,
    }),
  ).toEqual(['a/b/p.yaml', 'a/p.yaml']);
});

test('GIVEN one that builds on another THEN what that has is raw, too', () => {
  expect(
    rawIn({
      'overlay/kustomization.yaml': kustomization('resources: [../base/, ../one.yaml]\nnamespace: b'),
      'base/kustomization.yaml': kustomization('resources: [../more]'),
      'base/p.yaml': POD,
      'more/kustomization.yml': kustomization('resources: [p.yaml]'),
      'more/p.yaml': POD,
      'one.yaml': POD,
      'other/p.yaml': POD,
    }),
  ).toEqual(['base/p.yaml', 'more/p.yaml', 'one.yaml']);
});

test('GIVEN a file that is called as a patch THEN it is raw, wherever its Kustomization stands', () => {
  expect(
    rawIn({
      'patches/p.yaml': POD,
      'a/patch.yaml': POD,
      'b/web-patch.yaml': POD,
      'c/patch-web.yml': POD,
      'd/dispatch.yaml': POD,
    }),
  ).toEqual(['a/patch.yaml', 'b/web-patch.yaml', 'c/patch-web.yml', 'patches/p.yaml']);
  expect(rawIn({ 'patches/p.yaml': POD })).toEqual([]);
});
