import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { Gateway } from './gateway';
import type { GatewayReference } from './gateway-reference';
import type { IngressGateway } from './ingress-gateway';
import { type NonEmpty, nonEmpty } from './non-empty';
import type { ObjectProps } from './object-props';
import { Server } from './server';
import type { HostOwner } from './virtual-service';

/** The port by which clusters reach each other's services. */
const EAST_WEST_PORT = 15443;

/** What an {@link EastWestGateway} lets in. */
export interface EastWestGatewayProps extends ObjectProps {
  /** The proxies that listen: {@link IngressGateway.eastWest}. */
  readonly proxies: IngressGateway;
  /**
   * The Services that other networks reach.
   * @default - all of the cluster
   */
  readonly services?: NonEmpty<HostOwner>;
}

/**
 * What lets other networks of the mesh in, to the Services of this one: by mutual TLS from sidecar to sidecar, which the
 * gateway passes through. The id is the object's name; Istio's own documents call it `cross-network-gateway`.
 *
 * @throws MeshwrightError when the proxies are in no network or do not listen on 15443, or the namespace of a Service is
 *   not known
 * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/
 */
export class EastWestGateway extends Construct implements GatewayReference {
  readonly gatewayName: string;
  readonly gatewayNamespace: string | undefined;

  constructor(scope: Construct, id: string, { proxies, services, ...object }: EastWestGatewayProps) {
    super(scope, id);
    if (proxies.network === undefined) {
      throw new MeshwrightError(this, `${proxies.name} is in no network: make it by IngressGateway.eastWest`);
    }
    if (!proxies.ports.some(({ port }) => port === EAST_WEST_PORT)) {
      throw new MeshwrightError(
        this,
        `${proxies.name} has no port ${EAST_WEST_PORT}, where other networks ask: add it`,
      );
    }
    const hosts = services?.map(({ host }) => this.fullName(host)) ?? ['*.local'];
    const gateway = new Gateway(this, 'Gateway', {
      name: id,
      ...object,
      selector: proxies.selector,
      servers: [Server.autoPassthrough({ hosts: nonEmpty(hosts), portName: 'tls' })],
    });
    this.gatewayName = gateway.gatewayName;
    this.gatewayNamespace = gateway.gatewayNamespace;
  }

  private fullName(host: HostOwner['host']): string {
    if (host.isService && host.namespace !== undefined) return host.fullName;
    throw new MeshwrightError(
      this,
      `${host.name} is no Service of a namespace that is known: give the chart of its microservice one`,
    );
  }
}
