import { expect, test } from '@jest/globals';
import { readManifests } from '../model/read-manifests';
import { World } from './world';

const pod = (name: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop${more}}\n---\n`;
/** The same object, in two ways. */
const SAME = [pod('same', ', labels: {a: b}'), pod('same')] as const;

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
    { 'x/p.yaml': pod('a'), 'y/p.yaml': pod('b'), 'x/q.yaml': SAME[0], 'y/q.yaml': SAME[1] },
    false,
  ],
  ['files that hold the same object', { 'x.yaml': pod('a') + SAME[0], 'y.yaml': pod('b') + SAME[1] }, false],
  ['files that hold copies of an object', { 'x.yaml': pod('a') + SAME[0], 'y.yaml': pod('b') + SAME[0] }, true],
  ['a base and what is put on top', { 'x.yaml': pod('a') + SAME[0], 'y/z.yaml': pod('b') + SAME[1] }, true],
  ['a third folder', { 'x/p.yaml': pod('a') + SAME[0], 'y/p.yaml': SAME[1], 'z/p.yaml': pod('b') }, true],
  [
    'folders deep inside',
    { 'e/x/a/p.yaml': pod('a'), 'e/y/b/p.yaml': pod('b'), 'e/x/c/q.yaml': SAME[0], 'e/y/d/q.yaml': SAME[1] },
    false,
  ],
  ['an object twice in a file', { 'x.yaml': pod('a') + SAME[0] + SAME[1], 'y.yaml': pod('b') }, true],
])('GIVEN %s THEN whether objects may meet is known', (_name, files, expected) => {
  expect(meet(files)).toBe(expected);
});
