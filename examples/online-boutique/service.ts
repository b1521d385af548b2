import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Microservice, type Port } from 'meshwright';
import { CanaryMetric, CanaryRelease, CanaryStrategy } from 'meshwright/flagger';
import { LoadBalancer, type TrafficPolicy } from 'meshwright/istio';
import { type MemoryQuantity, Probe, Spread } from 'meshwright/kubernetes';
import { Autoscaling, DisruptionBudget, type VersionSettings } from 'meshwright/microservice';
import type { Settings } from './targets';

export const IMAGES = 'us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo';
export const VERSION = 'v0.10.6';

export interface ServiceOptions extends Pick<VersionSettings, 'env' | 'livenessProbe' | 'readinessProbe'> {
  readonly port: Port;
  /** @default '100m' */
  readonly cpu?: `${number}m`;
  /** What is set aside, and the most. @default ['64Mi', '128Mi'] */
  readonly memory?: readonly [MemoryQuantity, MemoryQuantity];
  /** Whether customers notice a bad version at once, so that new ones are released step by step. @default false */
  readonly noticed?: boolean;
}

/** One of the shop's own services: hardened, spread over zones, scaled, and kept while nodes are drained. */
export class BoutiqueService extends Microservice {
  constructor(scope: Construct, id: string, settings: Settings, options: ServiceOptions) {
    const { port, env, cpu = '100m', memory = ['64Mi', '128Mi'] } = options;
    const { pods, canaries } = settings;
    const several = pods[1] > 1;
    const released = canaries && options.noticed;
    super(scope, id, {
      port,
      release: released ? stepByStep(settings) : undefined,
      destinationRule: several && !released ? { trafficPolicy: nearest(settings) } : undefined,
      versions: {
        v1: {
          image: `${IMAGES}/${id}:${VERSION}`,
          env: { PORT: `${port.targetPort}`, DISABLE_PROFILER: '1', ...env },
          readinessProbe: options.readinessProbe ?? Probe.grpc(),
          livenessProbe: options.livenessProbe ?? Probe.grpc(),
          terminationGracePeriod: Duration.seconds(5),
          resources: { requests: { cpu, memory: memory[0] }, limits: { memory: memory[1] } },
          scheduling: { spread: Spread.zones() },
          autoscaling: several ? Autoscaling.horizontal({ min: pods[0], max: pods[1] }) : undefined,
          disruptionBudget: several ? DisruptionBudget.maxUnavailable(1) : undefined,
        },
      },
    });
  }
}

/** Pods that fail are left out, and while those of the own region fail, the other cluster answers. */
function nearest({ region, standIn }: Settings): TrafficPolicy {
  return {
    loadBalancer: LoadBalancer.leastRequest({ localityLbSetting: { failover: [{ from: region, to: standIn }] } }),
    outlierDetection: { consecutive5xxErrors: 5, baseEjectionTime: Duration.minutes(1) },
  };
}

/** Checks of Flagger every half a minute: 20, 40, 60, 80 per cent of the requests. */
function stepByStep(settings: Settings): CanaryRelease {
  return new CanaryRelease({
    strategy: CanaryStrategy.progressive({ stepWeight: 20, maxWeight: 80 }),
    interval: Duration.seconds(30),
    threshold: 5,
    service: { trafficPolicy: nearest(settings) },
    metrics: [
      CanaryMetric.builtin.requestSuccessRate({ min: 99, interval: Duration.minutes(1) }),
      CanaryMetric.builtin.requestDuration({ max: Duration.millis(500), interval: Duration.minutes(1) }),
    ],
  });
}
