import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { ChaosTarget, NodeFault, type NodePortLike } from '../../../chaosblade';
import type { LabSettings } from '../../settings';
import { experiment } from './experiment';

/** What experiments on nodes attack. */
export interface NodeExperimentsProps {
  readonly settings: LabSettings;
  /** The ingress gateway, of which one port is attacked. */
  readonly ingress: { nodePort(name: 'http2'): NodePortLike };
}

/** Experiments on the node that the settings name. */
export function nodeExperiments(scope: Construct, { settings, ingress }: NodeExperimentsProps): void {
  const { name, networkInterface } = settings.chaosNode;
  const target = ChaosTarget.nodes.named(name);

  // The notebook's experiment, which ended with "can not find the nodes": `cnu3.192.168.3.13` is no name of a node, and
  // the operator calls it the same when it may not look at nodes. Its matcher `namespace` means nothing to a node; it
  // was not the cause. What it lacked besides was an end.
  experiment(scope, 'loss-node-network-by-names', 'Bookinfo loses 60 % of its answers on the way out of one node.', {
    desc: 'node network loss',
    fault: NodeFault.networkLoss({
      percent: 60,
      interface: networkInterface,
      // Behind a load balancer there is no node port to single out: then all traffic of the node suffers.
      ...(settings.ingress.exposure === 'NodePort' && { localPort: ingress.nodePort('http2') }),
    }),
    target,
    duration: Duration.minutes(5),
  });

  experiment(scope, 'node-cpu-load', 'Two processors of one node are 80 % busy.', {
    fault: NodeFault.cpuFullload({ cpuPercent: 80, cpuCount: 2, climbTime: Duration.seconds(30) }),
    target,
    duration: Duration.minutes(5),
  });
}
