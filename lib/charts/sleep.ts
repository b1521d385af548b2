import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { type Namespace, Port } from '../kubernetes';
import { Microservice, type VersionSettings } from '../microservice';

/** Where the test clients run. */
export interface SleepChartProps {
  /** A namespace whose pods get sidecars. */
  readonly namespace: Namespace<string>;
}

const CURL = 'docker.io/curlimages/curl:8.16.0';

const SLEEPING: VersionSettings = {
  command: ['/bin/sleep', 'infinity'],
  // For cookies and certificates of experiments.
  writable: ['/tmp'],
  // The first process of a container does not end by itself when it is told to.
  terminationGracePeriod: Duration.seconds(0),
};

/**
 * Two pods that do nothing but wait for `kubectl exec … curl`: chapter four. One gets its sidecar from the namespace,
 * the other opts out, and shows what the mesh's rules are not for: clients outside of it.
 */
export class SleepChart extends Chart {
  /** A client in the mesh: `2/2` containers are ready. */
  readonly sleep: Microservice<'sleep', 'v1'>;
  /** A client outside of the mesh: `1/1`. */
  readonly withoutSidecar: Microservice<'sleep-without-sidecar', 'v1'>;

  constructor(scope: Construct, id: string, props: SleepChartProps) {
    super(scope, id, { namespace: props.namespace.name });
    this.addDependency(props.namespace);

    this.sleep = new Microservice(this, 'sleep', {
      // Upstream's Service, that Istio once wanted of every pod. Nobody listens: the pod is a client.
      port: Port.http(80, { targetPort: 8080 }),
      defaults: SLEEPING,
      versions: { v1: { deploymentName: 'sleep', image: CURL } },
    });

    this.withoutSidecar = new Microservice(this, 'sleep-without-sidecar', {
      defaults: SLEEPING,
      versions: { v1: { deploymentName: 'sleep-without-sidecar', image: CURL, inject: false } },
    });
  }
}
