import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('duplicates', () => {
  test('passes when a deployment is as it should be', () => {
    // GIVEN
    const object = VALID.deployment();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'two entries have one key, which is only a warning',
      changes: {
        'spec.template.spec.containers[0].ports': [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }],
      },
      messages: [
        'spec.template.spec.containers[0].ports[1]: server-side apply: duplicate entries for key [containerPort=80,protocol="TCP"]',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.deployment(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
