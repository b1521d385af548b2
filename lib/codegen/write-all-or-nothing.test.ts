import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeAllOrNothing } from './write-all-or-nothing';

let temp: string;
let folder: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'meshwright-'));
  folder = join(temp, 'a', 'imports');
});
afterEach(() => rmSync(temp, { recursive: true, force: true }));

/** The files of the folder with their contents. */
function content(): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

describe('writeAllOrNothing', () => {
  test('creates the folder and leaves nothing else', () => {
    // WHEN
    const result = writeAllOrNothing(
      folder,
      new Map([
        ['b', '2'],
        ['a', '1'],
      ]),
      ['c'],
    );

    // THEN
    expect(result).toEqual({ written: ['a', 'b'], unchanged: [], removed: [] });
    expect(content()).toEqual({ a: '1', b: '2' });
  });

  test('replaces, removes, and leaves unchanged and foreign files alone', () => {
    // GIVEN
    mkdirSync(folder, { recursive: true });
    for (const name of ['same', 'old', 'gone', 'foreign']) writeFileSync(join(folder, name), name);
    const before = statSync(join(folder, 'same'), { bigint: true });

    // WHEN
    const result = writeAllOrNothing(
      folder,
      new Map([
        ['same', 'same'],
        ['old', 'new'],
      ]),
      ['gone', 'gone', 'same'],
    );

    // THEN
    expect(result).toEqual({ written: ['old'], unchanged: ['same'], removed: ['gone'] });
    expect(content()).toEqual({ same: 'same', old: 'new', foreign: 'foreign' });
    const after = statSync(join(folder, 'same'), { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  test('writes nothing when a target is a folder', () => {
    // GIVEN
    mkdirSync(join(folder, 'b'), { recursive: true });
    writeFileSync(join(folder, 'a'), 'old');

    // THEN
    expect(() =>
      writeAllOrNothing(
        folder,
        new Map([
          ['a', 'new'],
          ['b', 'new'],
        ]),
        [],
        'imports',
      ),
    ).toThrow('imports/b: is a folder where a file must be: move it away; nothing was written');
    expect(readdirSync(folder)).toEqual(['a', 'b']);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toEqual('old');
  });

  test('writes nothing when a file cannot be staged', () => {
    // GIVEN a link to nowhere, of which no copy can be kept
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'a'), 'old');
    symlinkSync('nowhere', join(folder, 'b'));

    // THEN
    expect(() =>
      writeAllOrNothing(
        folder,
        new Map([
          ['a', 'new'],
          ['b', 'new'],
        ]),
        [],
        'imports',
      ),
    ).toThrow(
      'imports/b: cannot be written: there can be no such folder: choose another output directory; nothing was written',
    );
    expect(readdirSync(folder)).toEqual(['a', 'b']);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toEqual('old');
  });

  test('takes back what it replaced, created and removed when a later step fails', () => {
    // GIVEN a file that is removed by its first name and is gone under its second
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'a'), 'old');
    writeFileSync(join(folder, 'c'), 'kept');

    // WHEN
    const write = () =>
      writeAllOrNothing(
        folder,
        new Map([
          ['a', 'new'],
          ['b', 'new'],
        ]),
        ['c', './c'],
        'imports',
      );

    // THEN
    expect(write).toThrow(
      'imports/c: cannot be written: there can be no such folder: choose another output directory; nothing was written',
    );
    expect(content()).toEqual({ a: 'old', c: 'kept' });
  });

  test('takes back the folders it created', () => {
    // WHEN a name is not one of a file
    expect(() => writeAllOrNothing(folder, new Map([['x/y', '']]), [], 'imports')).toThrow(
      'imports/x/y: cannot be written: there can be no such folder: choose another output directory; nothing was written',
    );

    // THEN
    expect(readdirSync(temp)).toEqual([]);
  });

  test('GIVEN Ctrl-C while it writes THEN all is written, nothing else is left, and the process ends by the signal', () => {
    const script = `
      const { writeAllOrNothing } = require(${JSON.stringify(join(__dirname, 'write-all-or-nothing.ts'))});
      class Files extends Map {
        get(name) {
          if (name === 'b' && require('fs').readdirSync(${JSON.stringify(folder)}).length > 0) process.kill(process.pid, 'SIGINT');
          return super.get(name);
        }
      }
      require('fs').mkdirSync(${JSON.stringify(folder)}, { recursive: true });
      Promise.resolve().then(() => writeAllOrNothing(${JSON.stringify(folder)}, new Files([['a', '1'], ['b', '2']])));
      setTimeout(() => console.log('still here'), 2000);
    `;
    const { signal, stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
      cwd: join(__dirname, '..', '..'),
      encoding: 'utf8',
    });
    expect({ signal, stdout, stderr }).toEqual({ signal: 'SIGINT', stdout: '', stderr: '' });
    expect(content()).toEqual({ a: '1', b: '2' });
  });

  test('reports a folder that is a file', () => {
    // GIVEN
    writeFileSync(join(temp, 'a'), '');

    // THEN
    expect(() => writeAllOrNothing(folder, new Map([['a', '']]), [], 'imports')).toThrow(
      'imports: cannot be written: a file is in the place of a folder: remove it or choose another output directory; nothing was written',
    );
  });
});
