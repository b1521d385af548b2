import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { weights } from './weights';

const found = saying(weights);
const release = (...lines: string[]) => canaryExample({ analysis: ['interval: 1m', 'threshold: 1', ...lines] });

test('GIVEN a maximum that is no multiple of the step THEN the share passes it', () => {
  expect(found(release('stepWeight: 30', 'maxWeight: 50'))).toEqual([
    'a.yaml:12 warning FLAGGER_WEIGHTS: maxWeight 50 is no multiple of stepWeight 30: the share goes to 60 %',
    '  fix: write a maximum that is a multiple of the step',
  ]);
});

test.each([
  ['a multiple', release('stepWeight: 30', 'maxWeight: 60')],
  ['the whole', release('stepWeight: 30')],
  ['steps', release('stepWeights: [1, 5, 50]')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
