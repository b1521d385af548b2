import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bookinfoPicture, PICTURE } from './picture';

test('GIVEN Bookinfo THEN its picture is as drawn; `npm run docs` draws it, and README begins with it', async () => {
  expect(readFileSync(PICTURE, 'utf8')).toBe(await bookinfoPicture());
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  expect(readme.split('\n##')[0]).toContain('/docs/bookinfo.svg)');
});
