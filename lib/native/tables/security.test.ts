import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('security', () => {
  test('passes when a pod is as it should be', () => {
    // GIVEN
    const object = VALID.pod();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'processes see all of /proc',
      changes: { 'spec.hostUsers': false, 'spec.containers[0].securityContext.procMount': 'Unmasked' },
    },
    {
      when: 'profiles are on the node',
      changes: {
        'spec.securityContext': {
          seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' },
          appArmorProfile: { type: 'Localhost', localhostProfile: 'a' },
        },
      },
    },
    {
      when: 'policies and sysctls are known',
      changes: {
        'spec.securityContext': {
          fsGroupChangePolicy: 'Always',
          supplementalGroupsPolicy: 'Strict',
          supplementalGroups: [1],
          sysctls: [{ name: 'net.core.somaxconn', value: '1' }],
        },
      },
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
      when: 'privileges contradict',
      changes: { 'spec.containers[0].securityContext': { privileged: true, allowPrivilegeEscalation: false } },
      messages: [
        'spec.containers[0].securityContext: Invalid value: {"allowPrivilegeEscalation":false,"privileged":true}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
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
        'spec.containers[0].securityContext.runAsGroup: Invalid value: 4294967296: must be between 0 and 2147483647, inclusive',
        'spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
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
        'spec.containers[0].securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set',
        'spec.containers[0].securityContext.seccompProfile.type: Unsupported value: "docker/default": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
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
      messages: ['spec.hostNetwork: Forbidden: when `hostUsers` is false'],
    },
    {
      when: '/proc is mounted in an unknown way',
      changes: { 'spec.containers[0].securityContext.procMount': 'X' },
      messages: [
        'spec.containers[0].securityContext.procMount: Unsupported value: "X": supported values: "Default", "Unmasked"',
      ],
    },
    {
      when: "processes see all of /proc with the node's users",
      changes: { 'spec.containers[0].securityContext.procMount': 'Unmasked' },
      messages: [
        'spec.containers[0].securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`',
      ],
    },
    {
      when: "processes are shared, and the node's",
      changes: { 'spec.shareProcessNamespace': true, 'spec.hostPID': true },
      messages: [
        'spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
      ],
    },
    {
      when: 'policies and groups are impossible',
      changes: {
        'spec.securityContext': { fsGroupChangePolicy: 'X', supplementalGroupsPolicy: 'Y', supplementalGroups: [-1] },
      },
      messages: [
        'spec.securityContext.fsGroupChangePolicy: Unsupported value: "X": supported values: "Always", "OnRootMismatch"',
        'spec.securityContext.supplementalGroups[0]: Invalid value: -1: must be between 0 and 2147483647, inclusive',
        'spec.securityContext.supplementalGroupsPolicy: Unsupported value: "Y": supported values: "Merge", "Strict"',
      ],
    },
    {
      when: 'sysctls are missing, doubled, or of the node',
      changes: {
        'spec.hostNetwork': true,
        'spec.containers[0].ports': null,
        'spec.containers[0].livenessProbe': null,
        'spec.securityContext.sysctls': [{}, { name: 'a.b' }, { name: 'a.b' }, { name: 'net.a' }],
      },
      messages: [
        'spec.securityContext.sysctls[0].name: Required value',
        'spec.securityContext.sysctls[2].name: Duplicate value: "a.b"',
        'spec.securityContext.sysctls[3].name: Invalid value: "net.a": may not be specified when \'hostNetwork\' is true',
      ],
    },
    {
      when: 'a profile is on the node and is not',
      changes: {
        'spec.securityContext': {
          seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'a' },
          appArmorProfile: { type: 'Unconfined', localhostProfile: 'a' },
        },
      },
      messages: [
        'spec.securityContext.appArmorProfile.localhostProfile: Invalid value: "a": can only be set when AppArmor type is Localhost',
        'spec.securityContext.seccompProfile.localhostProfile: Invalid value: {"localhostProfile":"a","type":"RuntimeDefault"}: can only be set when seccomp type is Localhost',
      ],
    },
    {
      when: 'a profile on the node is missing, padded or elsewhere',
      changes: {
        'spec.securityContext': {
          seccompProfile: { type: 'Localhost', localhostProfile: '/a' },
          appArmorProfile: { type: 'Localhost' },
        },
        'spec.containers[0].securityContext.appArmorProfile': { type: 'Localhost', localhostProfile: ' a' },
      },
      messages: [
        'spec.containers[0].securityContext.appArmorProfile.localhostProfile: Invalid value: " a": must not be padded with whitespace',
        'spec.securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost',
        'spec.securityContext.seccompProfile.localhostProfile: Invalid value: "/a": must be a relative path',
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
