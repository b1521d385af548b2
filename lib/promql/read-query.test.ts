import { describe, expect, test } from '@jest/globals';
import { describeUnreadable, readQuery } from './read-query';

describe('the result of a query', () => {
  test.each([
    'sum(rate(a[1m]))',
    'sum by () (a)',
    'sum(rate(a[1m])) / sum(rate(b[1m])) * 100',
    '100 - sum(rate(a{c="200"}[30s])) / sum(rate(a[30s])) * 100',
    'histogram_quantile(0.99, sum by (le) (rate(a_bucket[1m])))',
    'histogram_quantile(0.99, (sum(rate(a_bucket[1m])) by (le)))',
    'scalar(a)',
    'vector(1)',
    'absent(a)',
    'sum(a) or vector(0)',
    'max(sum by (pod) (a))',
    '(sum(a))',
    '-sum(a)',
    'sum(a) > 0',
    'sum(a) and on () b',
    '1 + 1',
    'avg(a) / on () b',
    'clamp_max(sum(a), 100)',
  ])('GIVEN %s THEN it is one sample at most', (text) => {
    expect(readQuery(text)).toMatchObject({ is: 'query', single: true });
  });

  test.each([
    'a',
    'rate(a[1m])',
    'sum by (pod) (a)',
    'sum without (pod) (a)',
    'topk(1, a)',
    'histogram_quantile(0.99, sum by (le, route) (rate(a_bucket[1m])))',
    'a / b',
    'a and on () sum(b)',
    'sum without () (a)',
    'a * 100',
    'sum(a) or b',
    'sum(a) * on () group_right b',
    'sum(a) unless b or a',
    'label_replace(a, "x", "y", "z", ".*")',
  ])('GIVEN %s THEN it may be several', (text) => {
    expect(readQuery(text)).toMatchObject({ is: 'query', single: false });
  });
});

test('GIVEN what is no PromQL THEN it is said where', () => {
  const text = 'sum(\n  rate(a[1m])';
  const reading = readQuery(text);
  expect(reading.is === 'unreadable' && describeUnreadable(text, reading)).toBe(
    'line 2, column 14: the query ends too early',
  );
  expect(readQuery('rate(a)')).toEqual({
    is: 'mistaken',
    at: 6,
    message: 'rate() takes a range of samples: add one, such as [5m]',
  });
});
