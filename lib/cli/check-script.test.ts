import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';

const { CHECK } = require('../../bin/bundle') as { readonly CHECK: { readonly external: readonly string[] } };

test('GIVEN the script of `check` alone THEN no other subcommand is in it', () => {
  const modules = new Set(readdirSync(__dirname).map((name) => join(__dirname, name)));
  const left = CHECK.external.filter((each) => each.endsWith('.ts'));
  expect(left.filter((each) => !modules.has(each))).toEqual([]);
  expect(left.map((each) => basename(each, '.ts')).sort()).toEqual([
    ...['diff', 'explain', 'forecast', 'ignore-differences', 'import', 'init', 'kinds', 'migrate', 'report', 'request'],
    ...['rollout', 'test'],
  ]);
});
