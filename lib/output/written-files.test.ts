import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LIST, placeOf, succeed } from './written-files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-written-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const PROGRAM = process.argv[1] ?? '';
const program = () => relative(folder, PROGRAM);
/** What other runs of programs have left in the folder. */
const list = (...lines: string[]) => writeFileSync(join(folder, LIST), `# A comment.\n${lines.join('\n')}\n`);
const app = (files: string[], objects: string[] = files.map((file) => `object of ${file}`)) =>
  succeed(folder, placeOf(folder), new Map(files.map((file) => [file, `content of ${file.slice(-6)}`])), objects);

describe('the files that an app leaves behind', () => {
  test('GIVEN the list of an earlier run THEN they are those that it wrote and nobody writes now', () => {
    list(program(), '  0000-a.yaml', '  0001-b.yaml', '  scenarios/x.yaml', 'other.ts', '  0001-b.yaml', '  c.yaml');

    expect(app(['0000-new.yaml', '0001-a.yaml'])).toEqual({
      stale: ['0000-a.yaml', 'scenarios/x.yaml'],
      list: [
        '# Which program wrote which files here: what it no longer writes is removed. Generated, keep it with them.',
        program(),
        '  0000-new.yaml',
        '  0001-a.yaml',
        'other.ts',
        '  0001-b.yaml',
        '  c.yaml',
        '',
      ].join('\n'),
    });
  });

  test('GIVEN no list THEN only what has another number now is known to be ours', () => {
    const write = (file: string, content: string) => writeFileSync(join(folder, file), content);
    write('0000-a.yaml', 'content of a.yaml');
    write('b.yaml', 'content of b.yaml');
    write('0002-c.yaml', 'changed by hand');
    write('copy-of-a.yaml', 'content of a.yaml');
    expect(app(['0001-a.yaml', '0000-b.yaml', '0001-c.yaml']).stale).toEqual(['0000-a.yaml', 'b.yaml']);
  });

  test('GIVEN two apps of one program in the folder THEN each has its own', () => {
    list(program(), '  a.yaml', '  b.yaml', `${program()} 2`, '  c.yaml', '  d.yaml');
    expect(app(['a.yaml']).stale).toEqual(['b.yaml']);
    expect(app(['d.yaml']).stale).toEqual(['c.yaml']);
  });

  test('GIVEN the first of two apps fails THEN the second does not take its files for its own', () => {
    list(program(), '  a.yaml', `${program()} 2`, '  c.yaml');
    placeOf(folder);
    expect(app(['d.yaml']).stale).toEqual(['c.yaml']);
  });

  test('GIVEN an app that is written again in one process THEN it is recognised by its files or objects', () => {
    expect(app(['a.yaml', 'b.yaml']).stale).toEqual([]);
    expect(app(['a.yaml', 'c.yaml']).stale).toEqual(['b.yaml']);
    expect(app(['0000-a.yaml'], ['object of a.yaml']).stale).toEqual(['a.yaml', 'c.yaml']);
    expect(app(['z.yaml']).stale).toEqual([]);
  });

  test('GIVEN one file, or none THEN there is no list', () => {
    list(program(), '  a.yaml', '  b.yaml');
    expect(app(['a.yaml'])).toEqual({ stale: ['b.yaml'], list: undefined });
  });
});
