import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('deployment', () => {
  test('passes when a deployment is as it should be', () => {
    // GIVEN
    const object = VALID.deployment();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'the selector is missing',
      changes: { 'spec.selector': null },
      messages: [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: {"app":"reviews"}: `selector` does not match template `labels`',
      ],
    },
    {
      when: 'the selector is empty',
      changes: { 'spec.selector': {} },
      messages: ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    },
    {
      when: 'the selector does not match',
      changes: { 'spec.template.metadata.labels': { app: 'ratings' } },
      messages: [
        'spec.template.metadata.labels: Invalid value: {"app":"ratings"}: `selector` does not match template `labels`',
      ],
    },
    {
      when: 'the selector is malformed',
      changes: { 'spec.selector': { matchExpressions: [{ key: 'a b', operator: 'In' }] } },
      messages: [
        'spec.selector: Invalid value: {"matchExpressions":[{"key":"a b","operator":"In"}]}: invalid label selector',
        "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        "spec.selector.matchExpressions[0].key: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ],
    },
    {
      when: 'numbers are negative',
      changes: { 'spec.replicas': -1, 'spec.revisionHistoryLimit': -1 },
      messages: [
        'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
        'spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
      ],
    },
    {
      when: 'both strategies are given',
      changes: { 'spec.strategy': { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
      messages: ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    },
    {
      when: 'an update cannot progress',
      changes: { 'spec.strategy': { rollingUpdate: { maxUnavailable: 0, maxSurge: '0%' } } },
      messages: ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
    },
    {
      when: 'a percentage is impossible',
      changes: { 'spec.strategy': { rollingUpdate: { maxUnavailable: '101%', maxSurge: 'a' } } },
      messages: [
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
        "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"a\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ],
    },
    {
      when: 'the strategy is unknown',
      changes: { 'spec.strategy.type': 'BlueGreen' },
      messages: [
        'spec.strategy: Unsupported value: {"type":"BlueGreen"}: supported values: "Recreate", "RollingUpdate"',
      ],
    },
    {
      when: 'pods would not be restarted',
      changes: { 'spec.template.spec.restartPolicy': 'Never', 'spec.template.spec.activeDeadlineSeconds': 5 },
      messages: [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
        'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
      ],
    },
    {
      when: 'labels of pods are malformed',
      changes: { 'spec.template.metadata.labels': { app: 'reviews', version: 'a b' } },
      messages: [
        "spec.template.labels: Invalid value: \"a b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
      ],
    },
    {
      when: 'it would be given up before it is ready',
      changes: { 'spec.minReadySeconds': 600 },
      messages: ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds'],
    },
    {
      when: 'the selector wants other values',
      changes: { 'spec.selector': { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }] } },
      messages: [
        'spec.template.metadata.labels: Invalid value: {"app":"reviews"}: `selector` does not match template `labels`',
      ],
    },
    {
      when: 'the selector excludes the value',
      changes: { 'spec.selector': { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['reviews'] }] } },
      messages: [
        'spec.template.metadata.labels: Invalid value: {"app":"reviews"}: `selector` does not match template `labels`',
      ],
    },
    {
      when: 'the selector wants a label more',
      changes: { 'spec.selector': { matchExpressions: [{ key: 'a', operator: 'Exists' }] } },
      messages: [
        'spec.template.metadata.labels: Invalid value: {"app":"reviews"}: `selector` does not match template `labels`',
      ],
    },
    {
      when: 'the selector excludes the label',
      changes: { 'spec.selector': { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } },
      messages: [
        'spec.template.metadata.labels: Invalid value: {"app":"reviews"}: `selector` does not match template `labels`',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.deployment(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

describe('daemonSet', () => {
  test('passes when a daemonSet is as it should be', () => {
    // GIVEN
    const object = VALID.daemonSet();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'the selector is empty',
      changes: { 'spec.selector': {} },
      messages: ['spec.selector: Invalid value: {}: empty selector is invalid for daemonset'],
    },
    {
      when: 'an update goes up and down',
      changes: { 'spec.updateStrategy.rollingUpdate.maxSurge': 1 },
      messages: [
        'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
      ],
    },
    {
      when: 'an update cannot progress',
      changes: { 'spec.updateStrategy.rollingUpdate.maxUnavailable': 0 },
      messages: ['spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0'],
    },
    {
      when: 'the strategy is unknown',
      changes: { 'spec.updateStrategy.type': 'X' },
      messages: ['spec.updateStrategy: Unsupported value: {"type":"X"}: supported values: "RollingUpdate", "OnDelete"'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.daemonSet(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

describe('statefulSet', () => {
  test('passes when a statefulSet is as it should be', () => {
    // GIVEN
    const object = VALID.statefulSet();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'the selector is missing',
      changes: { 'spec.selector': null },
      messages: [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: {"app":"reviews"}: `selector` does not match template `labels`',
      ],
    },
    {
      when: 'the first pod has a number below zero',
      changes: { 'spec.ordinals': { start: -1 } },
      messages: ['spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0'],
    },
    {
      when: 'policies are unknown',
      changes: {
        'spec.podManagementPolicy': 'X',
        'spec.updateStrategy.type': 'X',
        'spec.persistentVolumeClaimRetentionPolicy': { whenDeleted: 'X' },
      },
      messages: [
        "spec.podManagementPolicy: Invalid value: \"X\": must be 'OrderedReady' or 'Parallel'",
        'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "X": supported values: "Retain", "Delete"',
        'spec.updateStrategy: Invalid value: {"type":"X"}: must be \'RollingUpdate\' or \'OnDelete\'',
      ],
    },
    {
      when: 'a partition is given without rolling updates',
      changes: { 'spec.updateStrategy': { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
      messages: [
        'spec.updateStrategy.rollingUpdate: Invalid value: {"partition":1}: only allowed for updateStrategy \'RollingUpdate\'',
      ],
    },
    {
      when: 'a claim has no name',
      changes: {
        'spec.volumeClaimTemplates': [
          { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
        ],
      },
      messages: [
        'spec.template.spec.volumes[0].name: Required value',
        'spec.template.spec.volumes[0].persistentVolumeClaim.claimName: Required value',
      ],
    },
    {
      when: 'its claims are none',
      changes: { 'spec.volumeClaimTemplates': [{ metadata: { name: 'data' }, spec: {} }] },
      messages: [
        'spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required',
        'spec.volumeClaimTemplates[0].spec.resources[storage]: Required value',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.statefulSet(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
