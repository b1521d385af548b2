import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('security', () => {
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
      when: 'privileges contradict',
      changes: { 'spec.containers[0].securityContext': { privileged: true, allowPrivilegeEscalation: false } },
      messages: [
        'spec.containers[0].securityContext: Invalid value: {"privileged":true,"allowPrivilegeEscalation":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
      ],
    },
    {
      when: 'a capability is an escalation',
      changes: {
        'spec.containers[0].securityContext': {
          allowPrivilegeEscalation: false,
          capabilities: { add: ['CAP_SYS_ADMIN'] },
        },
      },
      messages: [
        'spec.containers[0].securityContext: Invalid value: {"allowPrivilegeEscalation":false,"capabilities":{"add":["CAP_SYS_ADMIN"]}}: cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
      ],
    },
    {
      when: 'a user is impossible',
      changes: { 'spec.securityContext.runAsUser': -1, 'spec.containers[0].securityContext.runAsGroup': 4294967296 },
      messages: [
        'spec.containers[0].securityContext.runAsGroup: Invalid value: 4294967296: must be between 0 and 4294967295, inclusive',
        'spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 4294967295, inclusive',
      ],
    },
    {
      when: 'a profile is incomplete or unknown',
      changes: {
        'spec.securityContext.seccompProfile': { type: 'Localhost' },
        'spec.containers[0].securityContext.seccompProfile': { type: 'docker/default' },
        'spec.containers[0].securityContext.appArmorProfile': {},
      },
      messages: [
        'spec.containers[0].securityContext.seccompProfile.type: Unsupported value: "docker/default": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
        'spec.containers[0].securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set',
        'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
      ],
    },
    {
      when: 'a sysctl is malformed',
      changes: { 'spec.securityContext.sysctls': [{ name: 'A' }] },
      messages: [
        'spec.securityContext.sysctls[0].name: Invalid value: "A": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
      ],
    },
    {
      when: "the pod has own users on the node's network",
      changes: { 'spec.hostUsers': false, 'spec.hostNetwork': true },
      messages: ['spec.hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false'],
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
