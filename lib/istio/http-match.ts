import type * as wire from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';
import { type Named, nameOf } from '../core/named';
import { checkDnsLabel } from '../core/names';
import { cookieHeader } from './cookie';
import type { SourceConditions } from './gateway-binding';
import { type GatewayReference, gatewayName } from './gateway-reference';
import type { NonEmpty } from './non-empty';
import { checkPort, type RuleContext } from './rule-context';
import type { StringMatch, TextComparison } from './string-match';
import { type Selectable, selectedLabels } from './workload-selector';

/** A method of HTTP. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'TRACE' | 'CONNECT';

/** Conditions that mean the same in a VirtualService and in an HTTPRoute. */
export type CommonCondition = 'uri' | 'method' | 'header' | 'queryParameter';

/** Conditions that a VirtualService knows; those that an HTTPRoute does not know are named by what sets them apart. */
export type IstioCondition =
  | CommonCondition
  | 'uri prefix of characters, not of segments'
  | 'uri that ignores case'
  | 'method by prefix or regex'
  | 'header by prefix'
  | 'queryParameter by prefix'
  | 'scheme'
  | 'authority'
  | 'withoutHeader'
  | 'claim of a token'
  | 'port'
  | 'sourceLabels'
  | 'sourceNamespace'
  | 'gateways'
  | 'name or statPrefix of a match';

/** Conditions that an HTTPRoute knows. */
export type RouteCondition = CommonCondition | 'pathPrefix of segments';

type Conditions = Omit<wire.HTTPMatchRequest, 'gateways'> & {
  readonly gateways?: readonly GatewayReference[];
  readonly pathPrefix?: string;
};

