import { describe, expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, objectExample, yaml } from '../../release/example';
import { query } from './query';

const found = saying(query);
const template = (text: string, type = 'prometheus') =>
  objectExample(
    'flagger.app/v1beta1',
    'MetricTemplate',
    't',
    `spec: {provider: {type: ${type}, address: "http://a.test"}, query: '${text}'}`,
  );
const user = (more = '') => canaryExample({ metrics: `{name: m, templateRef: {name: t}, interval: 1m${more}}` });

describe('a template', () => {
  test('GIVEN no PromQL THEN every check fails', () => {
    expect(found(template('sum(rate(a{b="{{ target }}"}[{{ interval }}])'))).toEqual([
      'a.yaml:4 error FLAGGER_QUERY: no PromQL: line 1, column 28: the query ends too early, in sum(rate(a{b="target"}[1m]): every check fails, and each release is rolled back',
    ]);
    expect(found(template('rate(a)'))[0]).toMatch(
      /column 7: rate\(\) takes a range of samples: add one, such as \[5m\], in rate\(a\): every/,
    );
  });

  test('GIVEN values that break it THEN the Canary is named that gives them', () => {
    const text = yaml(user(`, templateVariables: {sum: "a)"}`), template('sum({{ variables.sum }})'));
    expect(found(text)).toEqual([
      'a.yaml:18 error FLAGGER_QUERY: no PromQL: line 1, column 7: unexpected ")", in sum(a)), as it is asked for Canary shop/reviews: every check fails, and each release is rolled back',
      '  a.yaml:13: is asked for it',
    ]);
  });

  test.each([
    ['{{ workload }}', '{{ workload }} asks for workload, which Flagger does not know'],
    ['{{ .Name }}', '{{ .Name }} asks for data, and there is none'],
    ['{{ target', '"{{" is not closed'],
  ])('GIVEN %s THEN Flagger cannot fill it in', (part, message) => {
    expect(found(template(`sum(a{b="${part}"})`, 'datadog'))[0]).toMatch(
      `line 1, column 10: ${message}: every check fails, and each release is rolled back`,
    );
  });

  test.each([
    ['PromQL', template('sum(rate(a{b="{{ target }}",c="{{ variables.c }}"}[{{ interval }}]))')],
    ['what is not worked out', template('sum(a{b="{{ printf "%s" target }}"}')],
    ['another language', template('SELECT count(*) FROM a', 'newrelic')],
    ['a variable that is missing, of which another rule tells', yaml(user(), template('sum({{ variables.a }})'))],
  ])('GIVEN %s THEN nothing is reported', (_name, text) => {
    expect(found(text)).toEqual([]);
  });
});

test('GIVEN a query of a Canary THEN it is read, too', () => {
  const own = (text: string) => canaryExample({ metrics: `{name: m, query: '${text}'}` });
  expect(found(own('sum(a'))[0]).toBe(
    'a.yaml:13 error FLAGGER_QUERY: no PromQL: line 1, column 6: the query ends too early, in sum(a: every check fails, and each release is rolled back',
  );
  expect(found(own('sum(a)'))).toEqual([]);
});
