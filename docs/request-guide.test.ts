import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withOutputs } from './request-guide';

test('GIVEN the commands of the guide about requests THEN they print what it shows; `npm run docs` writes it', async () => {
  const guide = readFileSync(join(__dirname, 'guides/requests.md'), 'utf8');
  expect(await withOutputs(guide)).toBe(guide);
});
