import type { CorsPolicy, HTTPRoute, StringMatch } from '../../../imports/networking.istio.io';
import type { AuthorizationPolicySpec, JWTRule, Rule } from '../../../imports/security.istio.io';
import type { RouteCondition } from '../../mesh/http-routes';
import type { Mesh } from '../../mesh/mesh';
import type { MeshProxy } from '../../mesh/proxies';
import type { Sound } from '../../world/entity';
import { type AttributeName, type Cell, cut } from '../requests/attribute';
import { Space } from '../requests/box';
import { type Literal, literal, literalOfPath, literalOfPattern, literalsOfMatcher } from '../requests/literal';
import { claimsWith, INVALID_TOKEN, tokenOf } from '../requests/token';

/** The literals of all that has a say in a conversation, by what of requests they are compared with. */
export class Literals {
  private readonly found = new Map<AttributeName, Literal[]>();
  private readonly more = new Map<AttributeName, Set<string>>();
  private readonly issuers = new Set<string>();
  private readonly claims: { readonly way: readonly string[]; readonly value: string }[] = [];
  private readonly principals = new Set<string>();
  private hasTokens = false;

  /** The conditions of a route. @returns what they look at */
  addConditions(conditions: readonly RouteCondition[]): ReadonlySet<AttributeName> {
    const looksAt = new Set<AttributeName>();
    for (const { on, name, matcher, inverted, ignoreCase } of conditions) {
      const options = { ignoreCase, missingIsEmpty: inverted && matcher.kind !== 'present' };
      const [own, ...others] = literalsOfMatcher(matcher, options);
      const note = (attribute: AttributeName) => {
        for (const each of [own, ...others]) this.add(attribute, each);
        looksAt.add(attribute);
      };
      // What has the same characters in front, and another segment.
      if (matcher.kind === 'segments') this.tellApart('path', `${matcher.value}x`);
      switch (on) {
        case 'path':
        case 'method':
        case 'authority':
          note(on);
          break;
        case 'header':
          // What begins with a colon is no header.
          if (!name.startsWith(':')) note(`header ${name}`);
          break;
        case 'query':
          note(`query ${name}`);
          break;
        case 'claim':
          this.addClaim(name.split('.'), own);
          looksAt.add('token');
          break;
        case 'scheme':
          // That of a conversation is given.
          break;
      }
    }
    return looksAt;
  }

  /** What else a rule looks at. @returns what decides on more than whether the rule is taken */
  addRule(rule: HTTPRoute | undefined): ReadonlySet<AttributeName> {
    const looksAt = new Set<AttributeName>();
    if (rule === undefined) return looksAt;
    const match = rule.rewrite?.uriRegexRewrite?.match;
    if (match !== undefined) {
      this.add('path', literal('regex', `(?s).*(?:${match}).*`, { written: match }));
      looksAt.add('path');
    }
    if (rule.corsPolicy !== undefined) {
      for (const each of originsOf(rule.corsPolicy)) this.add('preflight', each);
      looksAt.add('preflight');
    }
    for (const { headers } of [rule, ...(rule.route ?? [])]) {
      const { remove = [], set = {}, add = {} } = headers?.request ?? {};
      const read = [...Object.values(set), ...Object.values(add)].flatMap(headersIn);
      for (const name of [...remove, ...read].map((each) => each.toLowerCase())) {
        if (name.startsWith(':')) continue;
        this.add(`header ${name}`, literal('present', ''));
        looksAt.add(`header ${name}`);
      }
    }
    return looksAt;
  }

  /** What the proxy of a server looks at. @returns what decides whether it lets a request in */
  addServer(mesh: Mesh, proxy: MeshProxy): ReadonlySet<AttributeName> {
    const looksAt = new Set<AttributeName>();
    const note = (name: AttributeName, own: Literal) => {
      this.add(name, own);
      looksAt.add(name);
    };
    const { custom, deny, allow } = mesh.authorizationPolicies(proxy);
    for (const policy of [...custom, ...deny, ...allow]) this.addPolicy(policy, note, looksAt);
    const rules = mesh.requestAuthentications(proxy).flatMap(({ spec }) => spec.jwtRules ?? []);
    if (rules.length > 0) looksAt.add('token');
    for (const rule of rules) this.addTokens(rule);
    return looksAt;
  }

