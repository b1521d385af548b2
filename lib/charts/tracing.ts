import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Telemetry, type TelemetryProvider } from '../istio/telemetry';
import type { Namespace } from '../kubernetes';
import { Jaeger, JaegerStorage } from '../observability';
import type { LabSettings } from './settings';

/** What tracing needs. */
export interface TracingChartProps {
  /** Istio's own namespace, where a Telemetry is for the whole mesh. */
  readonly namespace: Namespace<string>;
  readonly settings: LabSettings;
  /** Jaeger, as the installation of Istio knows it. */
  readonly provider: TelemetryProvider;
}

export const JAEGER_IMAGE = 'docker.io/jaegertracing/jaeger:2.17.0';

/** Jaeger, and every request of the mesh is traced: chapters three and six. Traces outlive pods: chapter ten. */
export class TracingChart extends Chart {
  /** The name of the Telemetry, by which scenarios replace it. */
  readonly telemetryName = 'mesh-default';
  readonly jaeger: Jaeger;

  constructor(scope: Construct, id: string, { namespace, settings, provider }: TracingChartProps) {
    super(scope, id, { namespace: namespace.name });
    this.addDependency(namespace);

    this.jaeger = new Jaeger(this, 'jaeger', {
      image: JAEGER_IMAGE,
      storage: JaegerStorage.badger({ size: '5Gi', retention: Duration.days(7) }),
      nodePort: settings.addonNodePorts?.tracing,
    });
    new Telemetry(this, this.telemetryName, { tracing: { provider, randomSamplingPercentage: 100 } });
  }
}
