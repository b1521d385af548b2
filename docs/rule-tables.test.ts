import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withRuleTables } from './rule-tables';

test('GIVEN the rules THEN the guide lists them; `npm run docs` writes them', () => {
  const guide = readFileSync(join(__dirname, 'guides/checking.md'), 'utf8');
  expect(guide).toBe(withRuleTables(guide));
});
