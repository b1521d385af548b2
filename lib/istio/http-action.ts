import type * as wire from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';
import type { RouteTarget, WeightedDestination } from './destination';
import type { DestinationOptions } from './destination-options';
import { headersToWire } from './headers';
import type { Host } from './host';
import type { AtLeastOne } from './non-empty';
import { checkOneHost, checkSplit, destinationToWire, type RouteEntry } from './route-destination';
import { checkPort, type RuleContext } from './rule-context';
import { checkSeveral, type OfOneHost } from './shares';

/**
 * Where a redirect leads; what is not given stays as it was requested.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect
 */
export type HttpRedirect = AtLeastOne<{
  /** Replaces the path. */
  readonly uri?: string;
  /** Replaces the host. */
  readonly authority?: string;
  readonly scheme?: 'http' | 'https';
  /** A port; or the default of the scheme; or the port of the request. */
  readonly port?: number | 'FROM_PROTOCOL_DEFAULT' | 'FROM_REQUEST_PORT';
}> & {
  /** @default 301 */
  readonly redirectCode?: 301 | 302 | 303 | 307 | 308;
};

/** A VirtualService without hosts, to which others delegate. */
export interface DelegateReference {
  /** Its `metadata.name`. */
  readonly delegateName: string;
  /** Its namespace; undefined in charts without one. */
  readonly delegateNamespace: string | undefined;
}

type Render = (context: RuleContext) => wire.HTTPRoute;

/** What an action does with a request. */
export type HttpActionKind = 'forward' | 'redirect' | 'directResponse' | 'delegate';

/** What a VirtualService can send requests to. */
export type IstioDetail = 'host' | 'subset of a host';

/** What an HTTPRoute can do: it sends requests to Services alone, and knows the beginning of the path. */
export type RouteDetail = 'host' | 'prefix of the path';

/** An action that sends requests on. */
export type HttpForward<Detail extends IstioDetail | RouteDetail = IstioDetail> = HttpAction<'forward', Detail>;

/** What a destination is: all of a host, or a subset of it. */
export type DetailOf<Target extends RouteTarget> = Target extends { readonly subset: string }
  ? 'subset of a host'
  : 'host';

/** What destinations with their weights are. */
export type DetailOfShares<Shares> = Shares extends readonly { readonly destination: infer Target }[]
  ? DetailOf<Extract<Target, RouteTarget>>
  : IstioDetail;

/** An action's destinations or redirect, as they were said. */
export interface ActionParts {
  readonly destinations?: readonly RouteEntry[];
  readonly redirect?: HttpRedirect & { readonly pathPrefix?: string };
}

/**
 * Where a redirect leads that replaces the beginning of the path; what is not given stays as it was requested.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httprequestredirectfilter
 */
export interface PathPrefixRedirect {
  /** Takes the place of the segments that the rule matched. */
  readonly prefix: string;
  /** Replaces the host. */
  readonly authority?: string;
  readonly scheme?: 'http' | 'https';
  /** @default - that of the scheme, if one is given, or else of the listener */
  readonly port?: number;
  /** @default 301 */
  readonly redirectCode?: 301 | 302 | 303 | 307 | 308;
}

/**
 * What happens to a request: it is sent on, redirected, answered, or left to another VirtualService. An HTTPRoute of the
 * Gateway API takes those that mean the same there.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
 */
export class HttpAction<
  out K extends HttpActionKind = HttpActionKind,
  out Detail extends IstioDetail | RouteDetail = IstioDetail,
