import { MeshwrightError } from '../core/errors';
import type { Network } from './network';
import { checkPort } from './rule-context';

/** The name of the gateway that Istio's profiles install. */
export const USUAL_GATEWAY = 'istio-ingressgateway';

/** How the ports of an ingress gateway are reached from outside of the cluster. */
export type GatewayExposure = 'NodePort' | 'LoadBalancer' | 'ClusterIP';

/** A port of an ingress gateway's Service. */
export interface IngressPortProps {
  /** The port of the Service, which a Gateway's servers name. */
  readonly port: number;
  /** The port that the proxy listens on. @default - the port of the Service */
  readonly targetPort?: number;
  /** The port of every node, 30000 to 32767: of `NodePort` only. @default - the cluster chooses one */
  readonly nodePort?: number;
}

/** A port of an ingress gateway's Service, as others refer to it. */
export interface IngressPort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  /** The port of every node; undefined where the cluster chooses it, or there is none. */
  readonly nodePort: number | undefined;
}

/** @see https://istio.io/latest/docs/tasks/traffic-management/ingress/ingress-control/ */
export interface IngressGatewayProps<PortName extends string> {
  /** The name of the Deployment and of the Service. @default istio-ingressgateway */
  readonly name?: string;
  readonly exposure: GatewayExposure;
  /** The ports by name, in order; a name begins with the protocol. */
  readonly ports: Readonly<Record<PortName, IngressPortProps>>;
  /** The network whose Services it leads to, for gateways between networks. @default - traffic from outside */
  readonly network?: Network;
}

/** What {@link IngressGateway.eastWest} is told. */
export interface EastWestProps {
  /** The network of the cluster. */
  readonly network: Network;
  /** @default istio-eastwestgateway */
  readonly name?: string;
  /** How other networks reach it. @default LoadBalancer */
  readonly exposure?: GatewayExposure;
}

/**
 * The proxy at the edge of the mesh, and the ports by which it is reached. Other objects refer to a port by its name
 * (`ingress.port('http2')`), never by its number.
 *
 * @throws MeshwrightError when a node port is out of range, stands twice or cannot be had with the exposure
 */
export class IngressGateway<const PortName extends string = string> {
  /**
   * The proxy by which other networks reach the Services of a cluster, with the ports of Istio's own example. What it lets
   * in says an `EastWestGateway`.
   *
   * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/
   */
  static eastWest({
    network,
    name = 'istio-eastwestgateway',
    exposure = 'LoadBalancer',
  }: EastWestProps): IngressGateway<'status-port' | 'tls' | 'tls-istiod' | 'tls-webhook'> {
    const ports = {
      'status-port': { port: 15021 },
      tls: { port: 15443 },
      'tls-istiod': { port: 15012 },
      'tls-webhook': { port: 15017 },
    };
    return new IngressGateway({ name, exposure, network, ports });
  }

  readonly name: string;
  readonly exposure: GatewayExposure;
  /** The labels by which Gateways select it. */
  readonly selector: Readonly<Record<'istio', string>>;
  /** The network whose Services it leads to; undefined for traffic from outside. */
  readonly network: Network | undefined;
  private readonly byName: ReadonlyMap<string, IngressPort>;

  constructor(props: IngressGatewayProps<PortName>) {
    this.name = props.name ?? USUAL_GATEWAY;
    this.exposure = props.exposure;
    this.network = props.network;
    this.selector = { istio: this.name.replace(/^istio-/, '') };
    const ports = Object.entries<IngressPortProps>(props.ports).map(
      ([name, { port, targetPort = port, nodePort }]): IngressPort => ({ name, port, targetPort, nodePort }),
    );
    if (ports.length === 0) throw new MeshwrightError(this.name, 'a gateway without ports: give at least one');
    for (const port of ports) this.check(port, ports);
    this.byName = new Map(ports.map((port) => [port.name, port]));
  }

  /** All ports, in order. */
  get ports(): readonly IngressPort[] {
    return [...this.byName.values()];
  }

  /** One port. */
  port(name: PortName): IngressPort {
    const port = this.byName.get(name);
    if (port) return port;
    throw new MeshwrightError(this.name, `no port "${name}": there are ${[...this.byName.keys()].join(', ')}`);
  }

  /**
   * The port of every node that leads to a port of the gateway.
   *
   * @throws MeshwrightError when none is known
   */
  nodePort(name: PortName): number {
    const { nodePort } = this.port(name);
    if (nodePort !== undefined) return nodePort;
    throw new MeshwrightError(
      this.name,
      `port ${name} has no node port: expose the gateway by NodePort and give it one`,
    );
  }

  /** The ports as Helm charts and the IstioOperator API read them. */
  servicePorts(): readonly object[] {
    return this.ports.map(({ name, port, targetPort, nodePort }) => ({
      name,
      port,
      protocol: 'TCP',
      targetPort,
      ...(nodePort !== undefined && { nodePort }),
    }));
  }

  private check({ name, port, targetPort, nodePort }: IngressPort, all: readonly IngressPort[]): void {
    checkPort(`${this.name} port ${name}`, port);
    checkPort(`${this.name} port ${name}`, targetPort);
    if (all.some((other) => other.name !== name && other.port === port)) {
      throw new MeshwrightError(this.name, `port ${port} stands twice: give ${name} another`);
    }
    if (nodePort === undefined) return;
    if (this.exposure === 'ClusterIP') {
      throw new MeshwrightError(this.name, `port ${name} has a node port, and ClusterIP has none: leave it out`);
    }
    if (!Number.isInteger(nodePort) || nodePort < 30000 || nodePort > 32767) {
      throw new MeshwrightError(this.name, `node port ${nodePort} of ${name}: give one from 30000 to 32767`);
    }
    if (all.some((other) => other.name !== name && other.nodePort === nodePort)) {
      throw new MeshwrightError(this.name, `node port ${nodePort} stands twice: give ${name} another`);
    }
  }
}
