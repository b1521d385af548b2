import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { TABLE_FILES } from '../admission/table-files';
import { BESIDE_A_MESH, OTHER_KUBERNETES, OWN_IMPORTS } from '../schema/own-imports';

const ROOT = join(__dirname, '../..');
const { DATA, dataFiles, PLACEHOLDER, withOneDigest } = require('../../bin/own-digest') as {
  readonly DATA: readonly string[];
  readonly PLACEHOLDER: string;
  dataFiles(root: string): readonly string[];
  withOneDigest(scripts: readonly Uint8Array[], root: string): readonly Uint8Array[];
};

const script = (text: string) => Buffer.from(`remembers('${PLACEHOLDER}', ${text})`);

test('GIVEN what the program reads of itself THEN its digest is of all of it', () => {
  expect(DATA.map((folder) => resolve(ROOT, folder))).toEqual([
    ...[OWN_IMPORTS, BESIDE_A_MESH, OTHER_KUBERNETES, TABLE_FILES].map((folder) => resolve(folder)),
  ]);
});

test('GIVEN another script, or other data THEN its digest is another', () => {
  const copy = mkdtempSync(join(tmpdir(), 'meshwright-own-digest-'));
  try {
    for (const folder of DATA) cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
    const digest = (text: string) => /'(.*)'/.exec(Buffer.concat(withOneDigest([script(text)], copy)).toString())?.[1];
    const first = digest('1');
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(digest('1')).toBe(first);
    const digests = new Set([first, digest('2')]);
    const [file = ''] = dataFiles(copy);
    writeFileSync(file, '{}');
    digests.add(digest('1'));
    writeFileSync(join(copy, 'kinds/kubernetes/1.99.json.br'), '');
    digests.add(digest('1'));
    expect(digests.size).toBe(4);
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test('GIVEN a script that remembers nothing THEN it stays as it is', () => {
  const contents = Buffer.from('1');
  expect(withOneDigest([contents], ROOT)[0]).toBe(contents);
});
