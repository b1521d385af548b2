import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/networking.istio.io';
import { checkApp } from '../core/app-check';
import { type Named, nameOf } from '../core/named';
import { checkDnsLabel } from '../core/names';
import { type Claim, type Claimant, checkClaims, claimOfPods } from './conflicts';
import { type ConnectionPool, connectionPoolToWire } from './connection-pool';
import type { Destination } from './destination';
import type { DestinationOptions } from './destination-options';
import type { Host } from './host';
import type { NonEmpty } from './non-empty';
import { type ObjectProps, objectMetadata } from './object-props';
import { destinationToWire } from './route-destination';
import { checkPort, RuleContext } from './rule-context';
import type { ServerTls } from './server-tls';
import { checkSidecars } from './sidecar-reach';
import type { HostOwner } from './virtual-service';
import { type Selectable, selectedLabels, selectorOf } from './workload-selector';

/** Hosts that a sidecar knows of, as `namespace/host`. */
export class EgressHosts {
  /** All that a namespace has. */
  static namespace(namespace: string | Named): EgressHosts {
    const name = nameOf(namespace);
    checkDnsLabel('EgressHosts.namespace', 'namespace', name);
    return new EgressHosts(() => [`${name}/*`]);
  }

  /** All that the Sidecar's own namespace has. */
  static readonly ownNamespace = new EgressHosts(() => ['./*']);

  /** All that there are, of every namespace. */
  static readonly everything = new EgressHosts(() => ['*/*']);

  /** None. */
  static readonly nothing = new EgressHosts(() => ['~/*']);

  /** A Service by its namespace, a DNS name of whatever namespace; all the hosts of a ServiceEntry. */
  static of(owner: HostOwner & { readonly hosts?: readonly Host[] }): EgressHosts {
    return new EgressHosts((context) => (owner.hosts ?? [owner.host]).map((host) => EgressHosts.one(host, context)));
  }

  private static one(host: Host, context: RuleContext): string {
    if (!host.isService) return `*/${host.name}`;
    context.hostName(host);
    return host.namespace === undefined || host.namespace === context.namespace
      ? `./${host.fullName}`
      : `${host.namespace}/${host.fullName}`;
  }

  private constructor(private readonly render: (context: RuleContext) => readonly string[]) {}

  /** As the API server reads it. @internal */
  _toWire(context: RuleContext): readonly string[] {
    return this.render(context);
  }
}

type SidecarProtocol = 'HTTP' | 'HTTPS' | 'GRPC' | 'HTTP2' | 'MONGO' | 'TCP' | 'TLS';

/** A port that a sidecar listens on. */
export interface SidecarPort {
  /** 1 to 65535. */
  readonly number: number;
  readonly protocol: SidecarProtocol;
  /** @default - the protocol in lower case, with the number */
  readonly name?: string;
}

interface Listener {
  /** The address, or Unix socket, that is listened on. @default - as Istio finds out */
  readonly bind?: string;
  /** How connections get there. @default DEFAULT, as the environment is set up */
  readonly captureMode?: 'DEFAULT' | 'IPTABLES' | 'NONE';
}

/** @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener */
export interface EgressListener extends Listener {
  readonly hosts: NonEmpty<EgressHosts>;
  /** The port of the hosts. @default - all ports that no other listener is for */
  readonly port?: SidecarPort;
}

/** @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioIngressListener */
export interface IngressListener extends Listener {
  readonly port: SidecarPort;
  /** Where connections go: `127.0.0.1:8080`, `0.0.0.0:8080` or `unix:///path`. @default - the same port of the pod */
  readonly defaultEndpoint?: string;
  /** TLS that the sidecar terminates. @default - Istio's mutual TLS */
  readonly tls?: ServerTls;
  /** @default - that of the whole sidecar */
  readonly connectionPool?: ConnectionPool;
}

