import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeFolder } from './make-folder';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('GIVEN missing folders THEN all are made, and the uppermost is said', () => {
  expect(makeFolder(join(root, 'a/b/c'))).toEqual(join(root, 'a'));
  expect(makeFolder(join(root, 'a/b/d'))).toEqual(join(root, 'a/b/d'));
  expect(makeFolder(join(root, 'a/b'))).toBeUndefined();
});

test('GIVEN one that cannot be made THEN it throws, and none of them stays', () => {
  expect(() => makeFolder(join(root, 'a/b', 'n'.repeat(300)))).toThrow('ENAMETOOLONG');
  expect(existsSync(join(root, 'a'))).toEqual(false);
});

test('GIVEN a file in the place of a folder THEN it throws', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file/a'))).toThrow('ENOTDIR');
});

(process.platform === 'linux' ? test : test.skip)(
  'GIVEN a place that can have no folders THEN it throws, and ends',
  () => {
    expect(() => makeFolder('/proc/meshwright/a')).toThrow('ENOENT');
  },
);
