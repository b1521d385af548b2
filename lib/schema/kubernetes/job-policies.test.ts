import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('checkJobPolicies', () => {
  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'indexes may fail',
      changes: {
        'spec.completionMode': 'Indexed',
        'spec.completions': 3,
        'spec.backoffLimitPerIndex': 1,
        'spec.maxFailedIndexes': 2,
      },
    },
    {
      when: 'exit codes and conditions decide',
      changes: {
        'spec.podFailurePolicy': {
          rules: [
            { action: 'FailJob', onExitCodes: { operator: 'In', values: [1, 42] } },
            { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
          ],
        },
      },
    },
    {
      when: 'some indexes are enough',
      changes: {
        'spec.completionMode': 'Indexed',
        'spec.completions': 3,
        'spec.successPolicy': { rules: [{ succeededIndexes: '0-1' }] },
      },
    },
    {
      when: 'somebody else runs it',
      changes: { 'spec.managedBy': 'example.com/runner', 'spec.podReplacementPolicy': 'Failed' },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.job(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'indexes fail that it does not have',
      changes: { 'spec.backoffLimitPerIndex': 1 },
      messages: ['spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode'],
    },
    {
      when: 'more indexes fail than there are',
      changes: {
        'spec.completionMode': 'Indexed',
        'spec.completions': 3,
        'spec.backoffLimitPerIndex': 1,
        'spec.maxFailedIndexes': 5,
      },
      messages: ['spec.maxFailedIndexes: Invalid value: 5: must be less than or equal to 3'],
    },
    {
      when: 'indexes fail without a limit for each',
      changes: { 'spec.completionMode': 'Indexed', 'spec.completions': 3, 'spec.maxFailedIndexes': 2 },
      messages: ['spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified'],
    },
    {
      when: 'it has too many pods at once',
      changes: { 'spec.completionMode': 'Indexed', 'spec.completions': 3, 'spec.parallelism': 100001 },
      messages: [
        'spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completionMode is Indexed',
      ],
    },
    {
      when: 'a pod is replaced while it ends, with a failure policy',
      changes: { 'spec.podReplacementPolicy': 'TerminatingOrFailed', 'spec.podFailurePolicy': { rules: [] } },
      messages: ['spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"'],
    },
    {
      when: 'success is a failure, and out of order',
      changes: {
        'spec.podFailurePolicy': { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1, 0] } }] },
      },
      messages: [
        'spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator',
        'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [1,0]: must be ordered',
      ],
    },
    {
      when: 'a rule asks nothing, and does what nobody can',
      changes: { 'spec.podFailurePolicy': { rules: [{ action: 'Stop' }] } },
      messages: [
        'spec.podFailurePolicy.rules[0].action: Unsupported value: "Stop": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
        'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
      ],
    },
    {
      when: 'indexes are enough that it does not have',
      changes: { 'spec.successPolicy': { rules: [{ succeededCount: 1 }] } },
      messages: [
        'spec.successPolicy: Invalid value: {"rules":[{"succeededCount":1}]}: requires indexed completion mode',
      ],
    },
    {
      when: 'who runs it has no domain',
      changes: { 'spec.managedBy': 'runner' },
      messages: ['spec.managedBy: Invalid value: "runner": must be a domain-prefixed path (such as "acme.io/foo")'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.job(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
