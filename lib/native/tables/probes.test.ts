import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('probes', () => {
  test('passes when a pod is as it should be', () => {
    // GIVEN
    const object = VALID.pod();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'it has time to end', changes: { 'spec.containers[0].livenessProbe.terminationGracePeriodSeconds': 1 } },
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
      when: 'a probe has no handler',
      changes: { 'spec.containers[0].livenessProbe': { periodSeconds: 1 } },
      messages: ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
    },
    {
      when: 'a probe has two handlers',
      changes: { 'spec.containers[0].readinessProbe': { tcpSocket: { port: 1 }, exec: { command: ['x'] } } },
      messages: ['spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
    },
    {
      when: 'a port is missing or malformed',
      changes: {
        'spec.containers[0].readinessProbe': { httpGet: { scheme: 'http' } },
        'spec.containers[0].livenessProbe': { tcpSocket: { port: '-' } },
      },
      messages: [
        'spec.containers[0].livenessProbe.tcpSocket.port: Invalid value: "-": must contain at least one letter (a-z)',
        'spec.containers[0].livenessProbe.tcpSocket.port: Invalid value: "-": must not begin or end with a hyphen',
        'spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'spec.containers[0].readinessProbe.httpGet.scheme: Unsupported value: "http": supported values: "HTTP", "HTTPS"',
      ],
    },
    {
      when: 'numbers are impossible',
      changes: { 'spec.containers[0].livenessProbe': { grpc: { port: 1 }, successThreshold: 2, timeoutSeconds: -1 } },
      messages: [
        'spec.containers[0].livenessProbe.timeoutSeconds: Invalid value: -1: must be greater than or equal to 0',
        'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
      ],
    },
    {
      when: 'a header is malformed',
      changes: { 'spec.containers[0].livenessProbe.httpGet.httpHeaders': [{ name: 'a b' }] },
      messages: [
        "spec.containers[0].livenessProbe.httpGet.httpHeaders: Invalid value: \"a b\": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
      ],
    },
    {
      when: 'a hook sleeps for longer than the pod has',
      changes: { 'spec.containers[0].lifecycle.preStop.sleep.seconds': 31 },
      messages: [
        'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)',
      ],
    },
    {
      when: 'a readiness probe would stop the container',
      changes: { 'spec.containers[0].readinessProbe': { exec: { command: ['x'] }, terminationGracePeriodSeconds: 1 } },
      messages: [
        'spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 1: must not be set for readinessProbes',
      ],
    },
    {
      when: 'it has no time to end',
      changes: { 'spec.containers[0].livenessProbe.terminationGracePeriodSeconds': 0 },
      messages: [
        'spec.containers[0].livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0',
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
