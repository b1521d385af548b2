import type { HTTPRedirect } from '../../imports/networking.istio.io';
import { MATCHED_PREFIX } from '../mesh/api-route-rules';
import type { Listening } from '../mesh/http-routes';
import { splitQuery } from './paths';
import type { Request } from './request';

/** Where an answer sends the client. */
export interface Redirect {
  readonly status: number;
  readonly location: string;
}

/** The codes that istiod knows; with any other it leaves the route without an action. */
const CODES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The answer of a rule that redirects; undefined for a code that makes no redirect. */
export function redirectOf(
  redirect: HTTPRedirect,
  request: Request,
  madeFor: Listening,
  /** What a route of the Gateway API has matched, where it replaces that. */
  prefix = '',
): Redirect | undefined {
  const status = redirect.redirectCode || 301;
  if (!CODES.has(status)) return undefined;
  const scheme = redirect.scheme || request.scheme;
  const port = portOf(redirect, madeFor);
  const host = redirect.authority || hostOf(request, scheme, port !== undefined);
  const suffix = port === undefined ? '' : `:${port}`;
  return { status, location: `${scheme}://${host}${suffix}${pathOf(redirect, request, prefix)}` };
}

/** What a client gets for plain text where TLS is required. */
export function redirectToHttps(request: Request): Redirect {
  return { status: 301, location: `https://${hostOf(request, 'https', false)}${request.path}` };
}

function portOf({ port, derivePort, scheme }: HTTPRedirect, madeFor: Listening): number | undefined {
  const wanted = port || (derivePort === 'FROM_REQUEST_PORT' ? madeFor.port : undefined);
  if (wanted === undefined) return undefined;
  const usual = (scheme || (madeFor.tls ? 'https' : 'http')) === 'https' ? 443 : 80;
  return wanted === usual ? undefined : wanted;
}

/** The host of the request; its port goes when another is given, or when it belongs to the scheme that is left. */
function hostOf({ authority, scheme: own }: Request, scheme: string, hasPort: boolean): string {
  const match = /^(.*):(\d+)$/.exec(authority);
  if (match === null) return authority;
  const [, host = '', port] = match;
  const leaves = scheme !== own && ((own === 'https' && port === '443') || (own === 'http' && port === '80'));
  return hasPort || leaves ? host : authority;
}

function pathOf({ uri }: HTTPRedirect, request: Request, prefix: string): string {
  if (!uri) return request.path;
  if (uri.startsWith(MATCHED_PREFIX)) {
    const { path, query } = splitQuery(request.path);
    // As it is written, a slash at its end included.
    return `${uri.slice(MATCHED_PREFIX.length)}${path.slice(prefix.length)}${query}`;
  }
  return uri.includes('?') ? uri : `${uri}${splitQuery(request.path).query}`;
}
