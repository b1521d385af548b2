import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('lease', () => {
  test('passes when a lease is as it should be', () => {
    // GIVEN
    const object = VALID.lease();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'it had holders before', changes: { 'spec.leaseTransitions': 0 } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.lease(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'it takes no time',
      changes: { 'spec.leaseDurationSeconds': 0 },
      messages: ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0'],
    },
    {
      when: 'it had less than no holders',
      changes: { 'spec.leaseTransitions': -1 },
      messages: ['spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0'],
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