  /** Paths that a rule makes to what others look at. */
  addPathsBefore(rule: HTTPRoute | undefined, conditions: readonly RouteCondition[]): void {
    const uri = rule?.rewrite?.uri;
    if (!uri) return;
    const matcher = conditions.find(({ on }) => on === 'path')?.matcher ?? { kind: 'prefix' as const, value: '/' };
    if (matcher.kind !== 'prefix' && matcher.kind !== 'segments') return;
    for (const { form, text } of [...(this.found.get('path') ?? [])]) {
      if ((form === 'exact' || form === 'prefix') && text.startsWith(uri)) {
        this.tellApart('path', `${matcher.value}${text.slice(uri.length)}`);
      }
    }
  }

  /** Lets clients outside show a certificate, or none. */
  addCertificate(): void {
    this.tellApart('client certificate', 'shown');
  }

  get names(): readonly AttributeName[] {
    const all = new Set([...this.found.keys(), ...this.more.keys()]);
    if (this.hasTokens) all.add('token');
    return [...all].sort();
  }

  /** All requests, cut at the literals. */
  space(authority: string, accepts: (authority: string) => boolean): Space {
    return new Space(
      this.names.map((name) => {
        if (name === 'token') return { name, cells: this.tokens(), unmet: [] };
        const usual = name === 'authority' ? authority : undefined;
        return cut(name, this.found.get(name) ?? [], {
          usual,
          more: [...(this.more.get(name) ?? [])],
          ...(name === 'authority' ? { accepts } : {}),
        });
      }),
    );
  }

  private add(name: AttributeName, own: Literal): void {
    const list = this.found.get(name);
    if (list === undefined) this.found.set(name, [own]);
    else list.push(own);
  }

  private tellApart(name: AttributeName, value: string): void {
    const values = this.more.get(name) ?? new Set();
    this.more.set(name, values.add(value));
  }

  private addPolicy(
    { spec }: Sound<AuthorizationPolicySpec>,
    note: (name: AttributeName, own: Literal) => void,
    looksAt: Set<AttributeName>,
  ): void {
    for (const rule of spec.rules ?? []) this.addPolicyRule(rule, note, looksAt);
  }

  private addPolicyRule(
    { from = [], to = [], when = [] }: Rule,
    note: (name: AttributeName, own: Literal) => void,
    looksAt: Set<AttributeName>,
  ): void {
    const addresses = (blocks: readonly string[] = []) => {
      for (const block of blocks) this.tellApart('source address', addressIn(block));
      if (blocks.length > 0) {
        this.tellApart('source address', ELSEWHERE);
        looksAt.add('source address');
      }
    };
    for (const { source = {} } of from) {
      const principals = [...(source.requestPrincipals ?? []), ...(source.notRequestPrincipals ?? [])];
      if (principals.length > 0) looksAt.add('token');
      for (const each of principals) this.principals.add(each);
      if (principals.length > 0) this.hasTokens = true;
      for (const each of [source.ipBlocks, source.notIpBlocks, source.remoteIpBlocks, source.notRemoteIpBlocks]) {
        addresses(each);
      }
    }
    for (const { operation = {} } of to) {
      const { paths = [], notPaths = [], methods = [], notMethods = [], hosts = [], notHosts = [] } = operation;
      for (const each of [...paths, ...notPaths]) note('path', literalOfPath(each));
      for (const each of [...methods, ...notMethods]) note('method', literalOfPattern(each));
      for (const each of [...hosts, ...notHosts]) note('authority', literalOfPattern(each.toLowerCase()));
    }
    for (const { key, values = [], notValues = [] } of when) {
      const all = [...values, ...notValues];
      const header = /^request\.headers\[(.+)\]$/.exec(key)?.[1]?.toLowerCase();
      if (header !== undefined) for (const each of all) note(`header ${header}`, literalOfPattern(each));
      else if (key === 'source.ip' || key === 'remote.ip') addresses(all);
      else if (key.startsWith('request.auth.')) {
        looksAt.add('token');
        this.hasTokens = true;
        const way = claimIn(key);
        if (key === 'request.auth.principal') for (const each of all) this.principals.add(each);
        else if (way !== undefined) for (const each of all) this.addClaim(way, literalOfPattern(each));
      }
    }
  }

