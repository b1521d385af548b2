import type { Construct } from 'constructs';
import { Scenario } from '../../core/scenario';
import { SpanTag, Telemetry, type TelemetryProvider } from '../../istio/telemetry';
import type { Namespace } from '../../kubernetes';
import type { TracingChart } from '../tracing';

/** What the scenarios change. */
export interface TracingScenarioProps {
  readonly tracing: TracingChart;
  readonly provider: TelemetryProvider;
  /** Where Bookinfo is. */
  readonly applications: Namespace<string>;
}

/** Other ways to trace: chapters three and six. */
export function tracingScenarios(scope: Construct, { tracing, provider, applications }: TracingScenarioProps): void {
  const sampling = new Scenario(scope, 'sampling-one-percent', {
    folder: 'tracing',
    title:
      'One request in a hundred is traced, as in production; ask for one with a header "traceparent" that ends in 01.',
    namespace: tracing.namespace,
  });
  new Telemetry(sampling, tracing.telemetryName, { tracing: { provider, randomSamplingPercentage: 1 } });

  const tags = new Scenario(scope, 'tag-end-user', {
    folder: 'tracing',
    title: 'Spans of reviews say who is logged in, so that Jaeger finds the traces of jason by the tag end-user.',
    namespace: applications.name,
  });
  new Telemetry(tags, 'reviews-end-user', {
    selector: { app: 'reviews' },
    tracing: { customTags: { 'end-user': SpanTag.header('end-user', 'nobody') } },
  });
}
