import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

describe('what a proxy is like', () => {
  test.each<[string, object, string[]]>([
    ['as it may be', { concurrency: 0, selector: { matchLabels: { app: 'a' } } }, []],
    [
      'as it may not',
      { concurrency: -1, selector: { matchLabels: { '': 'a' } } },
      [
        'error spec.selector.matchLabels.: the key of a label is empty',
        'error spec.concurrency: -1 given: it cannot be less than 0',
      ],
    ],
    [
      'more than there can be',
      { concurrency: 2 ** 31 },
      ['error spec.concurrency: 2147483648 given: it must be a whole number from -2147483648 to 2147483647'],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('ProxyConfig', spec)).toEqual(expected);
  });
});