  private addTokens({ issuer }: JWTRule): void {
    this.hasTokens = true;
    this.issuers.add(issuer ?? '');
  }

  private addClaim(way: readonly string[], { form, text }: Literal): void {
    this.hasTokens = true;
    // A value that the literal is for; of the others there are those of tokens without the claim.
    if (form !== 'regex') this.claims.push({ way, value: form === 'suffix' ? `x${text}` : text || 'x' });
  }

  /** Without a token, with one that is not valid, and with valid ones for whatever asks for more. */
  private tokens(): readonly Cell[] {
    const [issuer] = this.issuers;
    const cells: Cell[] = [{ value: undefined, words: 'without a token' }];
    if (issuer === undefined) return cells;
    cells.push({ value: INVALID_TOKEN, words: 'a token that is not valid' });
    const add = (claims: Readonly<Record<string, unknown>>, words: string) => {
      const value = tokenOf(claims);
      if (!cells.some((each) => each.value === value)) cells.push({ value, words });
    };
    for (const iss of this.issuers) add({ iss, sub: 'somebody' }, `a valid token of ${iss}`);
    for (const principal of this.principals) {
      const slash = principal.lastIndexOf('/');
      const [iss, sub] = slash === -1 ? ['', ''] : [principal.slice(0, slash), principal.slice(slash + 1)];
      if (this.issuers.has(iss) && sub !== '' && !sub.includes('*'))
        add({ iss, sub }, `a valid token of ${iss} for ${sub}`);
    }
    for (const { way, value } of this.claims) {
      add(claimsWith({ iss: issuer, sub: 'somebody' }, way, value), `a valid token with ${way.join('.')} ${value}`);
    }
    return cells;
  }
}

/** An address in no range that anybody gives. @see https://datatracker.ietf.org/doc/html/rfc5737 */
const ELSEWHERE = '203.0.113.77';

function addressIn(block: string): string {
  return block.split('/')[0] ?? block;
}

function claimIn(key: string): readonly string[] | undefined {
  if (key === 'request.auth.audiences') return ['aud'];
  if (key === 'request.auth.presenter') return ['azp'];
  const claim = /^request\.auth\.claims(\[.+\])$/.exec(key)?.[1];
  return claim?.slice(1, -1).split('][');
}

function originsOf({ allowOrigins = [], allowOrigin = [] }: CorsPolicy): readonly Literal[] {
  return [
    ...allowOrigins.map(literalOfMatch),
    ...allowOrigin.map((value) => (value === '*' ? literal('present', '') : literal('exact', value))),
    literal('present', ''),
  ];
}

function literalOfMatch({ exact, prefix, regex }: StringMatch): Literal {
  if (exact !== undefined) return exact === '*' ? literal('present', '') : literal('exact', exact);
  if (prefix !== undefined) return literal('prefix', prefix);
  return regex === undefined ? literal('present', '') : literal('regex', regex);
}

/** The headers that a value of a header refers to: `%REQ(x-user)%`. */
function headersIn(value: string): readonly string[] {
  return [...value.matchAll(/%REQ\(([^):?]+)(?:\?([^):]+))?\)/g)].flatMap(([, first = '', second]) =>
    second === undefined ? [first] : [first, second],
  );
}
