import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('priorityClass', () => {
  test('passes when a priorityClass is as it should be', () => {
    // GIVEN
    const object = VALID.priorityClass();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'it takes the place of nobody', changes: { preemptionPolicy: 'Never' } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.priorityClass(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'the name is reserved',
      changes: { 'metadata.name': 'system-mine' },
      messages: [
        "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
      ],
    },
    {
      when: 'the value is too high',
      changes: { value: 2000000000 },
      messages: ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
    },
    {
      when: 'the policy is unknown',
      changes: { preemptionPolicy: 'X' },
      messages: ['preemptionPolicy: Unsupported value: "X": supported values: "PreemptLowerPriority", "Never"'],
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
