import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { filesBelow, removeFiles, writeFiles } from './write-files';

describe('writeFiles', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'meshwright-output-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const names = () => (fs.readdirSync(folder, { recursive: true }) as string[]).sort();

  test('writes files and the folders they are in', () => {
    writeFiles(
      path.join(folder, 'a/b'),
      new Map([
        ['c/d.yaml', 'text\n'],
        ['e.yaml', ''],
      ]),
    );

    expect(names()).toEqual(['a', 'a/b', 'a/b/c', 'a/b/c/d.yaml', 'a/b/e.yaml']);
    expect(fs.readFileSync(path.join(folder, 'a/b/c/d.yaml'), 'utf8')).toEqual('text\n');
  });

  test('creates the folder for no files', () => {
    writeFiles(path.join(folder, 'a'), new Map());

    expect(names()).toEqual(['a']);
  });

  test('touches only what changes', () => {
    // GIVEN
    writeFiles(
      folder,
      new Map([
        ['same', 'é'],
        ['other', 'a'],
      ]),
    );
    const past = new Date(2000, 1, 1);
    for (const name of ['same', 'other']) fs.utimesSync(path.join(folder, name), past, past);
    fs.writeFileSync(path.join(folder, 'foreign'), 'kept');

    // WHEN
    writeFiles(
      folder,
      new Map([
        ['same', 'é'],
        ['other', 'b'],
      ]),
    );

    // THEN
    expect(names()).toEqual(['foreign', 'other', 'same']);
    expect(fs.statSync(path.join(folder, 'same')).mtime).toEqual(past);
    expect(fs.statSync(path.join(folder, 'other')).mtime).not.toEqual(past);
    expect(fs.readFileSync(path.join(folder, 'other'), 'utf8')).toEqual('b');
  });

  test.each<[string, string, Map<string, string>, string]>([
    [
      'a file instead of the folder',
      'file',
      new Map([['a', '']]),
      'file: a file is in the place of a folder: remove it or choose another output directory',
    ],
    [
      'a file instead of a folder above',
      'file/x',
      new Map([['a', '']]),
      'file/x: a file is in the place of a folder: remove it or choose another output directory',
    ],
    [
      'a file instead of a folder below',
      'new',
      new Map([
        ['a', ''],
        ['b/c', ''],
        ['a/b', ''],
      ]),
      'new/a: a folder is in the place of the file: remove it or choose another output directory',
    ],
    [
      'a folder instead of a file',
      '.',
      new Map([
        ['z', ''],
        ['folder', ''],
      ]),
      'folder: a folder is in the place of the file: remove it or choose another output directory',
    ],
    [
      'a name that is too long',
      'new/er',
      new Map([
        ['z', ''],
        ['n'.repeat(300), ''],
      ]),
      `new/er/${'n'.repeat(300)}: the name is too long for the file system: shorten the name of the chart or object`,
    ],
  ])('leaves everything as it was: %s', (_, below, files, message) => {
    // GIVEN
    fs.writeFileSync(path.join(folder, 'file'), 'text');
    fs.mkdirSync(path.join(folder, 'folder'));

    // WHEN
    const write = () => writeFiles(path.join(folder, below), files);

    // THEN
    expect(write).toThrow(`cannot write ${path.join(folder, '/')}${message}`);
    expect(names()).toEqual(['file', 'folder']);
    expect(fs.readFileSync(path.join(folder, 'file'), 'utf8')).toEqual('text');
  });
});

describe('removeFiles', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'meshwright-output-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  test('removes files and the folders that become empty, and nothing else', () => {
    // GIVEN
    const root = path.join(folder, 'dist');
    writeFiles(folder, new Map([['outside', 'x']]));
    writeFiles(root, new Map(['a/b/c', 'a/d', 'e/f', 'g'].map((name) => [name, ''])));

    // WHEN
    removeFiles(root, ['a/b/c', 'e/f', 'e/not-there', '../outside', '', '.']);

    // THEN
    expect(filesBelow(root)).toEqual(['a/d', 'g']);
    expect(fs.readdirSync(root).sort()).toEqual(['a', 'g']);
    expect(filesBelow(folder)).toEqual(['dist/a/d', 'dist/g', 'outside']);
  });
});
