import { describe, expect, test } from '@jest/globals';
import { asksFor, fillTemplate, readTemplate, variablesIn } from './query-template';

describe('a query', () => {
  test('GIVEN placeholders THEN values stand in their places', () => {
    const template = readTemplate('a{w="{{ target }}",d="{{variables.d}}"}[{{- interval -}}]');
    expect(template.problem).toBeUndefined();
    expect(variablesIn(template)).toEqual(['d']);
    expect([asksFor(template, 'interval'), asksFor(template, 'name')]).toEqual([true, false]);
    expect(
      fillTemplate(
        template,
        (name) => `<${name}>`,
        (name) => `(${name})`,
      ),
    ).toBe('a{w="<target>",d="(d)"}[<interval>]');
  });

  test.each([
    '{{ printf "%s-primary" target }}',
    '{{/* {{ nothing }} */}}',
    '{{ index variables "my-key" }}',
    '{{ $x := target }}',
    '{{ if eq namespace "a" }}b{{ end }}',
    '{{ `}}` }}',
    '{{ range $k, $v := variables }}{{ $v }}{{ end }}',
  ])('GIVEN %s THEN it is right, and not worked out', (query) => {
    const template = readTemplate(query);
    expect(template.problem).toBeUndefined();
    expect(
      fillTemplate(
        template,
        () => '',
        () => '',
      ),
    ).toBeUndefined();
  });

  test.each([
    ['a{{ target', 1, '"{{" is not closed'],
    ['{{ workload }}', 0, '{{ workload }} asks for workload, which Flagger does not know'],
    ['{{ printf "%s" job }}', 0, '{{ printf "%s" job }} asks for job, which Flagger does not know'],
    ['{{ .Target }}', 0, '{{ .Target }} asks for data, and there is none'],
    ['{{}}', 0, 'there is nothing between "{{" and "}}"'],
  ])('GIVEN %s THEN it is said what is wrong', (query, at, message) => {
    expect(readTemplate(query).problem).toMatchObject({ at, message });
  });
});
