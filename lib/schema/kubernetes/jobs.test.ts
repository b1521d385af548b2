import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('job', () => {
  test('passes when a job is as it should be', () => {
    // GIVEN
    const object = VALID.job();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'the pods would always be restarted',
      changes: { 'spec.template.spec.restartPolicy': null },
      messages: ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    },
    {
      when: 'numbers are negative',
      changes: { 'spec.parallelism': -1, 'spec.backoffLimit': -1 },
      messages: [
        'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
        'spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0',
      ],
    },
    {
      when: 'a selector is given',
      changes: { 'spec.selector': { matchLabels: { app: 'a' } } },
      messages: ['spec.selector: Invalid value: {"matchLabels":{"app":"a"}}: `selector` not auto-generated'],
    },
    {
      when: 'a selector is needed',
      changes: { 'spec.manualSelector': true },
      messages: [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
      ],
    },
    {
      when: 'indices have no end',
      changes: { 'spec.completionMode': 'Indexed' },
      messages: ['spec.completions: Required value: when completion mode is Indexed'],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.job(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});

describe('cronJob', () => {
  test('passes when a cronJob is as it should be', () => {
    // GIVEN
    const object = VALID.cronJob();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    { when: 'the schedule is missing', changes: { 'spec.schedule': '' }, messages: ['spec.schedule: Required value'] },
    {
      when: 'the schedule is malformed',
      changes: { 'spec.schedule': '* * * *' },
      messages: ['spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]'],
    },
    {
      when: 'the schedule has an impossible number',
      changes: { 'spec.schedule': '60 * * * *' },
      messages: ['spec.schedule: Invalid value: "60 * * * *": end of range (60) above maximum (59): 60'],
    },
    {
      when: 'the schedule has a zone',
      changes: { 'spec.schedule': 'TZ=Europe/Berlin 0 * * * *' },
      messages: [
        'spec.schedule: Invalid value: "TZ=Europe/Berlin 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      ],
    },
    {
      when: 'there is no such time zone',
      changes: { 'spec.timeZone': 'Europe/Berlinn' },
      messages: ['spec.timeZone: Invalid value: "Europe/Berlinn": unknown time zone Europe/Berlinn'],
    },
    {
      when: 'the time zone is a distance',
      changes: { 'spec.timeZone': '+01:00' },
      messages: ['spec.timeZone: Invalid value: "+01:00": unknown time zone +01:00'],
    },
    {
      when: 'the policy is unknown',
      changes: { 'spec.concurrencyPolicy': 'Queue' },
      messages: ['spec.concurrencyPolicy: Unsupported value: "Queue": supported values: "Allow", "Forbid", "Replace"'],
    },
    {
      when: 'the pods would always be restarted',
      changes: { 'spec.jobTemplate.spec.template.spec.restartPolicy': 'Always' },
      messages: [
        'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.cronJob(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
