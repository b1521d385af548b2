import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withFigures } from './figures';
import { readResults } from './results';

test('GIVEN the results of the last comparisons THEN the page shows them; `npm run conformance -- page` writes it', () => {
  const page = readFileSync(join(__dirname, '../docs/conformance.md'), 'utf8');
  expect(page).toBe(withFigures(page, readResults()));
});
