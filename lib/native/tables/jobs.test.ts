import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('job', () => {
  test('passes when a job is as it should be', () => {
    // GIVEN
    const object = VALID.job();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'a selector of its own selects',
      changes: {
        'spec.manualSelector': true,
        'spec.selector': {
          matchLabels: { a: 'b' },
          matchExpressions: [
            { key: 'a', operator: 'In', values: ['b'] },
            { key: 'a', operator: 'NotIn', values: ['c'] },
            { key: 'a', operator: 'Exists' },
            { key: 'c', operator: 'DoesNotExist' },
          ],
        },
        'spec.template.metadata': { labels: { a: 'b' } },
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.job(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
    {
      when: 'the pods would always be restarted',
      changes: { 'spec.template.spec.restartPolicy': null },
      messages: ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    },
    {
      when: 'numbers are negative',
      changes: { 'spec.parallelism': -1, 'spec.backoffLimit': -1 },
      messages: [
        'spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0',
        'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
      ],
    },
    {
      when: 'a selector is given',
      changes: { 'spec.selector': { matchLabels: { app: 'a' } } },
      messages: [
        'spec.selector: Invalid value: {"matchLabels":{"app":"a"}}: `selector` not auto-generated',
        'spec.template.metadata.labels: Invalid value: {"batch.kubernetes.io/job-name":"reviews","job-name":"reviews"}: `selector` does not match template `labels`',
      ],
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
      changes: { 'spec.completionMode': 'Indexed', 'spec.parallelism': 2 },
      messages: ['spec.completions: Required value: when completion mode is Indexed'],
    },
    {
      when: 'its completions have an unknown mode',
      changes: { 'spec.completionMode': 'X' },
      messages: ['spec.completionMode: Unsupported value: "X": supported values: "NonIndexed", "Indexed"'],
    },
    {
      when: 'pods are restarted with a failure policy',
      changes: { 'spec.template.spec.restartPolicy': 'OnFailure', 'spec.podFailurePolicy': { rules: [] } },
      messages: [
        'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
      ],
    },
    {
      when: 'its selector is none',
      changes: { 'spec.selector': { matchExpressions: [{ key: 'a', operator: 'Near' }] } },
      messages: ['spec.selector.matchExpressions[0].operator: Invalid value: "Near": not a valid selector operator'],
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

  test.each<{ when: string; changes: Record<string, unknown> }>([
    { when: 'it has a time zone', changes: { 'spec.timeZone': 'Europe/Berlin' } },
    { when: 'its time zone is that of the world', changes: { 'spec.timeZone': 'UTC' } },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.cronJob(), changes);

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
    {
      when: 'the time zone is empty',
      changes: { 'spec.timeZone': '' },
      messages: ['spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string'],
    },
    {
      when: 'the time zone is that of the machine',
      changes: { 'spec.timeZone': 'Local' },
      messages: [
        'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
      ],
    },
    {
      when: 'the time zone is unknown',
      changes: { 'spec.timeZone': 'Europe/Bern' },
      messages: ['spec.timeZone: Invalid value: "Europe/Bern": unknown time zone Europe/Bern'],
    },
    {
      when: 'the time zone is an offset',
      changes: { 'spec.timeZone': '+01:00' },
      messages: ['spec.timeZone: Invalid value: "+01:00": unknown time zone +01:00'],
    },
    {
      when: 'the time zone is in the schedule',
      changes: { 'spec.schedule': 'TZ=UTC * * * * *' },
      messages: [
        'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      ],
    },
    {
      when: 'the schedule is missing',
      changes: { 'spec.schedule': null },
      messages: ['spec.schedule: Required value'],
    },
    {
      when: 'a selector is given',
      changes: {
        'spec.jobTemplate.spec.selector': { matchLabels: { a: 'b' } },
        'spec.jobTemplate.spec.manualSelector': true,
      },
      messages: [
        'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated',
        'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
      ],
    },
    {
      when: 'the policy is unknown',
      changes: { 'spec.concurrencyPolicy': 'X' },
      messages: ['spec.concurrencyPolicy: Unsupported value: "X": supported values: "Allow", "Forbid", "Replace"'],
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
