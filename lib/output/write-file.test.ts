import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeFile } from './write-file';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('GIVEN folders that are missing THEN they are made', () => {
  writeFile(join(root, 'a/b/c.txt'), 'text');
  expect(readFileSync(join(root, 'a/b/c.txt'), 'utf8')).toBe('text');
});

test('GIVEN a link THEN what it leads to is written, and the link stays', () => {
  writeFileSync(join(root, 'real'), 'old');
  symlinkSync('real', join(root, 'link'));
  writeFile(join(root, 'link'), 'new');
  expect(readFileSync(join(root, 'real'), 'utf8')).toBe('new');
});

test('GIVEN a folder in its place THEN it says so, and nothing is written', () => {
  mkdirSync(join(root, 'folder'));
  expect(() => writeFile(join(root, 'folder'), 'text')).toThrow('a folder is in the place of the file');
});

(process.platform === 'linux' ? test : test.skip)('GIVEN a device THEN it is written to, and never read', () => {
  writeFile('/dev/null', 'text');
  expect(() => writeFile('/dev/full', 'text')).toThrow('cannot write /dev/full: the disk is full: free some space');
  expect(existsSync('/dev/full')).toBe(true);
});
