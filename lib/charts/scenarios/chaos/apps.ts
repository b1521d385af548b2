import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Attack, ChaosTarget, ContainerFault, PodFault, type Workload } from '../../../chaosblade';
import { type AttackedApp, experiment, POD_INTERFACE, portOf } from './experiment';

/** What experiments on the weather app attack. */
export interface AttackedWeather {
  readonly advertisement: AttackedApp<'v1'>;
  readonly forecast: AttackedApp<'v1' | 'v2'>;
}

/** What experiments on the web service attack. */
export interface AttackedWeb {
  /** The server with `/var/www/index.html`. */
  readonly httpd: Workload;
}

/** Experiments on the weather app. */
export function weatherExperiments(scope: Construct, props: AttackedWeather): void {
  const { advertisement, forecast } = props;
  const one = { blast: { count: 1 } };

  experiment(scope, 'forecast-network-delay', 'What forecast v2 answers arrives two seconds later.', {
    fault: PodFault.networkDelay({
      time: Duration.seconds(2),
      interface: POD_INTERFACE,
      localPort: portOf(forecast),
    }),
    target: ChaosTarget.pods(forecast.version('v2'), one),
    duration: Duration.minutes(5),
  });

  experiment(scope, 'forecast-and-advertisement', 'Forecast loses packets while advertisement has a busy processor.', {
    fault: PodFault.networkLoss({ percent: 20, interface: POD_INTERFACE, localPort: portOf(forecast) }),
    target: ChaosTarget.pods(forecast, { blast: { percent: 50 } }),
    duration: Duration.minutes(5),
    alongside: [
      Attack.of({
        fault: ContainerFault.cpuFullload({ cpuPercent: 90 }),
        target: ChaosTarget.container(advertisement, one),
        duration: Duration.minutes(5),
      }),
    ],
  });
}

/** What experiments on the test clients attack. */
export interface AttackedClients {
  /** A pod without a sidecar, which is what the fault can be done to. */
  readonly withoutSidecar: Workload;
}

/** Experiments on the test clients. */
export function clientExperiments(scope: Construct, { withoutSidecar }: AttackedClients): void {
  experiment(scope, 'sleep-pod-fail', 'The pod of sleep-without-sidecar gets an image that does not exist.', {
    fault: PodFault.podFail(),
    target: ChaosTarget.pods(withoutSidecar, { blast: { count: 1 } }),
    untilDeleted: true,
  });
}

/** Experiments on chapter seven's web service. */
export function webExperiments(scope: Construct, { httpd }: AttackedWeb): void {
  experiment(scope, 'httpd-file-delete', 'The page of httpd is gone: its share of the requests is answered by 404.', {
    fault: ContainerFault.fileDelete({ filepath: '/var/www/index.html' }),
    target: ChaosTarget.container(httpd, { blast: { count: 1 } }),
    duration: Duration.minutes(3),
  });
}
