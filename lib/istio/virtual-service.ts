import { Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/networking.istio.io';
import { checkApp } from '../core/app-check';
import type { Named } from '../core/named';
import { checkExportTo, visibleNamespaces } from './checks';
import { type Claim, type Claimant, checkClaims } from './conflicts';
import { GatewayBinding } from './gateway-binding';
import { type GatewayReference, gatewayName } from './gateway-reference';
import type { Host } from './host';
import type { DelegateReference, HttpAction, HttpActionKind } from './http-action';
import type { HttpEffects, HttpForwardEffects } from './http-effects';
import type { HttpMatch } from './http-match';
import { HttpRouteList } from './http-route-list';
import { type TcpRoutes, type TlsRule, tcpToWire, tlsToWire } from './l4-route';
import type { AtLeastOne, NonEmpty } from './non-empty';
import { type ObjectProps, objectMetadata } from './object-props';
import { checkRoutesOfPorts } from './port-protocols';
import { RuleContext } from './rule-context';

type OnlyForward = { readonly [Effect in Exclude<keyof HttpForwardEffects, keyof HttpEffects>]?: never };

/** What happens to requests that are sent on, here or by a delegate. */
export interface HttpForwardRule<Kind extends HttpActionKind = HttpActionKind> extends HttpForwardEffects {
  readonly action: HttpAction<Extract<Kind, 'forward' | 'delegate'>>;
}

/** What happens to requests that are answered at once: faults, timeouts, retries, rewriting and mirroring are not for them. */
export interface HttpAnswerRule<Kind extends HttpActionKind = HttpActionKind> extends HttpEffects, OnlyForward {
  readonly action: HttpAction<Kind>;
}

interface Matching {
  /** Alternatives: the rule is for requests that one of them matches. */
  readonly match: NonEmpty<HttpMatch>;
  /**
   * Says that rules before it take all that it matches. Without that, such a rule is a mistake.
   * @default - it is reached
   */
  readonly neverReached?: true;
}
interface MatchingForwardRule<Kind extends HttpActionKind> extends HttpForwardRule<Kind>, Matching {}
interface MatchingAnswerRule<Kind extends HttpActionKind> extends HttpAnswerRule<Kind>, Matching {}

/** A rule for some requests. */
export type HttpRule<Kind extends HttpActionKind = HttpActionKind> =
  | MatchingForwardRule<Kind>
  | MatchingAnswerRule<Kind>;

/** What happens to all requests that no rule is for: an action alone, or with what else the rule does. */
export type HttpDefaultRule<Kind extends HttpActionKind = HttpActionKind> =
  | HttpForwardRule<Kind>
  | HttpAnswerRule<Kind>;

/** Routes of HTTP: rules in order, the first that matches is followed, and what is left. */
export type HttpRoutes<Kind extends HttpActionKind = HttpActionKind> = AtLeastOne<HttpRouteProps<Kind>> &
  NeverReached<Kind>;

interface HttpRouteProps<Kind extends HttpActionKind> {
  /** In order of precedence: the first that matches is followed. */
  readonly rules?: NonEmpty<HttpRule<Kind>>;
  /**
   * What happens to requests that no rule is for; always written last.
   * @default - they are answered with 404
   */
  readonly otherwise?: HttpDefaultRule<Kind>;
}

interface NeverReached<Kind extends HttpActionKind> {
  /**
   * Rules that no request reaches, because all are taken before: written after `otherwise`. For a VirtualService that
   * has them already and shall stay as it is.
   * @default - none
   */
  readonly neverReached?: NonEmpty<HttpRule<Kind> | HttpDefaultRule<Kind>>;
}

/** Whatever has a host: a {@link Host} itself, a microservice. */
export interface HostOwner {
  readonly host: Host;
}

/** Which hosts a VirtualService is for, where it is seen and what it is bound to. */
export interface VirtualServiceScope extends ObjectProps {
  /** The hosts that clients ask for. Only where all `gateways` are named ones may it be {@link Host.ANY}. */
  readonly hosts: NonEmpty<HostOwner>;
  /**
   * The gateways whose traffic is routed; add {@link MESH} for that of the sidecars.
   * @default - the sidecars of the mesh
   */
  readonly gateways?: NonEmpty<GatewayReference>;
  /**
   * The namespaces that see it: names, `.` for its own, `*` for all.
   * @default - as the mesh is configured, usually all
   */
  readonly exportTo?: NonEmpty<string | Named>;
}

/** Routes of HTTP, TCP and TLS. */
export interface VirtualServiceRoutes extends HttpRouteProps<HttpActionKind>, NeverReached<HttpActionKind> {
  /** Routes of connections of TCP. */
  readonly tcp?: TcpRoutes;
  /** Routes of connections of TLS that is not terminated, by the name that the client asks for. */
  readonly tls?: NonEmpty<TlsRule>;
}

interface RoutesOfTls extends VirtualServiceScope, VirtualServiceRoutes {
  readonly tls: NonEmpty<TlsRule>;
}
interface RoutesOfTcp extends VirtualServiceScope, VirtualServiceRoutes {
  readonly tcp: TcpRoutes;
}
interface RoutesByRules extends VirtualServiceScope, VirtualServiceRoutes {
  readonly rules: NonEmpty<HttpRule>;
}
interface RoutesOtherwise extends VirtualServiceScope, VirtualServiceRoutes {
  readonly otherwise: HttpDefaultRule;
}

/** At least one route of HTTP, TCP or TLS. */
// Where there is none, the compiler names what the last of them by name lacks: `otherwise`.
export type VirtualServiceProps = RoutesByRules | RoutesOfTcp | RoutesOfTls | RoutesOtherwise;

/**
 * Where requests for a host go.
 *
 * Rules are written in the order given, `otherwise` after all of them. What Istio has replaced (`mirror`,
 * `mirrorPercentage`, `fault.delay.percent`, `corsPolicy.allowOrigin`) or never implemented (`exponentialDelay`,
 * `http2Error`) is left to the generated class.
 *
 * @throws MeshwrightError when a rule cannot be reached and does not say so, a Service does not have the port of a route, weights do not
 *   share out all requests, hosts overlap, or `*` stands for all hosts of the mesh
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export class VirtualService extends Construct implements Claimant {
  /** @internal */
  readonly _claim: Claim;
  /** Where it is bound to, and what for. @internal */
  readonly _binding: GatewayBinding;
  /** @internal */
  readonly _namespace: string | undefined;
  private readonly http: HttpRouteList;
  private readonly connections: readonly Host[];

  constructor(scope: Construct, id: string, props: VirtualServiceProps) {
    super(scope, id);
    const context = new RuleContext(this, Chart.of(this).namespace);
    const binding = new GatewayBinding(props, context);
    this.http = new HttpRouteList(props, context, binding);
    this._binding = binding;
    this._namespace = context.namespace;
    this.connections = [
      ...(props.tcp?.rules ?? []).flatMap(({ route }) => route._hosts),
      ...(props.tcp?.otherwise?._hosts ?? []),
      ...(props.tls ?? []).flatMap(({ route }) => route._hosts),
    ];
    this._claim = claimOf(props, binding, context);
    this.node.addValidation({ validate: () => binding.problems() });
    const hasHttp = props.rules !== undefined || props.otherwise !== undefined;
    checkRoutesOfPorts(binding, { HTTP: hasHttp, TCP: props.tcp !== undefined, TLS: props.tls !== undefined }, context);
    checkApp(this, checkClaims);
    const tls = props.tls && tlsToWire(props.tls, context, binding);
    for (const { sniHosts } of tls?.flatMap(({ match }) => match) ?? []) binding.checkSniHosts(sniHosts);
    new wire.VirtualService(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        hosts: binding.hosts,
        gateways: props.gateways?.map((gateway) => gatewayName(gateway, context.namespace)),
        exportTo: checkExportTo(this, props.exportTo, context.namespace),
        http: Lazy.any({ produce: () => this.http._toWire() }),
        tcp: props.tcp && tcpToWire(props.tcp, context, binding),
        tls,
      },
    });
  }

  /** The hosts that it sends requests or connections to. @internal */
  get _destinations(): readonly Host[] {
    return [...this.http.destinations, ...this.connections];
  }

  /**
   * Adds a rule after those there are, before `otherwise`.
   *
   * @throws MeshwrightError when it cannot be reached, or contradicts itself
   */
  addRule(rule: HttpRule): void {
    this.http.add(rule);
  }
}