/**
 * Which requests a rule is for. Conditions are joined by {@link HttpMatch.all}; the matches of a rule are alternatives.
 * A match without a condition cannot be written: what is for all requests is `otherwise`, of a VirtualService or of an
 * HTTPRoute of the Gateway API. Both take what means the same in both; its type says what a match looks at.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export class HttpMatch<out Condition extends IstioCondition | RouteCondition = IstioCondition> {
  /**
   * The path, without the query. A prefix is one of characters: `/a` is also that of `/abc`; of segments it is
   * {@link HttpMatch.pathPrefix}.
   *
   * @throws when case is to be ignored in an expression, where Istio does not: write `(?i)` in front of it
   */
  static uri<How extends TextComparison, const Options extends { readonly ignoreCase?: boolean } = object>(
    match: StringMatch<How>,
    options?: Options & { /** @default false */ readonly ignoreCase?: boolean },
  ): HttpMatch<UriCondition<How, Options>>;
  static uri(match: StringMatch, options: { readonly ignoreCase?: boolean } = {}): HttpMatch {
    if (options.ignoreCase && match._toWire().regex !== undefined) {
      throw new MeshwrightError('HttpMatch.uri', 'Istio ignores no case in an expression: write "(?i)" in front of it');
    }
    return new HttpMatch({ uri: match._toWire(), ...(options.ignoreCase ? { ignoreUriCase: true } : {}) });
  }

  /**
   * The first segments of the path: `/a` is the prefix of `/a`, `/a/` and `/a/b`, and not of `/abc`. For routes of the
   * Gateway API: a VirtualService has only {@link HttpMatch.uri}.
   *
   * @throws when it does not begin with `/`, or has something in it that no path has
   * @see https://gateway-api.sigs.k8s.io/reference/spec/#pathmatchtype
   */
  static pathPrefix(path: string): HttpMatch<'pathPrefix of segments'> {
    return new HttpMatch({ pathPrefix: checkPath('HttpMatch.pathPrefix', path) });
  }

  /** `http` or `https`. */
  static scheme(match: StringMatch): HttpMatch<'scheme'> {
    return new HttpMatch({ scheme: match._toWire() });
  }

  /** The method: one by its name, several by a {@link StringMatch}. */
  static method<Method extends HttpMethod | StringMatch>(
    match: Method,
  ): HttpMatch<Method extends string | StringMatch<'exact'> ? 'method' : 'method by prefix or regex'>;
  static method(match: HttpMethod | StringMatch): HttpMatch {
    return new HttpMatch({ method: typeof match === 'string' ? { exact: match } : match._toWire() });
  }

  /** The `Host` header, or `:authority` of HTTP/2. */
  static authority(match: StringMatch): HttpMatch<'authority'> {
    return new HttpMatch({ authority: match._toWire() });
  }

  /** A header, its name in any case; or, at a gateway, a claim of a token, such as `@request.auth.claims.groups`. */
  static header<const Name extends string, How extends TextComparison>(
    name: Name,
    match: StringMatch<How>,
  ): HttpMatch<HeaderCondition<Name, How>>;
  static header(name: string, match: StringMatch): HttpMatch {
    return new HttpMatch({ headers: { [headerName(name)]: match._toWire() } });
  }

  /** A header that is there, with whatever value. */
  static headerPresent<const Name extends string>(name: Name): HttpMatch<HeaderCondition<Name, 'regex'>>;
  static headerPresent(name: string): HttpMatch {
    return new HttpMatch({ headers: { [headerName(name)]: {} } });
  }

  /**
   * A cookie, wherever it stands among the others; its value as it is, or by a {@link StringMatch}. In an expression,
   * write `[^;]` for any character: `.` is also the `;` before the next cookie.
   *
   * @throws when a cookie cannot have the name or the value
   * @see https://www.rfc-editor.org/rfc/rfc6265#section-5.4
   */
  static cookie(name: string, value: string | StringMatch): HttpMatch<'header'> {
    return new HttpMatch({ headers: { cookie: cookieHeader('HttpMatch.cookie', name, value) } });
  }

  /** A header that does not match; without `match`, one that is not there. */
  static withoutHeader(name: string, match?: StringMatch): HttpMatch<'withoutHeader'> {
    return new HttpMatch({ withoutHeaders: { [headerName(name)]: match?._toWire() ?? {} } });
  }

  /** A parameter of the query. */
  static queryParameter<How extends TextComparison>(
    name: string,
    match: StringMatch<How>,
  ): HttpMatch<How extends 'prefix' ? 'queryParameter by prefix' : 'queryParameter'>;
  static queryParameter(name: string, match: StringMatch): HttpMatch {
    return new HttpMatch({ queryParams: { [name]: match._toWire() } });
  }

  /** The port that the request was sent to; of a gateway, the server's. */
  static port(port: number): HttpMatch<'port'> {
    return new HttpMatch({ port: checkPort('HttpMatch.port', port) });
  }

  /** Labels of the pod that sends the request. Not for requests that come through a gateway. */
  static sourceLabels(pods: Selectable): HttpMatch<'sourceLabels'> {
    return new HttpMatch({ sourceLabels: selectedLabels('HttpMatch.sourceLabels', pods, 'the source') });
  }

  /** The namespace of the pod that sends the request. Not for requests that come through a gateway. */
  static sourceNamespace(namespace: string | Named): HttpMatch<'sourceNamespace'> {
    const name = nameOf(namespace);
    return new HttpMatch({ sourceNamespace: checkDnsLabel('HttpMatch.sourceNamespace', 'namespace', name) });
  }

  /**
   * The gateways that the request may come through, of those of the VirtualService. Istio then ignores `sourceLabels`
   * and `sourceNamespace`, so they cannot be joined with it.
   */
  static gateways(gateways: NonEmpty<GatewayReference>): HttpMatch<'gateways'> {
    return new HttpMatch({ gateways });
  }

  /**
   * All of several conditions.
   *
   * @param options `name` is shown in access logs; `statPrefix` gives the route metrics of its own
   * @throws when two conditions are about the same thing, because only one of them would be written, or one makes Istio
   *   ignore another
   */
  static all<Condition extends IstioCondition | RouteCondition, const Options extends MatchNames = object>(
    conditions: NonEmpty<HttpMatch<Condition>>,
    options?: Options & MatchNames,
  ): HttpMatch<Condition | (keyof Options extends never ? never : 'name or statPrefix of a match')>;
  static all(conditions: NonEmpty<HttpMatch<IstioCondition | RouteCondition>>, options: MatchNames = {}): HttpMatch {
    const merged: Record<string, unknown> = {};
    for (const { conditions: parts } of conditions) {
      for (const [field, value] of Object.entries(parts)) {
        merged[field] = field in merged ? merge(field, merged[field], value) : value;
      }
    }
    if ('gateways' in merged && ('sourceLabels' in merged || 'sourceNamespace' in merged)) {
      throw new MeshwrightError(
        'HttpMatch.all',
        'Istio ignores the source of requests where gateways are given: leave one of the two out, or give two matches',
      );
    }
    return new HttpMatch({ ...(merged as Conditions), ...options });
  }

  private constructor(private readonly conditions: Conditions) {}

  /** What it looks at: a type alone, by which a match fits a rule or does not. */
  declare readonly '~condition'?: Condition;

  /** What is to be met, as it was said. @internal */
  get _conditions(): Conditions {
    return this.conditions;
  }

  /** As the API server reads it, in a VirtualService. @internal */
  _toWire(context: RuleContext): wire.HTTPMatchRequest {
    const { gateways, pathPrefix, ...conditions } = this.conditions;
    if (pathPrefix !== undefined) {
      throw context.error(
        `pathPrefix ${pathPrefix} is for routes of the Gateway API: a VirtualService compares characters, by HttpMatch.uri(StringMatch.prefix(…))`,
      );
    }
    if (!gateways) return conditions;
    return { ...conditions, gateways: gateways.map((gateway) => gatewayName(gateway, context.namespace)) };
  }

  /** The gateways that it names. */
  get gateways(): readonly GatewayReference[] {
    return this.conditions.gateways ?? [];
  }

  /** Whether it needs a claim of a token, which only gateways look at. */
  get needsClaims(): boolean {
    const { headers, withoutHeaders } = this.conditions;
    return Object.keys({ ...headers, ...withoutHeaders }).some((name) => name.startsWith('@'));
  }

  /** What it asks of the pod that sends the request, which no gateway knows. @internal */
  get _source(): SourceConditions {
    const { sourceLabels, sourceNamespace } = this.conditions;
    return { sourceLabels, sourceNamespace };
  }

  /** @internal */
  get _port(): number | undefined {
    return this.conditions.port;
  }

  /** Whether every request matches, so that no later rule of the VirtualService is ever reached. */
  get matchesEveryRequest(): boolean {
    const { uri, pathPrefix, ignoreUriCase: _ignored, name: _name, statPrefix: _prefix, ...others } = this.conditions;
    const everyPath = uri?.prefix === '/' || uri?.regex === '.*' || pathPrefix === '/';
    return everyPath && Object.keys(others).length === 0;
  }
}

