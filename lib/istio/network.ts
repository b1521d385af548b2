import { checkDnsLabel, checkLabels } from '../core/names';

/** The label by which Istio knows the network of a namespace, a pod or a gateway. */
const NETWORK_LABEL = 'topology.istio.io/network';

/**
 * A network of a mesh: what is in it reaches each other directly, and what is in others through an east-west gateway.
 *
 * ```ts
 * const west = new Network('west');
 * new Namespace(chart, 'istio-system', { labels: west.labels });
 * ```
 *
 * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/
 */
export class Network {
  /** What a namespace, a pod or a Service in it is labelled with. */
  readonly labels: Readonly<Record<typeof NETWORK_LABEL, string>>;

  /** @throws MeshwrightError when the name is none that a label can have */
  constructor(readonly name: string) {
    checkDnsLabel('Network', 'name', name);
    this.labels = { [NETWORK_LABEL]: name };
    checkLabels('Network', this.labels);
  }
}
