import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

describe('tracing', () => {
  test.each<[string, object, string[]]>([
    [
      'as it may be',
      {
        tracing: [
          {
            providers: [{ name: 'a' }],
            randomSamplingPercentage: 100,
            customTags: { a: { literal: { value: 'b' } }, c: { header: { name: 'd' } } },
          },
        ],
      },
      [],
    ],
    [
      'twice, and to two',
      { tracing: [{ providers: [{ name: 'a' }, { name: 'b' }] }, {}] },
      [
        'warning spec.tracing: only the first one is used',
        'warning spec.tracing[0].providers: only the first one is used: spans go to one provider',
      ],
    ],
    [
      'with what is empty or too much',
      {
        tracing: [
          {
            providers: [{ name: '' }],
            randomSamplingPercentage: 101,
            customTags: {
              '': { literal: { value: '' } },
              a: { header: {} },
              b: { environment: { name: '' } },
              c: { formatter: { value: '' } },
            },
          },
        ],
      },
      [
        'error spec.tracing[0].providers[0].name: the provider has no name',
        'error spec.tracing[0].randomSamplingPercentage: 101 given: a percentage is from 0 to 100',
        'error spec.tracing[0].customTags.: the name of the tag is empty',
        'error spec.tracing[0].customTags..literal.value: the tag "" has no value',
        'error spec.tracing[0].customTags.a.header.name: the tag "a" has no name',
        'error spec.tracing[0].customTags.b.environment.name: the tag "b" has no name',
        'error spec.tracing[0].customTags.c.formatter.value: the tag "c" has no value',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('Telemetry', spec)).toEqual(expected);
  });
});

describe('metrics and logs', () => {
  test.each<[string, object, string[]]>([
    [
      'as they may be',
      {
        metrics: [
          {
            providers: [{ name: 'a' }],
            overrides: [
              { match: { metric: 'ALL_METRICS' }, tagOverrides: { a: { value: 'b' }, c: { operation: 'REMOVE' } } },
            ],
          },
        ],
        accessLogging: [{ filter: { expression: 'response.code >= 400 && has(request.headers.a)' } }],
      },
      [],
    ],
    [
      'with what is empty or too much',
      {
        metrics: [
          {
            providers: [{}],
            overrides: [
              {
                match: { customMetric: '' },
                tagOverrides: { a: {}, b: { operation: 'REMOVE', value: 'c' }, '': { value: 'd' } },
              },
            ],
          },
        ],
      },
      [
        'error spec.metrics[0].providers[0].name: the provider has no name',
        'error spec.metrics[0].overrides[0].tagOverrides.: the name of the tag is empty',
        'error spec.metrics[0].overrides[0].tagOverrides.a.value: the tag "a" is set, and it is not said to what',
        'error spec.metrics[0].overrides[0].tagOverrides.b.value: a tag that is removed has no value',
        'error spec.metrics[0].overrides[0].match.customMetric: the metric has no name',
      ],
    ],
    [
      'filters that are none',
      {
        accessLogging: ['', 'a &&', 'has(a)', '[1].all(1, true)', 'a.?b', 'for'].map((expression) => ({
          filter: { expression },
        })),
      },
      [
        'error spec.accessLogging[0].filter.expression: "" is not an expression: syntax error: mismatched input \'<EOF>\' at 0',
        'error spec.accessLogging[1].filter.expression: "a &&" is not an expression: syntax error: mismatched input \'<EOF>\' at 4',
        'error spec.accessLogging[2].filter.expression: "has(a)" is not an expression: invalid argument to has() macro',
        'error spec.accessLogging[3].filter.expression: "[1].all(1, true)" is not an expression: argument must be a simple name',
        'error spec.accessLogging[4].filter.expression: "a.?b" is not an expression: unsupported syntax \'.?\'',
        'error spec.accessLogging[5].filter.expression: "for" is not an expression: reserved identifier: for',
      ],
    ],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('Telemetry', spec)).toEqual(expected);
  });
});
