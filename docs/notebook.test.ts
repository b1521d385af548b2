import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = resolve(__dirname, '..');
const guide = readFileSync(join(__dirname, 'notebook.md'), 'utf8');

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}

describe('the guide to the notebook', () => {
  test('GIVEN a file in dist THEN the guide names it', () => {
    expect(filesOf('dist').filter((file) => !guide.includes(file))).toEqual([]);
  });

  test('GIVEN a file of dist that the guide names THEN it is there', () => {
    const named = guide.match(/dist\/[\w./-]+\.yaml/g) ?? [];
    expect(named.filter((file) => !existsSync(join(root, file)) && !file.includes('*'))).toEqual([]);
  });

  test('GIVEN the table of experiments THEN no cell is empty', () => {
    const [, table = ''] = guide.split('## Chapters and experiments');
    const rows = (table.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
    const cells = rows.map((row) => row.split(/(?<!\\)\|/).slice(1, -1));
    expect(rows.length).toBeGreaterThan(100);
    expect(cells.filter((row) => row.length !== 6 || row.some((cell) => cell.trim() === ''))).toEqual([]);
  });
});
