import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PAGE, scenarioTable } from './scenario-table';

test('GIVEN the scenarios THEN the page says what each means for traffic; `npm run docs` writes it', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(scenarioTable());
});
