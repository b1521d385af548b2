import { expect, test } from '@jest/globals';
import { readManifests } from '../model/read-manifests';
import { World } from './world';

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: n}\n---\n`;

/** Whether the Pods `a` and `b` may meet. */
function meet(files: Readonly<Record<string, string>>): boolean | undefined {
  const manifests = Object.entries(files).flatMap(([file, text]) => readManifests(file, text).manifests);
  const world = World.of(manifests.map((manifest) => ({ manifest, sound: true, scope: undefined })));
  const [a, b] = ['a', 'b'].map((name) => world.entities.find(({ id }) => id.name === name));
  return a === undefined || b === undefined ? undefined : world.together(a, b);
}

test.each([
  ['one file', { 'x.yaml': pod('a') + pod('b') }, true],
  ['folders with nothing in common', { 'x/p.yaml': pod('a'), 'y/p.yaml': pod('b') }, true],
  [
    'folders that hold the same object',
    { 'x/p.yaml': pod('a'), 'y/p.yaml': pod('b'), 'x/q.yaml': pod('same'), 'y/q.yaml': pod('same') },
    false,
  ],
  ['files that hold the same object', { 'x.yaml': pod('a') + pod('same'), 'y.yaml': pod('b') + pod('same') }, false],
  ['a base and what is put on top', { 'x.yaml': pod('a') + pod('same'), 'y/z.yaml': pod('b') + pod('same') }, true],
  ['a third folder', { 'x/p.yaml': pod('a') + pod('same'), 'y/p.yaml': pod('same'), 'z/p.yaml': pod('b') }, true],
  [
    'folders deep inside',
    { 'e/x/a/p.yaml': pod('a'), 'e/y/b/p.yaml': pod('b'), 'e/x/c/q.yaml': pod('same'), 'e/y/d/q.yaml': pod('same') },
    false,
  ],
  ['an object twice in a file', { 'x.yaml': pod('a') + pod('same') + pod('same'), 'y.yaml': pod('b') }, true],
])('GIVEN %s THEN whether objects may meet is known', (_name, files, expected) => {
  expect(meet(files)).toBe(expected);
});