> {
  /** Sends every request to one destination. */
  static to<Target extends RouteTarget>(
    destination: Target,
    options?: DestinationOptions,
  ): HttpForward<DetailOf<Target>>;
  static to(destination: RouteTarget, options: DestinationOptions = {}): HttpForward {
    const render: Render = (context) => ({ route: [routeToWire({ destination, options }, context)] });
    return new HttpAction('forward', render, { destinations: [{ destination, options }] });
  }

  /**
   * Shares requests out among subsets of one host, or among hosts, by weight.
   *
   * Subsets of several hosts do not compile, because that is how a subset of the wrong service gets into a split; where
   * it is meant there is {@link HttpAction.splitAcrossHosts}.
   *
   * @throws MeshwrightError when a computed list has fewer than two
   */
  static split<const Shares extends readonly object[]>(
    destinations: Shares & OfOneHost<Shares, 'HttpAction'>,
  ): HttpForward<DetailOfShares<Shares>> {
    const shares = destinations as unknown as readonly WeightedDestination[];
    checkSeveral('HttpAction', shares);
    const render: Render = (context) => {
      checkOneHost(shares, context);
      return splitToWire(shares, context);
    };
    return new HttpAction('forward', render, { destinations: shares });
  }

  /** Shares requests out among any destinations, by weight. */
  static splitAcrossHosts<
    const All extends readonly [WeightedDestination, WeightedDestination, ...WeightedDestination[]],
  >(destinations: All): HttpForward<DetailOf<All[number]['destination']>> {
    return new HttpAction('forward', (context) => splitToWire(destinations, context), { destinations });
  }

  /**
   * Tells the client to ask elsewhere.
   *
   * @throws when it leads nowhere else, or the port is none
   */
  static redirect(to: HttpRedirect): HttpAction<'redirect', 'host'> {
    const { port, ...redirect } = to;
    if (!redirect.uri && !redirect.authority && !redirect.scheme && port === undefined) {
      throw new MeshwrightError(
        'HttpAction.redirect',
        'it leads to where the request came to: give a uri, authority, scheme or port',
      );
    }
    const target = typeof port === 'number' ? { port: checkPort('HttpAction.redirect', port) } : { derivePort: port };
    return new HttpAction('redirect', () => ({ redirect: { ...redirect, ...target } }), { redirect: to });
  }

  /**
   * Tells the client to ask elsewhere, under a path whose first segments are others: for routes of the Gateway API whose
   * match has a `HttpMatch.pathPrefix`.
   *
   * @throws when the prefix is none or ends with a slash, of which Istio would write two, or the port is none
   */
  static redirectPathPrefix({ prefix, ...to }: PathPrefixRedirect): HttpAction<'redirect', 'prefix of the path'> {
    if (!prefix.startsWith('/') || prefix.endsWith('/')) {
      throw new MeshwrightError(
        'HttpAction.redirectPathPrefix',
        `prefix "${prefix}" must begin with "/" and not end with it: Istio puts what follows behind it, with a slash of its own`,
      );
    }
    if (to.port !== undefined) checkPort('HttpAction.redirectPathPrefix', to.port);
    const render: Render = (context) => {
      throw context.error('redirectPathPrefix is for routes of the Gateway API: give HttpAction.redirect a uri');
    };
    return new HttpAction('redirect', render, { redirect: { ...to, uri: prefix, pathPrefix: prefix } });
  }

  /**
   * Answers at once, with a status from 200 to 599, and a text or bytes of up to 1 MB.
   *
   * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPDirectResponse
   */
  static directResponse(status: number, body?: string | Uint8Array): HttpAction<'directResponse', 'host'> {
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new MeshwrightError(
        'HttpAction.directResponse',
        `${status} is not a status of HTTP: give one from 200 to 599`,
      );
    }
    if (body !== undefined && Buffer.byteLength(body) > 1024 * 1024) {
      throw new MeshwrightError('HttpAction.directResponse', 'the body is larger than the 1 MB that istiod takes');
    }
    const text = typeof body === 'string' ? { string: body } : undefined;
    const bytes = body instanceof Uint8Array ? { bytes: Buffer.from(body).toString('base64') } : undefined;
    return new HttpAction('directResponse', () => ({ directResponse: { status, body: text ?? bytes } }));
  }

  /**
   * Leaves the routing to a VirtualService without hosts; both VirtualServices' matches must hold. What the rule says
   * beside the action is for those rules of the other that do not say it themselves.
   */
  static delegate({ delegateName, delegateNamespace }: DelegateReference): HttpAction<'delegate', 'host'> {
    return new HttpAction('delegate', ({ namespace }) => ({
      delegate: {
        name: delegateName,
        namespace: delegateNamespace === namespace ? undefined : delegateNamespace,
      },
    }));
  }

  private constructor(
    readonly kind: K,
    private readonly render: Render,
    /** What it is made of, for a route of the Gateway API. @internal */
    readonly _parts: ActionParts = {},
  ) {}

  /** What it needs to know of: a type alone, by which an action fits a rule or does not. */
  declare readonly '~detail'?: Detail;

  /** This action itself, so that an action can be given wherever a rule without a match is asked for. */
  get action(): HttpAction<K, Detail> {
    return this;
  }

  /** The hosts that requests are sent to. @internal */
  get _hosts(): readonly Host[] {
    return (this._parts.destinations ?? []).map(({ destination }) => destination.host);
  }

  /** The fields of the route that are the action, as the API server reads them. @internal */
  _toWire(context: RuleContext): wire.HTTPRoute {
    return this.render(context);
  }
}

function splitToWire(destinations: readonly WeightedDestination[], context: RuleContext): wire.HTTPRoute {
  checkSplit(destinations, context);
  return {
    route: destinations.map((destination) => routeToWire(destination, context)),
  };
}

function routeToWire(route: RouteEntry, context: RuleContext): wire.HTTPRouteDestination {
  return {
    destination: destinationToWire(route.destination, route.options, context),
    weight: route.weight,
    headers: headersToWire(route.options.headers, context),
  };
}
