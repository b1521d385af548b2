import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

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
      messages: ['spec.maxFailedIndexes: Invalid value: 5: must be less than or equal to completions'],
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
        'spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed',
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
    {
      when: 'a rule of failures has no action and no condition',
      changes: { 'spec.podFailurePolicy': { rules: [{}] } },
      messages: [
        'spec.podFailurePolicy.rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]',
        'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
      ],
    },
    {
      when: 'a rule of failures has an unknown action and both conditions',
      changes: {
        'spec.podFailurePolicy': {
          rules: [
            {
              action: 'X',
              onExitCodes: { operator: 'In', values: [1] },
              onPodConditions: [{ type: 'a', status: 'Maybe' }],
            },
          ],
        },
      },
      messages: [
        'spec.podFailurePolicy.rules[0].action: Unsupported value: "X": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
        'spec.podFailurePolicy.rules[0]: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported',
        'spec.podFailurePolicy.rules[0].onPodConditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"',
      ],
    },
    {
      when: 'one index fails without a limit for each',
      changes: {
        'spec.podFailurePolicy': { rules: [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: [1] } }] },
      },
      messages: [
        'spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
      ],
    },
    {
      when: 'exit codes are of an unknown container, zero and doubled',
      changes: {
        'spec.podFailurePolicy': {
          rules: [{ action: 'FailJob', onExitCodes: { containerName: 'x', operator: 'In', values: [0, 1, 1] } }],
        },
      },
      messages: [
        'spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template',
        'spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator',
        'spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Duplicate value: 1',
      ],
    },
    {
      when: 'exit codes are missing, or compared in an unknown way',
      changes: {
        'spec.podFailurePolicy': {
          rules: [
            { action: 'FailJob', onExitCodes: { values: [] } },
            { action: 'FailJob', onExitCodes: { operator: 'Is', values: [2, 1] } },
          ],
        },
      },
      messages: [
        'spec.podFailurePolicy.rules[0].onExitCodes.operator: Required value: valid values: ["In" "NotIn"]',
        'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: []: at least one value is required',
        'spec.podFailurePolicy.rules[1].onExitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"',
        'spec.podFailurePolicy.rules[1].onExitCodes.values: Invalid value: [2,1]: must be ordered',
      ],
    },
    {
      when: 'there are too many rules',
      changes: {
        'spec.podFailurePolicy': {
          rules: Array.from({ length: 21 }, () => ({ action: 'Ignore', onPodConditions: [{ type: 'A' }] })),
        },
      },
      messages: ['spec.podFailurePolicy.rules: Too many: 21: must have at most 20 items'],
    },
    {
      when: 'there are too many exit codes',
      changes: {
        'spec.podFailurePolicy': {
          rules: [
            {
              action: 'FailJob',
              onExitCodes: { operator: 'In', values: Array.from({ length: 256 }, (_, index) => index + 1) },
            },
          ],
        },
      },
      messages: ['spec.podFailurePolicy.rules[0].onExitCodes.values: Too many: 256: must have at most 255 items'],
    },
    {
      when: 'success has no rules',
      changes: { 'spec.completionMode': 'Indexed', 'spec.completions': 3, 'spec.successPolicy': {} },
      messages: [
        'spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified',
      ],
    },
    {
      when: 'success has an empty rule',
      changes: { 'spec.completionMode': 'Indexed', 'spec.completions': 3, 'spec.successPolicy': { rules: [{}] } },
      messages: [
        'spec.successPolicy.rules[0]: Required value: at least one of succeededCount or succeededIndexes must be specified',
      ],
    },
    {
      when: 'somebody else without a path runs it',
      changes: { 'spec.managedBy': 'example.com/' },
      messages: [
        'spec.managedBy: Invalid value: "example.com/": must be a domain-prefixed path (such as "acme.io/foo")',
      ],
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
