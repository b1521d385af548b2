import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { renderPage } from './migrate';

test('GIVEN the page about migrations THEN its code is what the sample becomes', async () => {
  expect(readFileSync(join(__dirname, 'migrate.md'), 'utf8')).toBe(await renderPage());
});
