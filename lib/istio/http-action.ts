import type * as wire from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';
import type { DestinationOptions, RouteTarget, WeightedDestination } from './destination';
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

/** An action that sends requests on. */
export type HttpForward = HttpAction<'forward'>;

/**
 * What happens to a request: it is sent on, redirected, answered, or left to another VirtualService.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
 */
export class HttpAction<out K extends HttpActionKind = HttpActionKind> {
  /** Sends every request to one destination. */
  static to(destination: RouteTarget, options: DestinationOptions = {}): HttpForward {
    const render: Render = (context) => ({ route: [routeToWire({ destination, options }, context)] });
    return new HttpAction('forward', render, [destination.host]);
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
  ): HttpForward {
    const shares = destinations as unknown as readonly WeightedDestination[];
    checkSeveral('HttpAction', shares);
    const render: Render = (context) => {
      checkOneHost(shares, context);
      return splitToWire(shares, context);
    };
    return new HttpAction('forward', render, hostsOf(shares));
  }

  /** Shares requests out among any destinations, by weight. */
  static splitAcrossHosts(
    destinations: readonly [WeightedDestination, WeightedDestination, ...WeightedDestination[]],
  ): HttpForward {
    return new HttpAction('forward', (context) => splitToWire(destinations, context), hostsOf(destinations));
  }

  /**
   * Tells the client to ask elsewhere.
   *
   * @throws when it leads nowhere else, or the port is none
   */
  static redirect({ port, ...redirect }: HttpRedirect): HttpAction<'redirect'> {
    if (!redirect.uri && !redirect.authority && !redirect.scheme && port === undefined) {
      throw new MeshwrightError(
        'HttpAction.redirect',
        'it leads to where the request came to: give a uri, authority, scheme or port',
      );
    }
    const target = typeof port === 'number' ? { port: checkPort('HttpAction.redirect', port) } : { derivePort: port };
    return new HttpAction('redirect', () => ({ redirect: { ...redirect, ...target } }));
  }

  /**
   * Answers at once, with a status from 200 to 599, and a text or bytes of up to 1 MB.
   *
   * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPDirectResponse
   */
  static directResponse(status: number, body?: string | Uint8Array): HttpAction<'directResponse'> {
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
  static delegate({ delegateName, delegateNamespace }: DelegateReference): HttpAction<'delegate'> {
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
    /** The hosts that requests are sent to. @internal */
    readonly _hosts: readonly Host[] = [],
  ) {}

  /** This action itself, so that an action can be given wherever a rule without a match is asked for. */
  get action(): HttpAction<K> {
    return this;
  }

  /** The fields of the route that are the action, as the API server reads them. @internal */
  _toWire(context: RuleContext): wire.HTTPRoute {
    return this.render(context);
  }
}

function hostsOf(destinations: readonly WeightedDestination[]): readonly Host[] {
  return destinations.map(({ destination }) => destination.host);
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
