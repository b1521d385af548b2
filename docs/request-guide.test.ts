import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from '@jest/globals';
import { GUIDES, withOutputs } from './request-guide';

test.each(GUIDES.map((guide) => [basename(guide), guide]))(
  'GIVEN the commands of %s THEN they print what it shows; `npm run docs` writes it',
  async (_name, guide) => {
    const text = readFileSync(guide, 'utf8');
    expect(await withOutputs(text)).toBe(text);
  },
);
