import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('disruptionBudget', () => {
  test('passes when a disruptionBudget is as it should be', () => {
    // GIVEN
    const object = VALID.disruptionBudget();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'unhealthy pods may go', changes: { 'spec.unhealthyPodEvictionPolicy': 'AlwaysAllow' } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.disruptionBudget(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'both bounds are given',
      changes: { spec: { minAvailable: 1, maxUnavailable: 1 } },
      messages: [
        'spec: Invalid value: {"maxUnavailable":1,"minAvailable":1}: minAvailable and maxUnavailable cannot be both set',
      ],
    },
    {
      when: 'a bound is no percentage',
      changes: { 'spec.minAvailable': 'half' },
      messages: [
        "spec.minAvailable: Invalid value: \"half\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ],
    },
    {
      when: 'the policy is unknown',
      changes: { 'spec.unhealthyPodEvictionPolicy': 'X' },
      messages: [
        'spec.unhealthyPodEvictionPolicy: Unsupported value: "X": supported values: "AlwaysAllow", "IfHealthyBudget"',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.disruptionBudget(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
