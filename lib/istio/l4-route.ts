import type * as wire from '../../imports/networking.istio.io';
import { checkDnsLabel } from '../core/names';
import { checkSubnet } from './checks';
import type { RouteTarget, WeightedDestination } from './destination';
import type { DestinationOptions } from './destination-options';
import type { GatewayBinding } from './gateway-binding';
import { type GatewayReference, gatewayName } from './gateway-reference';
import type { Host } from './host';
import type { DetailOf, DetailOfShares, IstioDetail } from './http-action';
import type { AtLeastOne, NonEmpty } from './non-empty';
import { checkMatchesReachable } from './reachable';
import { checkOneHost, checkSplit, destinationToWire, type RouteEntry } from './route-destination';
import { checkPort, type RuleContext } from './rule-context';
import { checkSeveral, type OfOneHost } from './shares';
import { type Selectable, selectedLabels } from './workload-selector';

/** Details of a destination of a connection: there are no headers to change. */
export type ConnectionDestinationOptions = Omit<DestinationOptions, 'headers'>;

/**
 * Where connections are sent: of TCP, or of TLS that is not terminated. A TLSRoute of the Gateway API takes those that
 * lead to hosts.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#RouteDestination
 */
export class ConnectionRoute<out Detail extends IstioDetail = IstioDetail> {
  /** Every connection to one destination. */
  static to<Target extends RouteTarget>(
    destination: Target,
    options?: ConnectionDestinationOptions,
  ): ConnectionRoute<DetailOf<Target>>;
  static to(destination: RouteTarget, options: ConnectionDestinationOptions = {}): ConnectionRoute {
    return new ConnectionRoute([{ destination, options }]);
  }

  /**
   * Connections shared out among subsets of one host, or among hosts, by weight.
   *
   * @throws MeshwrightError when a computed list has fewer than two
   */
  static split<const Shares extends readonly object[]>(
    destinations: Shares & OfOneHost<Shares, 'ConnectionRoute'>,
  ): ConnectionRoute<DetailOfShares<Shares>> {
    const shares = destinations as unknown as readonly WeightedDestination[];
    checkSeveral('ConnectionRoute', shares);
    return new ConnectionRoute(shares, true);
  }

  /** Connections shared out among any destinations, by weight. */
  static splitAcrossHosts<
    const All extends readonly [WeightedDestination, WeightedDestination, ...WeightedDestination[]],
  >(destinations: All): ConnectionRoute<DetailOf<All[number]['destination']>> {
    return new ConnectionRoute(destinations);
  }

  private constructor(
    private readonly destinations: readonly RouteEntry[],
    private readonly ofOneHost = false,
  ) {}

  /** What it leads to: a type alone, by which it fits a rule or does not. */
  declare readonly '~detail'?: Detail;

  /** @internal */
  get _destinations(): readonly RouteEntry[] {
    return this.destinations;
  }

  /** @internal */
  get _hosts(): readonly Host[] {
    return this.destinations.map(({ destination }) => destination.host);
  }

  /** As the API server reads it. @internal */
  _toWire(context: RuleContext): wire.RouteDestination[] {
    if (this.ofOneHost) checkOneHost(this.destinations, context);
    checkSplit(this.destinations, context);
    return this.destinations.map(({ destination, weight, options }) => {
      if (options.headers) {
        throw context.error(`a connection to ${destination.host.name} has no headers to change: use a rule for HTTP`);
      }
      return { destination: destinationToWire(destination, options, context), weight };
    });
  }
}

interface CommonConditions {
  /** The port that the connection was made to; of a gateway, the server's. */
  readonly port?: number;
  /** Addresses or ranges that the connection was made to, such as `10.0.0.0/8`. */
  readonly destinationSubnets?: NonEmpty<string>;
  /** Labels of the pod that connects. Not for connections that come through a gateway. */
  readonly sourceLabels?: Selectable;
  /** The namespace of the pod that connects. */
  readonly sourceNamespace?: string;
  /** The gateways that the connection may come through, of those of the VirtualService. */
  readonly gateways?: NonEmpty<GatewayReference>;
}

