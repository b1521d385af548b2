import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { querySeveral } from './query-several';

const found = saying(querySeveral);
const { wrong, right } = querySeveral.docs;
const own = (text: string) => canaryExample({ metrics: `{name: m, query: '${text}'}` });

test('GIVEN a sample for each value of a label THEN checks may fail', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:6 warning FLAGGER_QUERY_SEVERAL: the result may be several samples, of which Flagger takes one: each check fails in which there are more',
    '  fix: put sum(), max() or the like around it, without labels to keep',
  ]);
  expect(found(own('rate(a[1m])'))).toHaveLength(2);
});

test.each([
  ['one sample', right],
  ['one sample of its own', own('max(a)')],
  ['another language', wrong.replace('prometheus,', 'datadog,')],
  ['what is no query, of which another rule tells', own('sum by (a')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
