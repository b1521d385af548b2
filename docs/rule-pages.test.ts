import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PAGES, rulePages } from './rule-pages';

test('GIVEN the rules THEN each has its page; `npm run docs` writes them', () => {
  const written = new Map(readdirSync(PAGES).map((name) => [name, readFileSync(join(PAGES, name), 'utf8')]));
  expect(new Map([...written].sort())).toEqual(new Map([...rulePages()].sort()));
});
