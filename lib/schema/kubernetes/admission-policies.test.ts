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

  test.each([
    {
      when: 'what is required is missing',
      changes: { spec: {} },
      messages: [
        'spec.matchConstraints: Required value',
        'spec.validations: Required value: validations or auditAnnotations must contain at least one item',
        'spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item',
      ],
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
