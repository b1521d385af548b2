import { Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ConfigMap, Mount, PersistentVolumeClaim, Port, Probe } from '../kubernetes';
import { createService } from '../kubernetes/service';
import { Microservice } from '../microservice';
import { yamlFile } from './config-file';
import { jaegerConfig } from './jaeger-config';
import { BADGER_PATH, type JaegerStorage, PASSWORD_VARIABLE } from './jaeger-storage';
import { fromSecret } from './secret-key';

/** The ports that the container listens on. */
const JAEGER_PORTS = {
  query: 16686,
  queryGrpc: 16685,
  otlpGrpc: 4317,
  otlpHttp: 4318,
  thriftHttp: 14268,
  jaegerGrpc: 14250,
  zipkin: 9411,
  metrics: 8888,
  health: 13133,
} as const;

/** @see https://www.jaegertracing.io/docs/latest/deployment/configuration/ */
export interface JaegerProps {
  /** The image, Jaeger 2. */
  readonly image: string;
  /** Where traces are kept. */
  readonly storage: JaegerStorage;
  /**
   * The path of the user interface.
   * @default /jaeger
   */
  readonly basePath?: `/${string}`;
  /**
   * The port of the user interface on every node.
   * @default - none: it is reached by `kubectl port-forward`
   */
  readonly nodePort?: number;
}

/**
 * Jaeger in one pod: it takes in spans, keeps them and shows them. The Services have the names that others expect:
 * `jaeger-collector` takes in spans by OTLP, Thrift and Zipkin, `zipkin` stands for a Zipkin server, `tracing` is the
 * user interface.
 *
 * Its pods are outside of the mesh: spans about the sending of spans help nobody.
 *
 * @see https://www.jaegertracing.io/docs/latest/architecture/
 */
export class Jaeger extends Construct {
  /** The Service for spans. */
  readonly collector: Microservice<'jaeger', 'v2', 'jaeger-collector'>;
  /** The user interface, from within the cluster. */
  readonly queryUrl: string;
  /** The label that the pods have and no others. */
  readonly selector: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: JaegerProps) {
    super(scope, id);
    const { storage, basePath = '/jaeger' } = props;
    const config = new ConfigMap(this, 'config', {
      name: 'jaeger',
      data: { 'config.yaml': yamlFile(jaegerConfig({ storage, basePath, ports: JAEGER_PORTS })) },
    });
    const kind = storage._kind;
    const volume =
      kind.kind === 'badger' ? new PersistentVolumeClaim(this, 'data', { name: 'jaeger', size: kind.size }) : undefined;
    const health = Probe.http({ path: '/status', port: JAEGER_PORTS.health });

    this.collector = new Microservice(this, 'jaeger', {
      serviceName: 'jaeger-collector',
      ports: [
        Port.grpc(JAEGER_PORTS.otlpGrpc, { name: 'otel' }),
        Port.http(JAEGER_PORTS.otlpHttp, { name: 'otel' }),
        Port.http(JAEGER_PORTS.thriftHttp, { name: 'thrift' }),
        Port.grpc(JAEGER_PORTS.jaegerGrpc, { name: 'jaeger' }),
        Port.http(JAEGER_PORTS.zipkin, { name: 'zipkin' }),
      ],
      versions: {
        v2: {
          deploymentName: 'jaeger',
          image: props.image,
          args: ['--config', '/etc/jaeger/config.yaml'],
          // Two pods cannot open the files of one Badger.
          strategy: volume && 'Recreate',
          inject: false,
          env:
            kind.kind === 'elasticsearch'
              ? { [PASSWORD_VARIABLE]: fromSecret(this, kind.database.password) }
              : undefined,
          mounts: [
            Mount.configMap(config, { path: '/etc/jaeger' }),
            ...(volume ? [Mount.persistentVolumeClaim(volume, { path: BADGER_PATH })] : []),
          ],
          readinessProbe: health,
          livenessProbe: health,
          // Without its database Jaeger ends; that it is restarted until the database is there takes a while.
          startupProbe: Probe.http({
            path: '/status',
            port: JAEGER_PORTS.health,
            period: Duration.seconds(5),
            failureThreshold: 24,
          }),
          resources: { requests: { cpu: '10m', memory: '256Mi' }, limits: { memory: '1Gi' } },
          podAnnotations: {
            'checksum/config': config.checksum,
            'prometheus.io/scrape': 'true',
            'prometheus.io/port': `${JAEGER_PORTS.metrics}`,
          },
        },
      },
    });

    const selector = { app: this.collector.app };
    this.selector = selector;
    createService(this, 'zipkin', {
      name: 'zipkin',
      labels: selector,
      selector,
      ports: [Port.http(JAEGER_PORTS.zipkin, { name: 'zipkin' })],
    });
    createService(this, 'tracing', {
      name: 'tracing',
      labels: selector,
      selector,
      ports: [
        Port.http(80, { name: 'query', targetPort: JAEGER_PORTS.query, nodePort: props.nodePort }),
        Port.grpc(JAEGER_PORTS.queryGrpc, { name: 'query' }),
      ],
    });
    const namespace = Chart.of(this).namespace;
    this.queryUrl = `http://tracing${namespace === undefined ? '' : `.${namespace}`}${basePath}`;
  }
}
