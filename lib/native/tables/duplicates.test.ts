import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

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
        'metadata.ownerReferences': [
          { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: '1' },
          { apiVersion: 'v1', kind: 'Pod', name: 'b', uid: '1' },
        ],
      },
      messages: ['metadata.ownerReferences[1]: server-side apply: duplicate entries for key [uid="1"]'],
    },
    {
      when: 'the API server itself warns of two entries of one key',
      changes: {
        'spec.template.spec.containers[0].ports': [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }],
      },
      messages: [
        'spec.template.spec.containers[0].ports[1]: duplicate port definition with spec.template.spec.containers[0].ports[0]',
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
