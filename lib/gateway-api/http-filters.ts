import type { Duration } from 'cdk8s';
import type * as wire from '../../imports/gateway.networking.k8s.io';
import type { HeaderRules } from '../istio/headers';
import type { ActionParts } from '../istio/http-action';
import type { HttpMethod } from '../istio/http-match';
import type { AtLeastOne, ExcludedBy, NonEmpty } from '../istio/non-empty';
import { checkPercent, type RuleContext } from '../istio/rule-context';
import type { StringMatch } from '../istio/string-match';
import type { HostOwner } from '../istio/virtual-service';
import { backendToWire, headerFilters } from './backends';

/**
 * Changes of a request before it is sent on. Unlike in a VirtualService, it says whether the beginning of the path is
 * replaced, or all of it.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httpurlrewritefilter
 */
export type HTTPRouteRewrite =
  | (AtLeastOne<{
      /** Replaces the `Host` header. */
      readonly hostname?: string;
      /** Replaces the segments that the rule's one match took, which is a `HttpMatch.pathPrefix`; `/` takes them away. */
      readonly replacePrefixMatch?: string;
    }> & { readonly replaceFullPath?: string & ExcludedBy<'replacePrefixMatch'> })
  | {
      /** Replaces the `Host` header. */
      readonly hostname?: string;
      /** Replaces the whole path. */
      readonly replaceFullPath: string;
      readonly replacePrefixMatch?: string & ExcludedBy<'replaceFullPath'>;
    };

/**
 * A Service that gets a copy of requests; its answers are thrown away.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httprequestmirrorfilter
 */
export interface RouteMirror {
  readonly destination: HostOwner;
  /** The port of the Service; needed for a Service that has several. @default - the Service's only port */
  readonly port?: number;
  /** The share of requests that is copied, 0 to 100, in steps of 0.0001. @default 100 */
  readonly percent?: number;
}

/**
 * Which scripts of other sites may call.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httpcorsfilter
 */
export interface HTTPRouteCors {
  /**
   * Origins that may call: `https://shop.example.com`, or `*`; there are no expressions. Whether `https://*.example.com` is
   * more than a text depends on the version of Istio.
   */
  readonly allowOrigins: NonEmpty<StringMatch<'exact'>>;
  /** @default - none beyond what CORS always allows */
  readonly allowMethods?: NonEmpty<HttpMethod | '*'>;
  /** Headers that requests may have. @default - none beyond what CORS always allows */
  readonly allowHeaders?: NonEmpty<string>;
  /** Headers that scripts may read. @default - none beyond what CORS always allows */
  readonly exposeHeaders?: NonEmpty<string>;
  /** How long a browser may remember the answer, in whole seconds. @default Duration.seconds(5) */
  readonly maxAge?: Duration;
  /** Whether requests may carry credentials. @default false */
  readonly allowCredentials?: boolean;
}

/** What a rule of an HTTPRoute does beside its action, as filters. */
export interface HTTPRouteFilters {
  readonly headers?: HeaderRules;
  readonly rewrite?: HTTPRouteRewrite;
  readonly mirrors?: NonEmpty<RouteMirror>;
  readonly corsPolicy?: HTTPRouteCors;
}

type Filter = NonNullable<wire.HTTPRouteRule['filters']>[number];

/** As the API server reads them; in an order that is the same for the same. */
export function filtersToWire(
  { headers, rewrite, mirrors, corsPolicy }: HTTPRouteFilters,
  redirect: ActionParts['redirect'],
  context: RuleContext,
): Filter[] {
  return [
    ...headerFilters(headers, context),
    ...(rewrite ? [{ type: 'URLRewrite' as const, urlRewrite: rewriteToWire(rewrite, context) }] : []),
    ...mirrorFilters(mirrors ?? [], context),
    ...(corsPolicy ? [{ type: 'CORS' as const, cors: corsToWire(corsPolicy, context) }] : []),
    ...(redirect ? [{ type: 'RequestRedirect' as const, requestRedirect: redirectToWire(redirect, context) }] : []),
  ];
}

function rewriteToWire(rewrite: HTTPRouteRewrite, context: RuleContext): wire.HTTPRouteUrlRewrite {
  const { hostname, replacePrefixMatch, replaceFullPath } = rewrite;
  for (const text of [hostname, replacePrefixMatch, replaceFullPath]) {
    if (text === '') throw context.error('a rewrite to nothing is none: give at least one character, or leave it out');
  }
  return { hostname, path: pathModifier(replacePrefixMatch, replaceFullPath) };
}

function pathModifier(
  prefix: string | undefined,
  full: string | undefined,
): wire.HTTPRouteRequestRedirectPath | undefined {
  if (prefix !== undefined) return { type: 'ReplacePrefixMatch', replacePrefixMatch: prefix };
  return full === undefined ? undefined : { type: 'ReplaceFullPath', replaceFullPath: full };
}

/** Copies to Services, as filters. */
export function mirrorFilters(
  mirrors: readonly RouteMirror[],
  context: RuleContext,
): readonly wire.GRPCRouteFilterRequestMirror[] {
  return mirrors.map(({ destination, port, percent = 100 }) => {
    checkPercent(context.construct, percent);
    const backendRef = backendToWire({ destination: { host: destination.host }, options: { port } }, context);
    const requestMirror: wire.GRPCRouteRequestMirror =
      percent === 100
        ? { backendRef }
        : Number.isInteger(percent)
          ? { backendRef, percent }
          : // A percentage has no fractions: it is one itself.
            { backendRef, fraction: { numerator: Math.round(percent * 10_000), denominator: 1_000_000 } };
    return { type: 'RequestMirror', requestMirror };
  });
}

function corsToWire({ allowOrigins, maxAge, ...others }: HTTPRouteCors, context: RuleContext): wire.HTTPRouteCors {
  const seconds = maxAge?.toSeconds({ integral: false });
  if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1)) {
    throw context.error(`maxAge of ${maxAge?.toHumanString()} is not in whole seconds, as CORS counts: round it`);
  }
  const origins = allowOrigins.map((origin) => origin._toWire().exact ?? '');
  const wrong = origins.find((origin) => !/^(\*|https?:\/\/[^\s/]+)$/.test(origin));
  if (wrong !== undefined) {
    throw context.error(`origin "${wrong}" is none: give scheme and host, as https://shop.example.com, or *`);
  }
  for (const [name, list] of Object.entries({ ...others, allowOrigins: origins })) {
    if (Array.isArray(list) && list.length > 1 && list.includes('*')) {
      throw context.error(`${name} has "*" beside others: it stands for all, leave the others out`);
    }
  }
  return { allowOrigins: origins, maxAge: seconds, ...others };
}

function redirectToWire(
  redirect: NonNullable<ActionParts['redirect']>,
  context: RuleContext,
): wire.HTTPRouteRequestRedirect {
  const { uri, pathPrefix, authority, scheme, port, redirectCode } = redirect;
  if (port === 'FROM_PROTOCOL_DEFAULT' && scheme === undefined) {
    throw context.error('a route redirects to the port of a scheme only if the scheme is given: give it');
  }
  if (port === 'FROM_REQUEST_PORT' && scheme !== undefined) {
    throw context.error('a route that redirects to a scheme takes its port: give the port as a number');
  }
  return {
    scheme,
    hostname: authority,
    port: typeof port === 'number' ? port : undefined,
    path: pathModifier(pathPrefix, pathPrefix === undefined ? uri : undefined),
    // Its default is another than that of a VirtualService.
    statusCode: redirectCode ?? 301,
  };
}