/** Of the VirtualServices for a host, a sidecar takes the first: gateways join them. */
function claimOf(props: VirtualServiceProps, binding: GatewayBinding, { namespace }: RuleContext): Claim {
  const kinds = [
    ...(props.rules !== undefined || props.otherwise !== undefined ? ['HTTP'] : []),
    ...(props.tcp === undefined ? [] : ['TCP']),
    ...(props.tls === undefined ? [] : ['TLS']),
  ];
  return {
    kind: 'VirtualService',
    keys: binding.isOfGatewaysOnly
      ? []
      : binding.owners.flatMap(({ fullName }) =>
          kinds.map((kind) => ({ key: `${kind} ${fullName}`, what: `${kind} of host ${fullName}` })),
        ),
    visibleIn: visibleNamespaces(props.exportTo, namespace),
    consequence: 'sidecars follow the older one alone; put all rules into one, or give each another host or exportTo',
  };
}

/** What a delegate does with a request: anything but to delegate once more. */
export type DelegatedActionKind = Exclude<HttpActionKind, 'delegate'>;

/** The parts of a VirtualService that others delegate to: neither hosts nor gateways, and HTTP only. */
export type DelegateVirtualServiceProps = ObjectProps &
  HttpRoutes<DelegatedActionKind> &
  Pick<VirtualServiceScope, 'exportTo'>;

/**
 * Rules that a VirtualService leaves to somebody else, by {@link HttpAction.delegate}.
 *
 * @throws MeshwrightError when a rule cannot be reached and does not say so, a Service does not have the port of a route, or weights do not
 *   share out all requests
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
export class DelegateVirtualService extends Construct implements DelegateReference {
  readonly delegateName: string;
  readonly delegateNamespace: string | undefined;
  private readonly http: HttpRouteList;

  constructor(scope: Construct, id: string, props: DelegateVirtualServiceProps) {
    super(scope, id);
    const context = new RuleContext(this, Chart.of(this).namespace);
    const metadata = objectMetadata(this, props);
    this.delegateName = metadata.name;
    this.delegateNamespace = context.namespace;
    this.http = new HttpRouteList(props, context);
    new wire.VirtualService(this, 'Resource', {
      metadata,
      spec: {
        exportTo: checkExportTo(this, props.exportTo, context.namespace),
        http: Lazy.any({ produce: () => this.http._toWire() }),
      },
    });
  }

  /**
   * Adds a rule after those there are, before `otherwise`.
   *
   * @throws MeshwrightError when it cannot be reached, or contradicts itself
   */
  addRule(rule: HttpRule<DelegatedActionKind>): void {
    this.http.add(rule);
  }
}
