import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('admissionPolicy', () => {
  test('passes when a admissionPolicy is as it should be', () => {
    // GIVEN
    const object = VALID.admissionPolicy();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'failures are ignored', changes: { 'spec.failurePolicy': 'Ignore' } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.admissionPolicy(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: unknown[] }>([
    {
      when: 'what is required is missing',
      changes: { spec: {} },
      messages: [
        'spec.matchConstraints: Required value',
        'spec.validations: Required value: validations or auditAnnotations must contain at least one item',
        'spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item',
      ],
    },
    {
      when: 'an expression breaks off',
      changes: { 'spec.validations': [{ expression: 'object.a <=' }] },
      messages: [
        expect.stringMatching(
          /^spec\.validations\[0\]\.expression: Invalid value: "object\.a <=": compilation failed: /,
        ),
      ],
    },
    {
      when: 'failures are treated in an unknown way',
      changes: { 'spec.failurePolicy': 'X' },
      messages: ['spec.failurePolicy: Unsupported value: "X": supported values: "Fail", "Ignore"'],
    },
    {
      when: 'an expression is empty',
      changes: { 'spec.validations': [{ expression: ' ' }] },
      messages: ['spec.validations[0].expression: Required value: expression is not specified'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.admissionPolicy(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

test('a ValidatingAdmissionPolicyBinding reports when it denies and warns, twice', () => {
  // GIVEN
  const spec = { policyName: '', validationActions: ['Deny', 'Warn', 'Warn', 'Log'] };
  const object = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'a' },
    spec,
  };

  // WHEN
  const messages = messagesOf(object);

  // THEN
  expect(messages).toEqual([
    'spec.policyName: Required value',
    'spec.validationActions[2]: Duplicate value: "Warn"',
    'spec.validationActions[3]: Unsupported value: "Log": supported values: "Audit", "Deny", "Warn"',
    'spec.validationActions: Invalid value: ["Deny","Warn","Warn","Log"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
  ]);
});
