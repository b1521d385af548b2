import type { SessionAffinity } from '../../imports/flagger.app';
import { goDurationSeconds } from '../kube/go-duration';
import type { ManifestObject } from '../model/manifest';
import type { CanaryObject } from './canary';
import type { HttpRule, RouteDestination, RuleMaker } from './http-rule';
import { type Match, mergeMatches } from './match';
import type { Cookies, RouteState } from './route-state';

/**
 * Rules that keep a client on the version that it has met. The canary's answers carry a cookie; requests with it go to
 * the canary alone. When the canary has no share any more, the cookie is taken back.
 *
 * @see https://docs.flagger.app/usage/deployment-strategies#canary-release-with-session-affinity
 */
export function affinityRules(
  { spec }: CanaryObject,
  affinity: SessionAffinity,
  { primaryWeight, canaryWeight }: RouteState,
  { current, previous, primary }: Cookies,
  make: RuleMaker,
): readonly HttpRule[] {
  const common = spec.service?.match;
  const weights = make.split({ primaryWeight, canaryWeight });
  const withCookie = (cookie: string) => mergeMatches([cookieMatch(cookie)], common);
  if (canaryWeight === 0 || current === undefined) {
    const all = make.rule(common, weights);
    if (previous === undefined) return [all, all];
    const forget = make.rule(withCookie(previous), weights);
    const headers = withResponseHeader(forget.headers, `${previous}; Max-Age=-1`);
    // Headers of the Service are one object for both rules, so that whoever comes is told to forget.
    return [{ ...forget, headers }, all.headers === undefined ? all : { ...all, headers }];
  }
  const [toPrimary, toCanary] = weights;
  const maxAge = Math.trunc(goDurationSeconds(spec.analysis.interval) ?? 0);
  return [
    make.rule(withCookie(current), make.split({ primaryWeight: 0, canaryWeight: 100 })),
    ...(primary === undefined
      ? []
      : [make.rule(withCookie(primary), make.split({ primaryWeight: 100, canaryWeight: 0 }))]),
    make.rule(common, [
      primary === undefined ? toPrimary : withSetCookie(toPrimary, `${primary}; ${attributesOf(affinity, maxAge)}`),
      withSetCookie(toCanary, `${current}; ${attributesOf(affinity, affinity.maxAge || 86_400)}`),
    ]),
  ];
}

function cookieMatch(cookie: string): Match {
  const [name = '', value = ''] = cookie.split('=');
  return { headers: { Cookie: { regex: `.*${name}.*${value}.*` } } };
}

function attributesOf(affinity: SessionAffinity, maxAge: number): string {
  const { domain, httpOnly, partitioned, path, sameSite, secure } = affinity;
  return [
    `Max-Age=${maxAge}`,
    ...(domain ? [`Domain=${domain}`] : []),
    ...(httpOnly === true ? ['HttpOnly'] : []),
    ...(partitioned === true ? ['Partitioned'] : []),
    ...(path ? [`Path=${path}`] : []),
    ...(sameSite ? [`SameSite=${sameSite}`] : []),
    ...(secure === true ? ['Secure'] : []),
  ].join('; ');
}

function withSetCookie(to: RouteDestination, cookie: string): RouteDestination {
  return { ...to, headers: { response: { add: { 'Set-Cookie': cookie } } } };
}

function withResponseHeader(headers: unknown, cookie: string): ManifestObject {
  const { response, ...rest } = (headers ?? {}) as { response?: { add?: ManifestObject } };
  return { ...rest, response: { ...response, add: { ...response?.add, 'Set-Cookie': cookie } } };
}
