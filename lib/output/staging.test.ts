import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { publish, publishedFolder } from './staging';
import { filesBelow } from './write-files';

const home = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-staging-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

const write = (file: string, text: string) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

test.each([
  ['.synth/dist', 'dist'],
  ['./.synth/manifests/prod/', 'manifests/prod'],
  ['.synth', undefined],
  ['dist', undefined],
  ['.synthetic/dist', undefined],
  ['/somewhere/.synth/dist', undefined],
])('publishedFolder(%j) is %j', (staged, published) => {
  expect(publishedFolder(staged)).toEqual(published);
});

describe('publish', () => {
  test('GIVEN a staged folder THEN it replaces the one that it is meant for', () => {
    // GIVEN
    write('dist/0000-old.yaml', 'old');
    write('dist/scenarios/old/x.yaml', 'old');
    write('dist/same.yaml', 'same');
    const past = new Date(2000, 1, 1);
    utimesSync('dist/same.yaml', past, past);
    write('.synth/dist/same.yaml', 'same');
    write('.synth/dist/scenarios/y.yaml', 'new');

    // WHEN
    expect(publish('.synth/dist')).toEqual('dist');

    // THEN
    expect(filesBelow('dist')).toEqual(['same.yaml', 'scenarios/y.yaml']);
    expect(readFileSync('dist/scenarios/y.yaml', 'utf8')).toEqual('new');
    expect(statSync('dist/same.yaml').mtime).toEqual(past);
    expect(() => statSync('dist/scenarios/old')).toThrow('ENOENT');
  });

  test('GIVEN another folder THEN it does nothing', () => {
    write('dist/a.yaml', 'a');
    expect(publish('dist')).toEqual(undefined);
    expect(filesBelow('.')).toEqual(['dist/a.yaml']);
  });
});
