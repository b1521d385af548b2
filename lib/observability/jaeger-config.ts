import type { ConfigValue } from './config-file';
import type { JaegerStorage } from './jaeger-storage';

/** What the configuration depends on. */
export interface JaegerConfigProps {
  readonly storage: JaegerStorage;
  readonly basePath: string;
  readonly ports: {
    readonly query: number;
    readonly queryGrpc: number;
    readonly otlpGrpc: number;
    readonly otlpHttp: number;
    readonly thriftHttp: number;
    readonly jaegerGrpc: number;
    readonly zipkin: number;
    readonly metrics: number;
    readonly health: number;
  };
}

const STORAGE = 'traces';

/**
 * Jaeger 2 is an OpenTelemetry collector: receivers, processors and exporters, joined by a pipeline.
 *
 * All addresses are written out: by default some of them listen on the pod's own loopback only.
 *
 * @see https://www.jaegertracing.io/docs/latest/deployment/configuration/
 */
export function jaegerConfig({ storage, basePath, ports }: JaegerConfigProps): { readonly [key: string]: ConfigValue } {
  const at = (port: number) => ({ endpoint: `0.0.0.0:${port}` });
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      pipelines: {
        traces: {
          receivers: ['otlp', 'jaeger', 'zipkin'],
          processors: ['batch'],
          exporters: ['jaeger_storage_exporter'],
        },
      },
      telemetry: {
        resource: { 'service.name': 'jaeger' },
        metrics: {
          level: 'normal',
          readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: ports.metrics } } } }],
        },
        logs: { level: 'info' },
      },
    },
    extensions: {
      jaeger_storage: { backends: { [STORAGE]: storage._toWire() } },
      jaeger_query: {
        base_path: basePath,
        storage: { traces: STORAGE },
        http: at(ports.query),
        grpc: at(ports.queryGrpc),
      },
      healthcheckv2: { use_v2: true, http: at(ports.health) },
    },
    receivers: {
      otlp: { protocols: { grpc: at(ports.otlpGrpc), http: at(ports.otlpHttp) } },
      jaeger: { protocols: { grpc: at(ports.jaegerGrpc), thrift_http: at(ports.thriftHttp) } },
      zipkin: at(ports.zipkin),
    },
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: STORAGE } },
  };
}
