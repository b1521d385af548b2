import type { CorsPolicy, StringMatch } from '../../imports/networking.istio.io';
import type { Matcher } from '../mesh/http-routes';
import { type Request, valuesOf } from './request';
import { matches } from './route-matching';

/**
 * The answer of a proxy to a preflight; undefined for what goes on to the application: anything that is no preflight,
 * and preflights of foreign origins, unless these are to be ignored.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy
 */
export function corsAnswer(policy: CorsPolicy, request: Request): { readonly why: string } | undefined {
  const [origin] = valuesOf(request, 'origin');
  const [wanted] = valuesOf(request, 'access-control-request-method');
  if (request.method !== 'OPTIONS' || !origin || !wanted) return undefined;
  const origins: readonly Matcher[] = [
    ...(policy.allowOrigins ?? []).map(matcherOf),
    // The form of old.
    ...(policy.allowOrigin ?? []).map(
      (value): Matcher => (value === '*' ? { kind: 'present' } : { kind: 'exact', value }),
    ),
  ];
  if (origins.some((matcher) => matches(matcher, origin)))
    return { why: `preflight of ${origin}, answered by the proxy` };
  return policy.unmatchedPreflights === 'IGNORE'
    ? { why: `preflight of ${origin}, which is not allowed: answered without an origin` }
    : undefined;
}

function matcherOf({ exact, prefix, regex }: StringMatch): Matcher {
  if (exact !== undefined) return exact === '*' ? { kind: 'present' } : { kind: 'exact', value: exact };
  if (prefix !== undefined) return { kind: 'prefix', value: prefix };
  return regex === undefined ? { kind: 'present' } : { kind: 'regex', value: regex };
}
