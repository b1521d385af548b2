import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('quota', () => {
  test('passes when a limitRange is as it should be', () => {
    // GIVEN
    const object = VALID.limitRange();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'pods are limited', changes: { 'spec.limits': [{ type: 'Pod', max: { cpu: '1' } }] } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.limitRange(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'bounds are the wrong way round',
      changes: {
        'spec.limits': [
          { type: 'Container', max: { cpu: '1' }, min: { cpu: '1500m' } },
          { type: 'Container' },
          { type: 'X' },
        ],
      },
      messages: [
        'spec.limits[0].min[cpu]: Invalid value: "1500m": min value 1500m is greater than max value 1',
        'spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 1500m is greater than default request value 1',
        'spec.limits[0].default[cpu]: Invalid value: "1500m": min value 1500m is greater than default value 1',
        'spec.limits[1].type: Duplicate value: "Container"',
        'spec.limits[2].type: Invalid value: "X": must be a standard limit type or fully qualified',
      ],
    },
    {
      when: 'pods have defaults',
      changes: { 'spec.limits': [{ type: 'Pod', default: { cpu: '1' }, defaultRequest: { cpu: '1' } }] },
      messages: [
        "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
        "spec.limits[0].defaultRequest: Forbidden: may not be specified when `type` is 'Pod'",
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.limitRange(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