/**
 * Which connections a rule of TCP is for; all that is given must hold.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#L4MatchAttributes
 */
export type TcpMatch = AtLeastOne<
  CommonConditions & {
    /** The address or range that the connection comes from. */
    readonly sourceSubnet?: string;
  }
>;

/**
 * Which connections of TLS a rule is for, by the name that the client asks for; all that is given must hold.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSMatchAttributes
 */
export interface TlsMatch extends CommonConditions {
  /** Names, or wildcards such as `*.example.com`; each within the hosts of the VirtualService. */
  readonly sniHosts: NonEmpty<string>;
}

/**
 * Where some connections of TCP go.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#TCPRoute
 */
export interface TcpRule {
  /** Alternatives. */
  readonly match: NonEmpty<TcpMatch>;
  readonly route: ConnectionRoute;
}

/** Routes of TCP: rules in order, and what is left. */
export type TcpRoutes = AtLeastOne<{
  readonly rules?: NonEmpty<TcpRule>;
  /** Where connections go that no rule is for; always written last. */
  readonly otherwise?: ConnectionRoute;
}>;

/**
 * Where some connections of TLS go.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSRoute
 */
export interface TlsRule {
  /** Alternatives. */
  readonly match: NonEmpty<TlsMatch>;
  readonly route: ConnectionRoute;
}

/**
 * As the API server reads it.
 *
 * @throws MeshwrightError when a rule matches what one before it does
 */
export function tcpToWire(
  { rules, otherwise }: TcpRoutes,
  context: RuleContext,
  binding: GatewayBinding,
): wire.TCPRoute[] {
  const routes = (rules ?? []).map(({ match, route }) => ({
    match: match.map((conditions) => conditionsToWire<wire.L4MatchAttributes>(conditions, context, binding)),
    route: route._toWire(context),
  }));
  const matches = routes.map(({ match }) => match);
  checkMatchesReachable(matches, 'rule of TCP', context);
  return [...routes, ...(otherwise ? [{ route: otherwise._toWire(context) }] : [])];
}

/**
 * As the API server reads it.
 *
 * @throws MeshwrightError when a rule matches what one before it does
 */
export function tlsToWire(rules: readonly TlsRule[], context: RuleContext, binding: GatewayBinding): wire.TLSRoute[] {
  const routes = rules.map(({ match, route }) => ({
    match: match.map((conditions) => conditionsToWire<wire.TLSMatchAttributes>(conditions, context, binding)),
    route: route._toWire(context),
  }));
  const matches = routes.map(({ match }) => match);
  checkMatchesReachable(matches, 'rule of TLS', context);
  return routes;
}

function conditionsToWire<Wire>(
  { gateways, ...conditions }: Partial<CommonConditions> & { readonly sourceSubnet?: string },
  context: RuleContext,
  binding: GatewayBinding,
): Wire {
  const { port, sourceNamespace, sourceSubnet, destinationSubnets = [] } = conditions;
  const where = context.construct;
  const sourceLabels = conditions.sourceLabels && selectedLabels(where, conditions.sourceLabels, 'the source');
  if (port !== undefined) checkPort(where, port);
  if (sourceNamespace !== undefined) checkDnsLabel(where, 'sourceNamespace', sourceNamespace);
  for (const subnet of sourceSubnet === undefined ? destinationSubnets : [sourceSubnet, ...destinationSubnets]) {
    checkSubnet(where, subnet);
  }
  binding.checkSource({ sourceLabels, sourceNamespace });
  binding.checkMatchPort(port);
  if (gateways && (sourceLabels || sourceNamespace !== undefined)) {
    throw context.error('Istio ignores the source of connections where gateways are given: leave one of the two out');
  }
  return {
    ...conditions,
    sourceLabels,
    gateways: gateways?.map((gateway) => gatewayName(gateway, context.namespace)),
  } as Wire;
}
