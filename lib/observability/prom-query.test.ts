import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { PromQuery, promql } from './prom-query';

describe('PromQuery', () => {
  test.each([
    'istio_requests_total{destination_service="productpage.default.svc.cluster.local"}',
    'rate(istio_requests_total{destination_service=~"productpage.*", response_code="200"}[5m])',
    'sum(rate(x{a="b",}[30s])) / sum(rate(x[30s])) * 100',
    'histogram_quantile(0.99, sum by (le, app) (rate(x_bucket[5m])))',
    'histogram_quantile(0.99, sum without (pod) (rate(x_bucket[5m])))',
    'max_over_time(rate(x[1m])[1h:5m])',
    '(x and on (a) group_left (b) y) offset 5m',
    'topk(5, x) # the five',
  ])('GIVEN %s THEN it is PromQL', (text) => {
    expect(PromQuery.parse(text).text).toBe(text);
  });

  test.each([
    ['', 'line 1, column 1: the query ends too early'],
    ['rate(x[5m]', 'line 1, column 11: the query ends too early'],
    ['sum(x) by (a))', 'line 1, column 14: unexpected ")"'],
    ['sum(\n  foo(x))', 'line 2, column 6: unexpected "("'],
    ['rate(x)', 'line 1, column 7: rate() takes a range of samples: add one, such as [5m]'],
    ['sum(x[5m])', 'line 1, column 5: sum takes no range of samples: wrap it in rate() or another'],
    ['x[5m] + 1', 'line 1, column 1: an operator takes no range of samples: wrap it in rate() or another'],
    [
      '(x[5m])',
      'line 1, column 1: the query has a range of samples for its result: wrap it in a function such as rate()',
    ],
    ['rate(sum(x)[5m])', 'line 1, column 12: only a selector has a range: write a subquery, such as [5m:1m]'],
    [
      'histogram_quantile(0.9, sum by (app) (rate(x_bucket[5m])))',
      'line 1, column 25: the buckets lose their bounds: add "le" to the labels kept',
    ],
  ])('GIVEN %j THEN the place and the mistake are told', (text, message) => {
    expect(() => PromQuery.parse(text)).toThrow(`[promql] ${message}, in: ${text}`.replace(/\s*\n\s*/g, ' ').trim());
  });

  test.each([
    [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's syntax
      'sum(rate(x{ns="$namespace", app=~"${app:regex}"}[$__rate_interval])) by ($label)',
      ['namespace', 'app', '__rate_interval', 'label'],
    ],
    ['sum(rate(x{ns="{{ namespace }}"}[{{ interval }}])) > {{ variables.limit }}', []],
    ['max_over_time(x[$__range:$__interval] offset $shift)', ['__range', '__interval', 'shift']],
  ])('GIVEN variables in %s THEN it parses, and Grafana’s are known', (text, variables) => {
    const query = PromQuery.parse(text);
    expect(query.text).toBe(text);
    expect(query.variables).toEqual(variables);
  });

  test('GIVEN a mistake after a variable THEN the column is the one in the text', () => {
    expect(() => PromQuery.parse('sum(rate(x{a="$b"}[{{ interval }}]) by')).toThrow('line 1, column 37');
  });
});

describe('promql', () => {
  test('GIVEN queries, durations, numbers and texts THEN they become one query', () => {
    const requests = promql`sum(rate(x{path="${'/a"b\\'}"}[${Duration.minutes(90)}]))`;
    expect(requests.text).toBe('sum(rate(x{path="/a\\"b\\\\"}[90m]))');
    const sum = promql`a + b`;
    expect(promql`${sum} / ${promql`rate(c[5m])`} > ${0.5}`.text).toBe('(a + b) / rate(c[5m]) > 0.5');
  });

  test('GIVEN a text outside of quotes THEN it is an error', () => {
    expect(() => promql`sum(x{a=${'b'}})`).toThrow('"b" is a text and stands outside of quotes');
  });

  test('GIVEN a query inside quotes THEN it is an error', () => {
    expect(() => promql`sum(x{a="${promql`b`}"})`).toThrow('a query stands inside quotes');
  });
});
