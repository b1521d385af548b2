import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const { sizeOfInputs } = require('../../bin/input-size') as {
  sizeOfInputs(paths: readonly string[], enough: number): number;
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-input-size-'));
  mkdirSync(join(folder, 'below/node_modules'), { recursive: true });
  for (const name of ['a.yaml', 'b.txt', 'below/c.json', 'below/node_modules/d.yaml'])
    writeFileSync(join(folder, name), 'x'.repeat(100));
});
afterEach(() => rmSync(folder, { recursive: true }));

const sizeOf = (...paths: string[]) =>
  sizeOfInputs(
    paths.map((path) => (path.startsWith('/') ? join(folder, path) : path)),
    1000,
  );

test('WHEN files are given THEN all count, and of folders those that a check reads', () => {
  expect(sizeOf('/a.yaml', '/b.txt', '/missing.yaml', '--format')).toBe(200);
  expect(sizeOf('/')).toBe(200);
});

test('WHEN it cannot be known, as of a pipe, THEN it counts as much', () => {
  expect([sizeOf('-'), sizeOf('/a.yaml', '-')]).toEqual([1000, 1000]);
});

test('WHEN there is enough THEN no more is looked at', () => {
  for (let i = 0; i < 30; i++) writeFileSync(join(folder, `below/${i}.yml`), 'x'.repeat(100));
  expect(sizeOf('/')).toBeLessThanOrEqual(1100);
});