/** What a match is called. */
interface MatchNames {
  readonly name?: string;
  readonly statPrefix?: string;
}

type UriCondition<How, Options> = Options extends { readonly ignoreCase: true }
  ? 'uri that ignores case'
  : How extends 'prefix'
    ? 'uri prefix of characters, not of segments'
    : 'uri';

type HeaderCondition<Name extends string, How> = Name extends `@${string}`
  ? 'claim of a token'
  : How extends 'prefix'
    ? 'header by prefix'
    : 'header';

/** Throws for what cannot be the beginning of a path, or that the Gateway API does not take as one. */
function checkPath(where: string, path: string): string {
  if (!path.startsWith('/') || /\/\/|\/\.{1,2}(\/|$)|%2[fF]|[#?]/.test(path) || path.length > 1024) {
    throw new MeshwrightError(
      where,
      `"${path}" is no path: begin it with "/", without "//", "/./", "/../", "%2f", "#" and "?", up to 1024 characters`,
    );
  }
  return path;
}

/** Maps (headers, labels, parameters) grow; anything else can be said once. */
function merge(field: string, before: unknown, after: unknown): unknown {
  if (MAPS.has(field)) {
    const [known, added] = [before as Record<string, unknown>, after as Record<string, unknown>];
    const twice = Object.keys(added).find((name) => name in known);
    if (twice === undefined) return { ...known, ...added };
    throw new MeshwrightError('HttpMatch.all', `two conditions on "${twice}" in ${field}: join them into one`);
  }
  throw new MeshwrightError('HttpMatch.all', `two conditions on ${field}: join them, or give the rule two matches`);
}

const MAPS: ReadonlySet<string> = new Set(['headers', 'withoutHeaders', 'queryParams', 'sourceLabels']);

const HEADER =
  /^(@request\.auth\.claims(\.[^\s]+|(\[[^\]]+\])+)|:(method|scheme|authority|path)|[!#$%&'*+.^_`|~0-9A-Za-z-]+)$/;

/** Envoy has header names in lower case, and Istio compares them as they are written. */
function headerName(name: string): string {
  if (!HEADER.test(name)) {
    throw new MeshwrightError('HttpMatch', `"${name}" is not the name of a header: only letters, digits and "-"`);
  }
  return name.startsWith('@') ? name : name.toLowerCase();
}
