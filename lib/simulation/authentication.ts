import type { JWTRule } from '../../imports/security.istio.io';
import type { MeshProxy } from '../mesh/proxies';
import type { Place } from '../world/entity';
import type { HeaderLine } from './call';
import { type Request, valuesOf } from './request';
import { type Claims, queryValue } from './route-matching';
import { isSigned, readToken, type Token } from './tokens';
import { nameOf, type Stop, type Trail, type Walk } from './walk';

/** What a proxy finds out about who a request is of. */
export interface Authenticated {
  readonly stop: Stop | undefined;
  readonly claims: Claims;
  /** As it goes on: a token is taken away, unless it is to be forwarded. */
  readonly request: Request;
}

interface PlacedRule {
  readonly rule: JWTRule;
  readonly place: Place;
}

/**
 * Looks at the token of a request: without one it goes on, with one that no rule finds valid the answer is 401.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export function authenticate(walk: Walk, proxy: MeshProxy, request: Request, trail: Trail): Authenticated {
  const authentications = walk.mesh.requestAuthentications(proxy);
  if (authentications.length === 0) return { stop: undefined, claims: 'none', request };
  const rules = authentications.flatMap((entity) =>
    (entity.spec.jwtRules ?? []).map(
      (rule, index): PlacedRule => ({ rule, place: { entity, path: ['spec', 'jwtRules', index] } }),
    ),
  );
  const nobody: Authenticated = { stop: undefined, claims: 'none', request };
  if (rules.length === 0 || isPreflight(request)) return nobody;
  if (walk.call.claims !== undefined) return withClaims(walk.call.claims, rules, request, trail);
  const sent = rules.flatMap((each) => tokensFor(each.rule, request).map((text) => ({ ...each, text })));
  const [first] = sent;
  if (first === undefined) {
    trail.add('server', 'there is no token: that is not asked for', rules[0]?.place);
    return nobody;
  }
  const token = readToken(first.text);
  const matching = sent.filter(({ rule }) => token !== undefined && rule.issuer === token.claims.iss);
  const [found] = matching;
  if (token === undefined) return denied(401, 'what is sent as a token is none', first.place, request, trail);
  if (found === undefined) {
    return denied(
      401,
      `no rule is for tokens of issuer ${JSON.stringify(token.claims.iss ?? null)}`,
      first.place,
      request,
      trail,
    );
  }
  return withToken(walk, token, found, request, trail);
}

function withToken(
  walk: Walk,
  token: Token,
  { rule, place }: PlacedRule,
  request: Request,
  trail: Trail,
): Authenticated {
  const signed = isSigned(token, rule);
  if (signed === false) return denied(401, 'the token is not signed with a key of the rule', place, request, trail);
  const { audiences = [] } = rule;
  const own = [token.claims.aud].flat();
  if (audiences.length > 0 && !audiences.some((each) => own.includes(each))) {
    return denied(
      403,
      `the token is for ${JSON.stringify(token.claims.aud ?? null)}, wanted ${audiences.join(' or ')}`,
      place,
      request,
      trail,
    );
  }
  const checked = signed === undefined ? 'its signature and its times are not checked' : 'its times are not checked';
  walk.assume(`the token of issuer ${rule.issuer} is valid: ${checked}`, place);
  trail.add('server', `the token is valid by ${nameOf(place)}`, place);
  return { stop: undefined, claims: token.claims, request: forwarded(rule, token, request) };
}

/** A token whose claims are given, and which is valid therefore. */
function withClaims(
  claims: Readonly<Record<string, unknown>>,
  rules: readonly PlacedRule[],
  request: Request,
  trail: Trail,
): Authenticated {
  const found = rules.find(({ rule }) => claims.iss === undefined || rule.issuer === claims.iss);
  const [first] = rules;
  if (found === undefined && first !== undefined) {
    return denied(401, `no rule is for tokens of issuer ${JSON.stringify(claims.iss)}`, first.place, request, trail);
  }
  if (found !== undefined) trail.add('server', `the token is valid by ${nameOf(found.place)}`, found.place);
  return { stop: undefined, claims: { iss: found?.rule.issuer, ...claims }, request };
}

function denied(status: number, why: string, place: Place, request: Request, trail: Trail): Authenticated {
  trail.add('server', `${why}: ${status}`, place);
  return { stop: { kind: 'answered', status, why }, claims: 'none', request };
}

function isPreflight(request: Request): boolean {
  return (
    request.method === 'OPTIONS' &&
    valuesOf(request, 'origin').length > 0 &&
    valuesOf(request, 'access-control-request-method').length > 0
  );
}

/** What is sent where a rule looks for tokens. */
function tokensFor(
  { fromHeaders = [], fromParams = [], fromCookies = [] }: JWTRule,
  request: Request,
): readonly string[] {
  const isUsual = fromHeaders.length + fromParams.length + fromCookies.length === 0;
  const headers = isUsual ? [{ name: 'Authorization', prefix: 'Bearer ' }] : fromHeaders;
  const params = isUsual ? ['access_token'] : fromParams;
  const found: string[] = [];
  for (const { name, prefix = '' } of headers) {
    for (const value of valuesOf(request, name.toLowerCase()))
      if (value.startsWith(prefix)) found.push(value.slice(prefix.length));
  }
  for (const name of params) found.push(...[queryValue(request.path, name)].filter((value) => value !== undefined));
  for (const line of valuesOf(request, 'cookie')) {
    for (const pair of line.split(';')) {
      const [name = '', ...value] = pair.trim().split('=');
      if (fromCookies.includes(name)) found.push(value.join('='));
    }
  }
  return found;
}

/** The request as the application sees it. */
function forwarded(rule: JWTRule, { claims, payload }: Token, request: Request): Request {
  const { forwardOriginalToken = false, fromHeaders = [], outputPayloadToHeader, outputClaimToHeaders = [] } = rule;
  const isUsual = fromHeaders.length === 0;
  const taken = new Set(
    forwardOriginalToken ? [] : isUsual ? ['authorization'] : fromHeaders.map(({ name }) => name.toLowerCase()),
  );
  const added = outputClaimToHeaders.flatMap(({ header, claim }): HeaderLine[] => {
    const value = claims[claim];
    return ['string', 'number', 'boolean'].includes(typeof value) ? [[header.toLowerCase(), String(value)]] : [];
  });
  const whole: HeaderLine[] = outputPayloadToHeader ? [[outputPayloadToHeader.toLowerCase(), payload]] : [];
  return { ...request, headers: [...request.headers.filter(([name]) => !taken.has(name)), ...whole, ...added] };
}
