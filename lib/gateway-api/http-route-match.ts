import type * as wire from '../../imports/gateway.networking.k8s.io';
import type { HttpMatch, RouteCondition } from '../istio/http-match';
import type { RuleContext } from '../istio/rule-context';
import type { Compared, OrderedMatch } from './precedence';

/** Which requests a rule of an HTTPRoute is for: what means the same in a VirtualService, and prefixes of segments. */
export type HTTPRouteMatch = HttpMatch<RouteCondition>;

interface Text {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] as const;
const NAME = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}$/;
/** What the definition takes as a path; expressions are free. */
const PATH = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

/** As the API server reads it. */
export function matchToWire(match: HTTPRouteMatch, context: RuleContext): wire.HTTPRouteMatch {
  const { uri, pathPrefix, method, headers, queryParams, ignoreUriCase, ...others } = match._conditions;
  // What the types keep out.
  const [foreign] = [...Object.keys(others), ...(ignoreUriCase ? ['ignoreUriCase'] : [])];
  if (foreign !== undefined) {
    throw context.error(
      `a match looks at ${foreign}, which routes of the Gateway API do not know: use a VirtualService`,
    );
  }
  return {
    path: pathToWire(uri, pathPrefix, context),
    method: method && methodToWire(method, context),
    headers: headers && textsToWire(headers, 'header', context),
    queryParams: queryParams && textsToWire(queryParams, 'parameter', context),
  };
}

function pathToWire(
  uri: Text | undefined,
  prefix: string | undefined,
  context: RuleContext,
): wire.HTTPRouteMatchPath | undefined {
  if (uri !== undefined && prefix !== undefined) {
    throw context.error('two conditions on the path of a match: join them, or give the rule two matches');
  }
  const { exact, regex } = uri ?? {};
  if (uri?.prefix !== undefined) {
    throw context.error(
      `prefix ${uri.prefix} is one of characters, and a route compares segments: use HttpMatch.pathPrefix`,
    );
  }
  if (regex !== undefined) return { type: 'RegularExpression', value: regex };
  const value = exact ?? prefix;
  if (value === undefined) return undefined;
  if (!value.startsWith('/') || !PATH.test(value) || /\/\/|\/\.{1,2}(\/|$)|%2[fF]/.test(value) || value.length > 1024) {
    throw context.error(
      `"${value}" is no path for a match: begin it with "/", without "//", "/./", "/../", "%2f" and what has to be escaped`,
    );
  }
  return { type: exact === undefined ? 'PathPrefix' : 'Exact', value };
}

function methodToWire({ exact }: Text, context: RuleContext): wire.HTTPRouteMatch['method'] {
  const method = METHODS.find((each) => each === exact);
  if (method === undefined) throw context.error(`method ${exact ?? '(none)'} is none of ${METHODS.join(', ')}`);
  return method;
}

/** Conditions on headers or parameters: without a way of comparing, that there is one. */
export function textsToWire(
  texts: Readonly<Record<string, Text>>,
  what: 'header' | 'parameter',
  context: RuleContext,
): wire.GRPCRouteHeader[] {
  const all = Object.entries(texts).map(([name, { exact, prefix, regex }]): wire.GRPCRouteHeader => {
    if (!NAME.test(name)) {
      throw context.error(`${what} "${name}" cannot be named in a route of the Gateway API: use a VirtualService`);
    }
    if (prefix !== undefined) {
      throw context.error(
        `${what} ${name} is compared by the prefix ${prefix}, which routes cannot: use an expression`,
      );
    }
    if (exact === '')
      throw context.error(`${what} ${name} is compared with nothing, which routes cannot: use a VirtualService`);
    if (exact !== undefined) return { name, value: exact };
    return { name, type: 'RegularExpression', value: regex ?? '.*' };
  });
  if (all.length > 16) throw context.error(`a match has at most 16 conditions on ${what}s, not ${all.length}`);
  return all;
}

/** A match as far as it matters what is asked first. */
export function ordered({ path, method, headers = [], queryParams = [] }: wire.HTTPRouteMatch): OrderedMatch {
  const { type, value = '/' } = path ?? {};
  return {
    path:
      type === 'Exact'
        ? { exact: value }
        : type === 'RegularExpression'
          ? { regex: value }
          : { prefix: value === '/' ? value : value.replace(/\/$/, '') },
    ...(method !== undefined && { method }),
    headers: new Map(headers.map((header) => [header.name.toLowerCase(), comparedOf(header)])),
    parameters: new Map(queryParams.map((parameter) => [parameter.name, comparedOf(parameter)])),
  };
}

export function comparedOf({ type, value }: wire.GRPCRouteHeader): Compared {
  return type === 'RegularExpression' ? { regex: value } : { exact: value };
}
