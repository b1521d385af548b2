import { Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/networking.istio.io';
import { checkDnsLabel } from '../core/names';
import { type GatewayReference, MESH } from './gateway-reference';
import type { NonEmpty } from './non-empty';
import { type ObjectProps, objectMetadata } from './object-props';
import { RuleContext } from './rule-context';
import type { Server } from './server';
import { type Selectable, selectedLabels } from './workload-selector';

/**
 * What a {@link Gateway} listens on, and which proxies do.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway
 */
export interface GatewayProps extends ObjectProps {
  /** The ports to listen on. */
  readonly servers: NonEmpty<Server>;
  /**
   * Labels of the proxies that listen, in any namespace.
   * @default - those of the ingress gateway that Istio installs: `istio: ingressgateway`
   */
  readonly selector?: Selectable;
}

/**
 * What comes into the mesh, or leaves it, at its edge: ports, protocols, hosts and TLS. Where it goes from there is said
 * by VirtualServices that are bound to the gateway.
 *
 * @throws MeshwrightError when two servers have the same name for a port, or one port that Istio lets only one have
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export class Gateway extends Construct implements GatewayReference {
  /** A gateway that is made elsewhere. */
  static reference(props: { readonly name: string; readonly namespace?: string }): GatewayReference {
    checkDnsLabel('Gateway.reference', 'name', props.name);
    if (props.namespace !== undefined) checkDnsLabel('Gateway.reference', 'namespace', props.namespace);
    return { gatewayName: props.name, gatewayNamespace: props.namespace };
  }

  readonly gatewayName: string;
  readonly gatewayNamespace: string | undefined;
  readonly gatewaySelector: Readonly<Record<string, string>>;
  private readonly servers: Server[] = [];
  private readonly context: RuleContext;

  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    this.context = new RuleContext(this, Chart.of(this).namespace);
    const metadata = objectMetadata(this, props);
    this.gatewayName = checkDnsLabel(this, 'gateway', metadata.name);
    if (this.gatewayName === MESH.gatewayName) {
      throw this.context.error('"mesh" stands for all sidecars: give the gateway another name');
    }
    this.gatewaySelector = selectedLabels(this, props.selector ?? { istio: 'ingressgateway' }, 'selector');
    this.gatewayNamespace = this.context.namespace;
    for (const server of props.servers) this.addServer(server);
    new wire.Gateway(this, 'Resource', {
      metadata,
      spec: {
        selector: this.gatewaySelector,
        servers: Lazy.any({ produce: () => this.servers.map((server) => server._toWire()) }),
      },
    });
  }

  /** The hosts of all servers, as they are written. */
  get gatewayHosts(): readonly string[] {
    return [...new Set(this.servers.flatMap(({ hosts }) => hosts))];
  }

  /** Adds a port to listen on. */
  addServer(server: Server): void {
    const sameName = this.servers.find(({ portName }) => portName === server.portName);
    if (sameName) {
      throw this.context.error(
        `two servers call their port ${server.portName} (${sameName.port} and ${server.port}): give one of them a portName`,
      );
    }
    for (const other of this.servers) this.checkSharedPort(other, server);
    this.servers.push(server);
  }

  /** Of servers that cannot share a port, Istio drops the second. */
  private checkSharedPort(one: Server, other: Server): void {
    if (one.port !== other.port || one.bind !== other.bind) return;
    const families = [one, other].map(({ protocol }) => family(protocol));
    if (families[0] !== families[1]) {
      throw this.context.error(
        `port ${one.port} is ${one.protocol} for one server and ${other.protocol} for another, and Istio would drop the second: give one another port`,
      );
    }
    if (families[0] === 'HTTP') return;
    if (families[0] !== 'TLS') {
      throw this.context.error(
        `port ${one.port} has two servers of ${one.protocol}, which nothing tells apart, and Istio would drop the second: join them`,
      );
    }
    const twice = other.hosts.find((host) => one.hosts.includes(host));
    if (twice !== undefined) {
      throw this.context.error(
        `port ${one.port} has two servers with TLS for host ${twice}, and Istio would drop it from the second: name it in one`,
      );
    }
  }
}

/** Protocols that one port can serve together: those of HTTP; those with TLS, apart by name; any other only itself. */
function family(protocol: Server['protocol']): string {
  if (protocol === 'HTTPS' || protocol === 'TLS') return 'TLS';
  return protocol.startsWith('HTTP') || protocol.startsWith('GRPC') ? 'HTTP' : protocol;
}
