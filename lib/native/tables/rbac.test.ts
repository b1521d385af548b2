import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('rbac', () => {
  test('passes when a role is as it should be', () => {
    // GIVEN
    const object = VALID.role();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'verbs are missing',
      changes: { rules: [{ apiGroups: [''], resources: ['pods'] }] },
      messages: ['rules[0].verbs: Required value: verbs must contain at least one value'],
    },
    {
      when: 'groups and resources are missing',
      changes: { rules: [{ verbs: ['get'] }] },
      messages: [
        'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
        'rules[0].resources: Required value: resource rules must supply at least one resource',
      ],
    },
    {
      when: 'a role in a namespace has URLs',
      changes: { rules: [{ nonResourceURLs: ['/a'], verbs: ['get'] }] },
      messages: ['rules[0].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs'],
    },
    {
      when: 'a rule is for no group',
      changes: { rules: [{ verbs: ['get'], resources: ['pods'] }] },
      messages: ['rules[0].apiGroups: Required value: resource rules must supply at least one api group'],
    },
    {
      when: 'a rule of a namespace is for URLs and resources',
      changes: { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], nonResourceURLs: ['/a'] }] },
      messages: [
        'rules[0].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs',
        'rules[0].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.role(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

describe('binding', () => {
  test('passes when a clusterRoleBinding is as it should be', () => {
    // GIVEN
    const object = VALID.clusterRoleBinding();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'the role is missing',
      changes: { roleRef: null },
      messages: [
        'roleRef.name: Required value',
        'roleRef.kind: Unsupported value: "": supported values: "ClusterRole"',
      ],
    },
    {
      when: 'the role is of another kind or group',
      changes: { roleRef: { kind: 'Role', name: 'a', apiGroup: 'x' } },
      messages: [
        'roleRef.apiGroup: Unsupported value: "x": supported values: "rbac.authorization.k8s.io"',
        'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
      ],
    },
    {
      when: 'subjects are incomplete',
      changes: { subjects: [{ kind: 'ServiceAccount', name: 'a' }, { kind: 'User' }, { kind: 'Robot', name: 'r' }] },
      messages: [
        'subjects[0].namespace: Required value',
        'subjects[1].name: Required value',
        'subjects[2].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.clusterRoleBinding(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
