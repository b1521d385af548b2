import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { saying } from '../../fixtures';
import { selection } from './selection';

const found = saying(selection);
const TARGET = { labels: undefined, 'evict-count': undefined };

test.each([
  [
    'nothing',
    experimentExample({ flags: TARGET }),
    'pod network loss says nothing of what it hits: ChaosBlade refuses it (less parameter)',
  ],
  [
    'a number alone',
    experimentExample({ flags: { labels: undefined } }),
    'pod network loss has neither names nor labels: nothing is found, and nothing is hit',
  ],
  [
    'a label without a value',
    experimentExample({ flags: { labels: 'app' } }),
    'the label app has no value: ChaosBlade passes over it in silence, and hits others, too, or nothing',
  ],
  [
    'no container',
    experimentExample({ what: 'container container remove' }),
    'container container remove does not say which containers of the pods: ChaosBlade refuses it',
  ],
])('GIVEN %s THEN it says what happens', (_, yaml, says) => {
  expect(found(yaml).filter((line) => line.startsWith('a.yaml'))).toEqual([
    expect.stringMatching(/^a\.yaml:\d+ error CHAOSBLADE_SELECTION: /),
  ]);
  expect(found(yaml)[0]).toContain(says);
});

test.each([
  experimentExample(),
  experimentExample({ flags: { ...TARGET, names: 'reviews-0' } }),
  experimentExample({ what: 'container container remove', flags: { 'container-index': '0' } }),
  experimentExample({ what: 'node cpu load', flags: { labels: 'zone=a' } }),
])('GIVEN all that is needed THEN nothing is reported', (yaml) => {
  expect(found(yaml)).toEqual([]);
});
