import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('autoscaler', () => {
  test('passes when a autoscaler is as it should be', () => {
    // GIVEN
    const object = VALID.autoscaler();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'bounds are impossible',
      changes: { 'spec.minReplicas': 5, 'spec.maxReplicas': 4 },
      messages: ['spec.maxReplicas: Invalid value: 4: must be greater than or equal to `minReplicas`'],
    },
    {
      when: 'there is no maximum',
      changes: { 'spec.maxReplicas': null },
      messages: [
        'spec.maxReplicas: Invalid value: 0: must be greater than 0',
        'spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`',
      ],
    },
    {
      when: 'the target is missing',
      changes: { 'spec.scaleTargetRef': null },
      messages: ['spec.scaleTargetRef.kind: Required value', 'spec.scaleTargetRef.name: Required value'],
    },
    {
      when: 'a metric has no source, or another',
      changes: {
        'spec.metrics': [
          { type: 'Pods' },
          { type: 'Pods', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 1 } } },
          { type: 'X' },
        ],
      },
      messages: [
        'spec.metrics[0].pods: Required value: must populate information for the given metric source',
        'spec.metrics[1].pods: Required value: must populate information for the given metric source',
        'spec.metrics[2].type: Unsupported value: "X": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
      ],
    },
    {
      when: 'a target is impossible',
      changes: {
        'spec.metrics': [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Average', averageValue: '0' } } },
        ],
      },
      messages: [
        'spec.metrics[0].resource.target.type: Invalid value: "Average": must be either Utilization, Value, or AverageValue',
        'spec.metrics[0].resource.target.averageValue: Invalid value: "0": must be positive',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.autoscaler(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
