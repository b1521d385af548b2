import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('resources', () => {
  test('passes when a pod is as it should be', () => {
    // GIVEN
    const object = VALID.pod();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'a quantity is malformed',
      changes: { 'spec.containers[0].resources': { limits: { memory: '64MB', cpu: '1 000' } } },
      messages: [
        "spec.containers[0].resources.limits[memory]: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "spec.containers[0].resources.limits[cpu]: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      ],
    },
    {
      when: 'more is requested than allowed',
      changes: { 'spec.containers[0].resources': { limits: { memory: '1Gi' }, requests: { memory: '1025Mi' } } },
      messages: [
        'spec.containers[0].resources.requests: Invalid value: "1025Mi": must be less than or equal to memory limit of 1Gi',
      ],
    },
    {
      when: 'a quantity is negative',
      changes: { 'spec.containers[0].resources': { limits: { cpu: -0.5 } } },
      messages: [
        'spec.containers[0].resources.limits[cpu]: Invalid value: "-500m": must be greater than or equal to 0',
        'spec.containers[0].resources.requests[cpu]: Invalid value: "-500m": must be greater than or equal to 0',
      ],
    },
    {
      when: 'a resource is unknown',
      changes: { 'spec.containers[0].resources': { limits: { gpu: 1, storage: '1Gi' } } },
      messages: [
        'spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.limits[gpu]: Invalid value: "gpu": must be a standard resource for containers',
        'spec.containers[0].resources.limits[storage]: Invalid value: "storage": must be a standard resource for containers',
        'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
        'spec.containers[0].resources.requests[storage]: Invalid value: "storage": must be a standard resource for containers',
      ],
    },
    {
      when: 'a device is requested without a limit, or in parts',
      changes: {
        'spec.containers[0].resources': { requests: { 'nvidia.com/gpu': '1' }, limits: { 'amd.com/gpu': '0.5' } },
      },
      messages: [
        'spec.containers[0].resources.limits[amd.com/gpu]: Invalid value: "500m": must be an integer',
        'spec.containers[0].resources.requests[amd.com/gpu]: Invalid value: "500m": must be an integer',
        'spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
      ],
    },
    {
      when: 'containers have more together than the pod, sidecars included',
      changes: {
        'spec.resources': { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1' } },
        'spec.containers[0].resources': { requests: { cpu: '600m', memory: '2Gi' } },
        'spec.initContainers': [
          { name: 'side', image: 'side', restartPolicy: 'Always', resources: { requests: { cpu: '500m' } } },
          { name: 'init', image: 'init', resources: { requests: { cpu: '200m', memory: '1Gi' } } },
        ],
      },
      messages: [
        'spec.resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi',
        'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 1100m',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.pod(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
