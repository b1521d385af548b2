import { describe, expect, test } from '@jest/globals';
import { altered, type Manifest, messagesOf } from './fixtures';

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
    ['runtimeClass', { handler: undefined }, ['handler: Required value']],
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
    ['binding', { 'spec.validationActions': [] }, ['spec.validationActions: Required value']],
  ])('reports when %s has missing or impossible values', (name, changes, expected) => {
    // GIVEN
    const object = altered(VALID[name](), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
