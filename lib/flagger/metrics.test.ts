import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Testing } from 'cdk8s';
import { AlertProvider, CanaryMetric, MetricProvider, MetricTemplate, type MetricTemplateReference } from '.';

const provider = MetricProvider.prometheus({ address: 'http://prometheus.istio-system:9090' });
const setUp = () => new Chart(Testing.app(), 'shared', { namespace: 'istio-system' });

describe('MetricTemplate', () => {
  test('GIVEN a query WHEN rendered THEN it is written as it is', () => {
    const chart = setUp();
    new MetricTemplate(chart, 'errors', { provider, query: 'up{ns="{{ namespace }}"}[{{interval}}]' });
    expect(chart.toJson()).toEqual([
      {
        apiVersion: 'flagger.app/v1beta1',
        kind: 'MetricTemplate',
        metadata: { name: 'errors', namespace: 'istio-system' },
        spec: {
          provider: { type: 'prometheus', address: 'http://prometheus.istio-system:9090' },
          query: 'up{ns="{{ namespace }}"}[{{interval}}]',
        },
      },
    ]);
  });

  test.each([
    ['an unknown placeholder', 'up{n="{{ pod }}"}', 'the query asks for {{ pod }}, which Flagger does not know'],
    ['an open placeholder', 'up{n="{{ name"}', 'the query has "{{" without "}}"'],
    ['nothing', ' ', 'the query is empty'],
  ])('GIVEN %s THEN it is an error', (_, query, message) => {
    expect(() => new MetricTemplate(setUp(), 'errors', { provider, query })).toThrow(message);
  });

  test('GIVEN each provider THEN it has the fields that it needs', () => {
    const secret = { name: 'key' };
    const address = 'https://api.example.com';
    expect(
      [
        MetricProvider.graphite({ address, headers: { 'x-scope': ['a'] } }),
        MetricProvider.influxdb({ address, secret }),
        MetricProvider.datadog({ secret }),
        MetricProvider.newRelic({ secret }),
        MetricProvider.stackdriver({ secret }),
        MetricProvider.cloudWatch({ region: 'eu-west-1' }),
        MetricProvider.keptn(),
        MetricProvider.externalMetrics({ insecureSkipVerify: true }),
      ].map((one) => JSON.parse(JSON.stringify(one._toWire()))),
    ).toEqual([
      { type: 'graphite', address, headers: { 'x-scope': ['a'] } },
      { type: 'influxdb', address, secretRef: secret },
      { type: 'datadog', secretRef: secret },
      { type: 'newrelic', secretRef: secret },
      { type: 'stackdriver', secretRef: secret },
      { type: 'cloudwatch', region: 'eu-west-1' },
      { type: 'keptn' },
      { type: 'externalmetrics', insecureSkipVerify: true },
    ]);
    expect(() => MetricProvider.prometheus({ address: 'prometheus:9090' })).toThrow('is no URL');
  });
});

describe('CanaryMetric', () => {
  const template: MetricTemplateReference = {
    templateName: 'errors',
    templateNamespace: 'istio-system',
    query: 'x{d="{{ variables.direction }}"}[{{ interval }}]' as string,
  };

  test('GIVEN a template of another namespace THEN the reference names it', () => {
    const interval = Duration.minutes(1);
    const metric = CanaryMetric.fromTemplate(template, { range: { max: 1 }, interval, variables: { direction: 'in' } });
    expect(metric._toWire('web')).toEqual({
      name: 'errors',
      interval: '1m',
      thresholdRange: { max: 1 },
      templateVariables: { direction: 'in' },
      templateRef: { name: 'errors', namespace: 'istio-system' },
    });
  });

  const interval = Duration.minutes(1);
  const range = { max: 1 };
  const variables = { direction: 'in' };
  test.each([
    ['no interval', { range, variables }, 'asks for {{ interval }}, which would be empty'],
    ['a missing variable', { range, interval }, 'asks for the variables direction: give them a value'],
    [
      'an unknown variable',
      { range, interval, variables: { ...variables, x: 'y' } },
      'does not ask for the variables x',
    ],
    ['an empty range', { range: { min: 2, max: 1 }, interval, variables }, 'no value is from 2 to 1'],
    ['no number', { range: { max: Number.NaN }, interval, variables }, 'NaN is no bound'],
    [
      'a name of Flagger',
      { range, interval, variables, name: 'request-duration' },
      'Flagger would also run its own check',
    ],
    ['half a second', { range, interval: Duration.millis(500), variables }, 'Flagger takes whole seconds'],
  ])('GIVEN %s THEN it is an error', (_, options, message) => {
    expect(() => CanaryMetric.fromTemplate(template, options)).toThrow(message);
  });

  test('GIVEN bounds that every or no canary meets THEN it is an error', () => {
    expect(() => CanaryMetric.builtin.requestSuccessRate({ min: 101 })).toThrow('min 101: give a percentage');
    expect(() => CanaryMetric.builtin.requestSuccessRate({ min: 0 })).toThrow('min 0: give a percentage');
    expect(() => CanaryMetric.builtin.requestDuration({ max: Duration.seconds(0) })).toThrow('whole milliseconds');
  });
});

describe('AlertProvider', () => {
  test('GIVEN a provider THEN its address is in a Secret', () => {
    const chart = setUp();
    new AlertProvider(chart, 'team', {
      type: 'msteams',
      secret: { name: 'hook' },
      channel: 'ops',
      username: 'flagger',
    });
    expect(chart.toJson()[0].spec).toEqual({
      type: 'msteams',
      secretRef: { name: 'hook' },
      channel: 'ops',
      username: 'flagger',
    });
  });
});
