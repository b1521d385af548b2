import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { Host } from '../istio/host';
import { Port } from '../kubernetes/port';
import { Probe } from '../kubernetes/probe';
import { Microservice } from '../microservice/microservice';
import type { LoadTesterReference } from './canary-webhook';

/** @see https://docs.flagger.app/usage/webhooks#load-testing */
export interface LoadTesterProps {
  /** The version of the image `ghcr.io/fluxcd/flagger-loadtester`. */
  readonly version: string;
}

/**
 * Runs commands for webhooks of canaries, such as load tests, and keeps the state of their gates. The id is its name.
 *
 * Whoever reaches it can run commands in its pod, which therefore has no rights anywhere. It belongs into a namespace
 * with sidecars: without one its requests would pass by the routes that share them out.
 *
 * @see https://docs.flagger.app/usage/webhooks#load-testing
 */
export class LoadTester extends Construct implements LoadTesterReference {
  readonly host: Host;
  readonly url: string;

  constructor(scope: Construct, id: string, props: LoadTesterProps) {
    super(scope, id);
    const { namespace } = Chart.of(this);
    if (namespace === undefined) {
      throw new MeshwrightError(this, 'canaries of other namespaces call it by its own: give its chart a namespace');
    }
    const health = Probe.http({ path: '/healthz' });
    const service = new Microservice<string, 'v1'>(this, id, {
      port: Port.http(80, { targetPort: 8080 }),
      versions: {
        v1: {
          deploymentName: id,
          image: `ghcr.io/fluxcd/flagger-loadtester:${props.version}`,
          command: ['./loadtester'],
          args: ['-port=8080', '-log-level=info', '-timeout=1h'],
          containerName: 'loadtester',
          livenessProbe: health,
          readinessProbe: health,
          resources: { requests: { memory: '32Mi' } },
          podAnnotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' },
        },
      },
    });
    this.host = service.host;
    this.url = `http://${this.host.name}.${namespace}/`;
  }
}
