import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('lease', () => {
  test('passes when a lease is as it should be', () => {
    // GIVEN
    const object = VALID.lease();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'it takes no time',
      changes: { 'spec.leaseDurationSeconds': 0 },
      messages: ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.lease(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