/** What happens to requests for hosts that the sidecar does not know. */
export type OutboundTrafficPolicy =
  | { readonly mode: 'REGISTRY_ONLY' | 'ALLOW_ANY'; readonly egressProxy?: never }
  | {
      readonly mode?: never;
      /** They are sent there. */
      readonly egressProxy: { readonly destination: Destination } & Pick<DestinationOptions, 'port'>;
    };

/** @see https://istio.io/latest/docs/reference/config/networking/sidecar/#Sidecar */
export interface SidecarProps extends ObjectProps {
  /** @default - all pods of the namespace that no other Sidecar selects */
  readonly selector?: Selectable;
  /** What the pods know of. @default - all hosts that are exported to the namespace */
  readonly egress?: NonEmpty<EgressListener>;
  /** What the pods listen on. @default - what their Services say */
  readonly ingress?: NonEmpty<IngressListener>;
  /** @default - as the mesh is configured */
  readonly outboundTrafficPolicy?: OutboundTrafficPolicy;
  /** Limits of what comes in. @default - none */
  readonly inboundConnectionPool?: ConnectionPool;
}

/**
 * What the sidecars of pods know of: a smaller world saves memory, and keeps apps from what is none of their business.
 * It is no firewall.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export class Sidecar extends Construct implements Claimant {
  /** @internal */
  readonly _claim: Claim;
  /** @internal */
  readonly _selectedLabels: Readonly<Record<string, string>> | undefined;
  /** The hosts that it lets pods know, as it writes them; undefined for all. @internal */
  readonly _egressHosts: readonly string[] | undefined;
  /** @internal */
  readonly _namespace: string | undefined;
  /** @internal */
  readonly _whyNotInAmbient = 'a Sidecar is for sidecars: leave it out';

  constructor(scope: Construct, id: string, props: SidecarProps) {
    super(scope, id);
    const context = new RuleContext(this, Chart.of(this).namespace);
    const labels = props.selector && selectedLabels(this, props.selector);
    this._selectedLabels = labels;
    this._claim = claimOfPods('Sidecar', context.namespace, labels, 'Istio takes one of them alone');
    this._egressHosts = props.egress?.flatMap(({ hosts }) => hosts.flatMap((host) => host._toWire(context)));
    this._namespace = context.namespace;
    checkApp(this, checkClaims);
    checkApp(this, checkSidecars);
    const { selector, egress, ingress, outboundTrafficPolicy, inboundConnectionPool } = props;
    const everyPort = (egress ?? []).filter(({ port }) => port === undefined);
    if (everyPort.length > 1 || (everyPort.length === 1 && egress?.at(-1) !== everyPort[0])) {
      throw context.error('an egress listener without a port is for all that the others leave: give one, as the last');
    }
    new wire.Sidecar(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        workloadSelector: selector && { labels: selectorOf(this, selector)._for(this).matchLabels ?? {} },
        egress: egress?.map(({ hosts, port, ...listener }) => ({
          ...listener,
          port: port && this.portToWire(port),
          hosts: hosts.flatMap((host) => host._toWire(context)),
        })),
        ingress: ingress?.map(({ port, tls, connectionPool, ...listener }) => ({
          ...listener,
          port: this.portToWire(port),
          tls: tls?._toWire(),
          connectionPool: connectionPool && connectionPoolToWire(this.node.path, connectionPool),
        })),
        outboundTrafficPolicy: outboundTrafficPolicy && outboundToWire(outboundTrafficPolicy, context),
        inboundConnectionPool: inboundConnectionPool && connectionPoolToWire(this.node.path, inboundConnectionPool),
      },
    });
  }

  private portToWire({ number, protocol, name }: SidecarPort): wire.SidecarPort {
    return { number: checkPort(this, number), protocol, name: name ?? `${protocol.toLowerCase()}-${number}` };
  }
}

function outboundToWire(
  { mode, egressProxy }: OutboundTrafficPolicy,
  context: RuleContext,
): wire.OutboundTrafficPolicy {
  if (egressProxy === undefined) return { mode };
  const { destination, port } = egressProxy;
  return { egressProxy: destinationToWire(destination, { port }, context) };
}
