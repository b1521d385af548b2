import { describe, expect, test } from '@jest/globals';
import { altered, type Manifest, messagesOf } from '../fixtures';

const VALID = {
  runtimeClass: () => ({
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'a' },
    handler: 'runsc',
    overhead: { podFixed: { cpu: '100m' } },
  }),
  ingressClass: () => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'a' },
    spec: { controller: 'example.com/ingress' },
  }),
  apiService: () => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.a.io' },
    spec: {
      group: 'a.io',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { name: 'a', namespace: 'b' },
    },
  }),
  flowSchema: () => ({
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name: 'a' },
    spec: {
      priorityLevelConfiguration: { name: 'exempt' },
      rules: [
        {
          subjects: [{ kind: 'Group', group: { name: 'g' } }],
          nonResourceRules: [{ nonResourceURLs: ['/a'], verbs: ['get'] }],
        },
      ],
    },
  }),
  driver: () => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIDriver',
    metadata: { name: 'a' },
    spec: { fsGroupPolicy: 'File', volumeLifecycleModes: ['Ephemeral'] },
  }),
  binding: () => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'a' },
    spec: { policyName: 'a', validationActions: ['Deny', 'Audit'] },
  }),
} as const satisfies Record<string, () => Manifest>;

describe('extensions of a cluster', () => {
  test.each(Object.entries(VALID))('passes when %s is complete', (_name, object) => {
    // WHEN
    const messages = messagesOf(object());

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<[name: keyof typeof VALID, changes: Record<string, unknown>, messages: string[]]>([
    [
      'runtimeClass',
      { handler: undefined },
      [
        `handler: Invalid value: "": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
      ],
    ],
    [
      'ingressClass',
      { 'spec.controller': 'ingress' },
      ['spec.controller: Invalid value: "ingress": must be a domain-prefixed path (such as "acme.io/foo")'],
    ],
    [
      'apiService',
      { 'metadata.name': 'x', 'spec.versionPriority': 0 },
      [
        'metadata.name: Invalid value: "x": must be `spec.version+"."+spec.group`: "v1.a.io"',
        'spec.versionPriority: Invalid value: 0: must be positive and less than 1000',
      ],
    ],
    [
      'flowSchema',
      { 'spec.matchingPrecedence': 20000, 'spec.rules': [{ subjects: [{ kind: 'Group', group: { name: 'g' } }] }] },
      [
        'spec.matchingPrecedence: Invalid value: 20000: must not be greater than 10000',
        'spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty',
      ],
    ],
    [
      'driver',
      { 'spec.fsGroupPolicy': 'Any' },
      ['spec.fsGroupPolicy: Unsupported value: "Any": supported values: "File", "None", "ReadWriteOnceWithFSType"'],
    ],
    [
      'binding',
      { 'spec.validationActions': [] },
      ['spec.validationActions: Required value: at least one validation action is required'],
    ],
  ])('reports when %s has missing or impossible values', (name, changes, expected) => {
    // GIVEN
    const object = altered(VALID[name](), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });

  test.each<[name: keyof typeof VALID, when: string, changes: Record<string, unknown>]>([
    ['runtimeClass', 'has no overhead', { overhead: null }],
    ['runtimeClass', 'needs memory, too', { 'overhead.podFixed': { cpu: '100m', memory: '64Mi' } }],
    ['ingressClass', 'has parameters', { 'spec.parameters': { apiGroup: 'a.io', kind: 'Parameters', name: 'a' } }],
    ['apiService', 'has a port', { 'spec.service.port': 8443 }],
    ['apiService', 'is local', { 'spec.service': null }],
    ['apiService', 'is not verified', { 'spec.insecureSkipTLSVerify': true }],
    ['apiService', 'has the highest priorities', { 'spec.groupPriorityMinimum': 20000, 'spec.versionPriority': 1000 }],
    [
      'flowSchema',
      'tells users apart',
      { 'spec.distinguisherMethod': { type: 'ByUser' }, 'spec.matchingPrecedence': 10000 },
    ],
    ['driver', 'has no policy', { spec: {} }],
    ['driver', 'has both modes', { 'spec.volumeLifecycleModes': ['Persistent', 'Ephemeral'] }],
  ])('passes when %s %s', (name, _when, changes) => {
    // GIVEN
    const object = altered(VALID[name](), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<[name: keyof typeof VALID, when: string, changes: Record<string, unknown>, messages: string[]]>([
    [
      'runtimeClass',
      'has a negative overhead',
      { 'overhead.podFixed': { cpu: '-1' } },
      ['overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ],
    [
      'runtimeClass',
      'has an overhead of something unknown',
      { 'overhead.podFixed': { disk: '1' } },
      [
        'overhead.limits[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
        'overhead.limits[disk]: Invalid value: "disk": must be a standard resource for containers',
      ],
    ],
    [
      'ingressClass',
      'has no controller, and parameters without names',
      { 'spec.controller': null, 'spec.parameters': {} },
      [
        'spec.controller: Required value',
        'spec.parameters.kind: Required value',
        'spec.parameters.name: Required value',
      ],
    ],
    [
      'ingressClass',
      'has a controller with a name that is too long',
      { 'spec.controller': `a.io/${'a'.repeat(250)}` },
      ['spec.controller: Too long: may not be more than 250 bytes'],
    ],
    [
      'apiService',
      'is local and not verified',
      { 'spec.service': null, 'spec.insecureSkipTLSVerify': true },
      ['spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify'],
    ],
    [
      'apiService',
      'has a service without a name at an impossible port',
      { 'spec.service': { port: 65536 } },
      [
        'spec.service.port: Invalid value: 65536: port is not valid: must be between 1 and 65535, inclusive',
        'spec.service.namespace: Required value',
        'spec.service.name: Required value',
      ],
    ],
    [
      'apiService',
      'is verified and is not',
      { 'spec.insecureSkipTLSVerify': true, 'spec.caBundle': 'YQ==' },
      ['spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present'],
    ],
    [
      'apiService',
      'has too high priorities',
      { 'spec.groupPriorityMinimum': 20001, 'spec.versionPriority': 1001 },
      [
        'spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000',
        'spec.versionPriority: Invalid value: 1001: must be positive and less than 1000',
      ],
    ],
    [
      'flowSchema',
      'has a negative precedence and no level',
      { 'spec.matchingPrecedence': -1, 'spec.priorityLevelConfiguration': {} },
      [
        'spec.matchingPrecedence: Invalid value: -1: must be a positive value',
        'spec.priorityLevelConfiguration.name: Required value: must reference a priority level',
      ],
    ],
    [
      'flowSchema',
      'tells requests apart by something unknown',
      { 'spec.distinguisherMethod': { type: 'ByPath' } },
      ['spec.distinguisherMethod.type: Unsupported value: "ByPath": supported values: "ByNamespace", "ByUser"'],
    ],
    [
      'flowSchema',
      'is for nobody',
      { 'spec.rules[0].subjects': [] },
      ['spec.rules[0].subjects: Required value: subjects must contain at least one value'],
    ],
    [
      'flowSchema',
      'is for somebody unknown',
      { 'spec.rules[0].subjects': [{ kind: 'Robot' }] },
      [
        'spec.rules[0].subjects[0].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"',
      ],
    ],
    [
      'driver',
      'has an unknown mode',
      { 'spec.volumeLifecycleModes': ['Persistent', 'Inline'] },
      ['spec.volumeLifecycleModes: Unsupported value: "Inline": supported values: "Persistent", "Ephemeral"'],
    ],
  ])('reports when %s %s', (name, _when, changes, expected) => {
    // GIVEN
    const object = altered(VALID[name](), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
