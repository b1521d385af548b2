import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('details of containers', () => {
  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'resources change without a restart',
      changes: { 'spec.containers[0].resizePolicy': [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] },
    },
    {
      when: 'huge pages come with memory',
      changes: { 'spec.containers[0].resources': { limits: { 'hugepages-2Mi': '4Mi', memory: '1Gi' } } },
    },
    {
      when: 'a divisor is a unit',
      changes: {
        'spec.containers[0].env': [
          { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
        ],
      },
    },
    {
      when: 'a container restarts on its own, which is dropped',
      changes: { 'spec.containers[0].restartPolicy': 'Always' },
    },
    {
      when: 'an init container never restarts, which is dropped',
      changes: { 'spec.initContainers': [{ name: 'a', image: 'a', restartPolicy: 'Never' }] },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.pod(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'resources change in a way that nobody knows',
      changes: { 'spec.containers[0].resizePolicy': [{ resourceName: 'cpu', restartPolicy: 'Always' }] },
      messages: [
        'spec.containers[0].resizePolicy: Unsupported value: "Always": supported values: "NotRequired", "RestartContainer"',
      ],
    },
    {
      when: 'huge pages come alone',
      changes: { 'spec.containers[0].resources': { limits: { 'hugepages-2Mi': '4Mi' } } },
      messages: ['spec.containers[0].resources: Forbidden: HugePages require cpu or memory'],
    },
    {
      when: 'a divisor is no unit',
      changes: {
        'spec.containers[0].env': [
          { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '3m' } } },
        ],
      },
      messages: [
        `spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
      ],
    },
    {
      when: 'it is resized by unknown resources and policies',
      changes: { 'spec.containers[0].resizePolicy': [{}, { resourceName: 'disk', restartPolicy: 'X' }] },
      messages: [
        'spec.containers[0].resizePolicy: Required value',
        'spec.containers[0].resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"',
        'spec.containers[0].resizePolicy: Unsupported value: "X": supported values: "NotRequired", "RestartContainer"',
      ],
    },
    {
      when: 'it is never restarted but when it is resized',
      changes: {
        'spec.restartPolicy': 'Never',
        'spec.containers[0].resizePolicy': [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }],
      },
      messages: [
        "spec.containers[0].resizePolicy: Invalid value: \"RestartContainer\": must be 'NotRequired' when `restartPolicy` is 'Never'",
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
