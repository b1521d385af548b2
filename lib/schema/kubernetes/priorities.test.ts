import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('priorityClass', () => {
  test('passes when a priorityClass is as it should be', () => {
    // GIVEN
    const object = VALID.priorityClass();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'the name is reserved',
      changes: { 'metadata.name': 'system-mine' },
      messages: [
        "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only",
      ],
    },
    {
      when: 'the value is too high',
      changes: { value: 2000000000 },
      messages: ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.priorityClass(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
