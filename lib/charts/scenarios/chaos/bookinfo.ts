import { Duration, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { ChaosTarget, ContainerFault, PodFault } from '../../../chaosblade';
import { type AttackedApp, experiment, POD_INTERFACE, portOf } from './experiment';

/** What experiments on Bookinfo attack. */
export interface AttackedBookinfo {
  readonly productpage: AttackedApp<'v1'>;
  readonly reviews: AttackedApp<'v1' | 'v2' | 'v3'>;
  readonly ratings: AttackedApp<'v1'>;
}

/** Experiments on Bookinfo. */
export function bookinfoExperiments(scope: Construct, { productpage, reviews, ratings }: AttackedBookinfo): void {
  const one = { blast: { count: 1 } };

  experiment(
    scope,
    'reviews-pod-delete',
    'The pod of reviews v1 goes; until the next one is there, v2 and v3 answer.',
    {
      fault: PodFault.podDelete(),
      target: ChaosTarget.pods(reviews.version('v1'), one),
      irreversible: 'its Deployment makes a new pod',
    },
  );

  experiment(scope, 'productpage-cpu-load', 'The product page has to share its processor time with a load of 80 %.', {
    fault: ContainerFault.cpuFullload({ cpuPercent: 80 }),
    target: ChaosTarget.container(productpage, one),
    duration: Duration.minutes(3),
  });

  experiment(scope, 'ratings-network-delay', 'Whatever reviews sends to ratings arrives half a second later.', {
    fault: PodFault.networkDelay({
      time: Duration.millis(500),
      offset: Duration.millis(100),
      interface: POD_INTERFACE,
      remotePort: portOf(ratings),
    }),
    target: ChaosTarget.pods(reviews, { blast: { percent: 100 } }),
    duration: Duration.minutes(5),
  });

  experiment(scope, 'ratings-network-loss', 'Of what ratings answers to reviews, 40 % is lost.', {
    fault: PodFault.networkLoss({ percent: 40, interface: POD_INTERFACE, localPort: portOf(ratings) }),
    target: ChaosTarget.pods(ratings, one),
    duration: Duration.minutes(5),
  });

  experiment(scope, 'ratings-dns', 'Reviews v3 asks itself for the ratings of a book, and knows none.', {
    // Sidecars route HTTP by its host: with any other address than a loopback one, the request would still arrive.
    fault: ContainerFault.networkDns({ domain: 'ratings', ip: '127.0.0.1' }),
    target: ChaosTarget.container(reviews.version('v3'), one),
    duration: Duration.minutes(3),
  });

  experiment(scope, 'reviews-disk-fill', 'A file of 512 MiB appears in the temporary files of reviews v2.', {
    // An amount, not a percentage: /tmp is a directory of the node's disk, which is what a percentage would be of.
    fault: ContainerFault.diskFill({ path: '/tmp', size: Size.mebibytes(512) }),
    target: ChaosTarget.container(reviews.version('v2'), one),
    duration: Duration.minutes(3),
  });

  experiment(scope, 'reviews-memory-load', 'The memory of reviews v3 is 80 % full.', {
    fault: ContainerFault.memLoad({ memPercent: 80, mode: 'ram' }),
    target: ChaosTarget.container(reviews.version('v3'), one),
    duration: Duration.minutes(3),
  });

  experiment(scope, 'ratings-process-kill', 'The server of ratings is told to end; its container is started again.', {
    // By its number: the image has no `ps` to find it by its name. Not 9: it is the first process of its container, to
    // which that does nothing from inside.
    fault: ContainerFault.processKill({ pid: '1', signal: 15 }),
    target: ChaosTarget.container(ratings.version('v1'), one),
    duration: Duration.minutes(1),
    irreversible: 'the kubelet starts the container again',
  });
}
