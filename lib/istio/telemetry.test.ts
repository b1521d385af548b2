import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Testing } from 'cdk8s';
import { SpanTag, TELEMETRY_PROVIDERS, Telemetry, type TelemetryProps } from './telemetry';

function specOf(props: TelemetryProps): unknown {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'istio-system' });
  new Telemetry(chart, 'mesh', props);
  return Testing.synth(chart)[0];
}

describe('Telemetry', () => {
  test('GIVEN traces, logs and metrics THEN the manifest has them', () => {
    const manifest = specOf({
      selector: { app: 'reviews' },
      tracing: {
        provider: { name: 'jaeger' },
        randomSamplingPercentage: 100,
        reportSpans: true,
        mode: 'CLIENT',
        customTags: {
          user: SpanTag.header('end-user', 'nobody'),
          cluster: SpanTag.literal('lab'),
          pod: SpanTag.environment('POD_NAME'),
        },
      },
      accessLogging: {
        provider: TELEMETRY_PROVIDERS.envoy,
        enabled: true,
        mode: 'SERVER',
        filter: 'response.code >= 400',
      },
      metrics: {
        provider: TELEMETRY_PROVIDERS.prometheus,
        reportingInterval: Duration.seconds(10),
        overrides: [{ match: { metric: 'REQUEST_COUNT' }, disabled: true }],
      },
    });
    expect(manifest).toEqual({
      apiVersion: 'telemetry.istio.io/v1',
      kind: 'Telemetry',
      metadata: { name: 'mesh', namespace: 'istio-system' },
      spec: {
        selector: { matchLabels: { app: 'reviews' } },
        tracing: [
          {
            providers: [{ name: 'jaeger' }],
            randomSamplingPercentage: 100,
            disableSpanReporting: false,
            match: { mode: 'CLIENT' },
            customTags: {
              user: { header: { name: 'end-user', defaultValue: 'nobody' } },
              cluster: { literal: { value: 'lab' } },
              pod: { environment: { name: 'POD_NAME' } },
            },
          },
        ],
        accessLogging: [
          {
            providers: [{ name: 'envoy' }],
            disabled: false,
            match: { mode: 'SERVER' },
            filter: { expression: 'response.code >= 400' },
          },
        ],
        metrics: [
          {
            providers: [{ name: 'prometheus' }],
            reportingInterval: '10s',
            overrides: [{ match: { metric: 'REQUEST_COUNT' }, disabled: true }],
          },
        ],
      },
    });
  });

  test('GIVEN only a provider THEN nothing else is said', () => {
    expect(specOf({ tracing: { provider: { name: 'jaeger' } } })).toHaveProperty('spec', {
      tracing: [{ providers: [{ name: 'jaeger' }] }],
    });
  });

  test('GIVEN a share that is no percentage THEN it is an error', () => {
    expect(() => specOf({ tracing: { randomSamplingPercentage: 101 } })).toThrow(
      '[chart/mesh] randomSamplingPercentage must be from 0 to 100, not 101',
    );
  });

  test('GIVEN an empty selector THEN it is an error', () => {
    expect(() => specOf({ selector: {}, tracing: {} })).toThrow('selector has no label and would select everything');
  });

  test('GIVEN a tag without a value THEN it is an error', () => {
    expect(() => specOf({ tracing: { customTags: { a: SpanTag.literal('') } } })).toThrow('tag "a" has an empty value');
  });

  test('GIVEN a chart without a namespace THEN it is an error', () => {
    const chart = new Chart(Testing.app(), 'chart');
    expect(() => new Telemetry(chart, 'mesh', { tracing: {} })).toThrow('give the chart one');
  });

  test('GIVEN nothing to report THEN it does not compile', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'istio-system' });
    // @ts-expect-error: traces, logs or metrics
    new Telemetry(chart, 'mesh', {});
  });
});
