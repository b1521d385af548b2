import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('autoscaler', () => {
  test('passes when a autoscaler is as it should be', () => {
    // GIVEN
    const object = VALID.autoscaler();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'metrics are of pods, of an object, of a container and from outside',
      changes: {
        'spec.metrics': [
          { type: 'Pods', pods: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '1' } } },
          {
            type: 'Object',
            object: {
              describedObject: { kind: 'Service', name: 'a' },
              metric: { name: 'a' },
              target: { type: 'Value', value: '1' },
            },
          },
          { type: 'External', external: { metric: { name: 'a' }, target: { type: 'Value', value: '1' } } },
          {
            type: 'ContainerResource',
            containerResource: { name: 'cpu', container: 'a', target: { type: 'AverageValue', averageValue: '1' } },
          },
        ],
      },
    },
    {
      when: 'it scales down slowly',
      changes: {
        'spec.behavior.scaleDown': {
          stabilizationWindowSeconds: 3600,
          selectPolicy: 'Min',
          policies: [{ type: 'Percent', value: 10, periodSeconds: 1800 }],
        },
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.autoscaler(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
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
      messages: [
        'spec.scaleTargetRef.kind: Required value',
        'spec.scaleTargetRef.name: Required value',
        'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group',
      ],
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
    {
      when: 'the minimum is zero',
      changes: { 'spec.minReplicas': 0 },
      messages: [
        'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
        'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
      ],
    },
    {
      when: 'a metric has no type',
      changes: { 'spec.metrics': [{}] },
      messages: [
        'spec.metrics[0].type: Required value: must specify a metric source type',
        'spec.metrics[0].type: Unsupported value: "": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
      ],
    },
    {
      when: 'a metric has two sources',
      changes: {
        'spec.metrics': [
          {
            type: 'Pods',
            pods: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '1' } },
            external: { metric: { name: 'a' }, target: { type: 'Value', value: '1' } },
          },
        ],
      },
      messages: ['spec.metrics[0].external: Forbidden: must populate the given metric source only'],
    },
    {
      when: 'a container or its resource is not named',
      changes: {
        'spec.metrics': [
          { type: 'ContainerResource', containerResource: { target: { type: 'AverageValue', averageValue: '1' } } },
        ],
      },
      messages: [
        'spec.metrics[0].containerResource.name: Required value: must specify a resource name',
        'spec.metrics[0].containerResource.container: Required value: must specify a container',
      ],
    },
    {
      when: 'a resource has two targets, or none',
      changes: {
        'spec.metrics': [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 1, averageValue: '1' } },
          },
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } },
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 0 } } },
        ],
      },
      messages: [
        'spec.metrics[0].resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization',
        'spec.metrics[1].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization',
        'spec.metrics[2].resource.target.averageUtilization: Invalid value: 0: must be greater than 0',
      ],
    },
    {
      when: 'a metric of pods has no name and no average',
      changes: { 'spec.metrics': [{ type: 'Pods', pods: { target: { type: 'Value', value: '1' } } }] },
      messages: [
        'spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue',
        'spec.metrics[0].pods.metric.name: Required value: must specify a metric name',
      ],
    },
    {
      when: 'an object has no name and no target',
      changes: { 'spec.metrics': [{ type: 'Object', object: { metric: { name: 'a/b' }, target: {} } }] },
      messages: [
        'spec.metrics[0].object.target.averageValue: Required value: must set either a target value or averageValue',
        'spec.metrics[0].object.describedObject.kind: Required value',
        'spec.metrics[0].object.describedObject.name: Required value',
        'spec.metrics[0].object.metric.name: Invalid value: "a/b": may not contain \'/\'',
        'spec.metrics[0].object.target.type: Required value: must specify a metric target type',
        'spec.metrics[0].object.target.type: Invalid value: "": must be either Utilization, Value, or AverageValue',
      ],
    },
    {
      when: 'a metric from outside has two targets, or none',
      changes: {
        'spec.metrics': [
          {
            type: 'External',
            external: { metric: { name: 'a' }, target: { type: 'Value', value: '1', averageValue: '1' } },
          },
          { type: 'External', external: { metric: { name: 'a' }, target: { type: 'Value' } } },
        ],
      },
      messages: [
        'spec.metrics[0].external.target.value: Forbidden: may not set both a target value for metric and a per-pod target',
        'spec.metrics[1].external.target.averageValue: Required value: must set either a target value for metric or a per-pod target',
      ],
    },
    {
      when: 'windows are impossible',
      changes: {
        'spec.behavior': {
          scaleUp: { stabilizationWindowSeconds: -1, policies: [] },
          scaleDown: { stabilizationWindowSeconds: 3601, selectPolicy: 'X' },
        },
      },
      messages: [
        'spec.behavior.scaleDown.selectPolicy: Unsupported value: "X": supported values: "Disabled", "Max", "Min"',
        'spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600',
        'spec.behavior.scaleUp.policies: Required value: must specify at least one Policy',
        'spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: -1: must be greater than or equal to zero',
      ],
    },
    {
      when: 'policies of scaling are impossible',
      changes: { 'spec.behavior.scaleUp.policies': [{ type: 'X', value: 0, periodSeconds: 1801 }] },
      messages: [
        'spec.behavior.scaleUp.policies[0].type: Unsupported value: "X": supported values: "Percent", "Pods"',
        'spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero',
        'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800',
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
