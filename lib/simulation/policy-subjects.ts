import { parseAddress, parseCidr } from '../kube/addresses';
import { compilePattern } from '../kube/regular-expression';
import { splitQuery } from './paths';
import { type Attributes, type Identity, principalOf } from './peer';
import { valuesOf } from './request';
import type { Truth } from './truth';

/** Where a policy stands, and what the mesh calls itself. */
export interface PolicyContext {
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  /** The namespace of the policy. */
  readonly namespace: string;
}

/** What values of a rule are compared with. */
export interface Subject {
  readonly judge: (value: string) => Truth;
  /** What is there; undefined for nothing. */
  readonly actual: string | undefined;
  /** Without which nothing is there. */
  readonly needs?: string;
}

export function principal(about: Attributes, { trustDomain: name, trustDomainAliases }: PolicyContext): Subject {
  const names = [name, ...trustDomainAliases];
  return ofIdentity(about, principalOf, (value, identity) => {
    const slash = value.indexOf('/');
    const domain = value.slice(0, slash);
    // `cluster.local` stands for whatever the mesh is called, and all its names stand for each other.
    const isOwn = domain === 'cluster.local' || names.some((each) => matchesText(domain, each));
    const isWhole = value.split('/').length === 5 && isOwn && !domain.startsWith('*');
    const forms = isWhole ? names.map((each) => `${each}${value.slice(slash)}`) : [value];
    return forms.some((each) => matchesText(each, principalOf(identity)));
  });
}

export function namespace(about: Attributes): Subject {
  return ofIdentity(
    about,
    (identity) => identity.namespace,
    (value, identity) => matchesPattern(value.split('*').map(escaped).join('.*'), identity.namespace),
  );
}

export function serviceAccount(about: Attributes, context: PolicyContext): Subject {
  return ofIdentity(
    about,
    (identity) => `${identity.namespace}/${identity.serviceAccount}`,
    (value, identity) => {
      const [first = '', second] = value.split('/');
      const [of, name] = second === undefined ? [context.namespace, first] : [first, second];
      return of === identity.namespace && name === identity.serviceAccount;
    },
  );
}

export function trustDomain(about: Attributes): Subject {
  return ofIdentity(
    about,
    (identity) => identity.trustDomain,
    (value, identity) => matchesText(value, identity.trustDomain),
  );
}

/** Something that the certificate of the client says. */
function ofIdentity(
  { identity }: Attributes,
  actual: (identity: Identity) => string,
  judge: (value: string, identity: Identity) => boolean,
): Subject {
  if (identity === 'unknown') return nobodyKnows('what the client’s certificate says is not given');
  if (identity === 'none') return { judge: () => false, actual: undefined, needs: 'mutual TLS' };
  return { judge: (value) => judge(value, identity), actual: actual(identity) };
}

export function sourceAddress(about: Attributes): Subject {
  return address(about.sourceAddress, 'the address of the connection');
}

export function remoteAddress(about: Attributes): Subject {
  return address(about.remoteAddress, 'the address of the client');
}

export function destinationAddress(): Subject {
  return address(undefined, 'the address of the pod');
}

function address(actual: string | undefined, what: string): Subject {
  const parsed = actual === undefined ? undefined : parseAddress(actual);
  if (parsed === undefined) return nobodyKnows(`${what} is not given`);
  return {
    actual,
    judge: (value) => {
      const range = parseCidr(value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`);
      if (range === undefined || range.family !== parsed.family) return false;
      const shift = BigInt((range.family === 4 ? 32 : 128) - range.length);
      return range.bits >> shift === parsed.bits >> shift;
    },
  };
}

export function port({ port: number }: Attributes): Subject {
  return { judge: (value) => value === String(number), actual: String(number) };
}

export function sni({ sni: name }: Attributes): Subject {
  return { judge: (value) => name !== undefined && matchesText(value, name), actual: name };
}

export function host({ request }: Attributes): Subject {
  const name = request?.authority ?? '';
  return { judge: (value) => matchesText(value.toLowerCase(), name.toLowerCase()), actual: name };
}

export function method({ request }: Attributes): Subject {
  const name = request?.method ?? '';
  return { judge: (value) => matchesText(value, name), actual: name };
}

export function path({ request }: Attributes): Subject {
  const own = splitQuery(request?.path ?? '').path;
  return { judge: (value) => matchesPath(value, own), actual: own };
}

export function header({ request }: Attributes, name: string): Subject {
  const sent = request === undefined ? [] : valuesOf(request, name.toLowerCase());
  return {
    actual: sent.length === 0 ? undefined : sent.join(','),
    judge: (value) => {
      if (sent.length === 0) return false;
      if (value === '*') return true;
      const joined = matchesText(value, sent.join(','));
      const apart = sent.some((each) => matchesText(value, each));
      if (joined === apart) return joined;
      return {
        why: `header ${name} is sent on ${sent.length} lines, which versions of Envoy compare in different ways`,
      };
    },
  };
}

/** The issuer and the subject of a token. */
export function requestPrincipal({ claims }: Attributes): Subject {
  if (claims === 'unknown') return nobodyKnows('what the token says is not given');
  if (claims === 'none') return WITHOUT_TOKEN;
  const { iss, sub } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string') return WITHOUT_TOKEN;
  return {
    actual: `${iss}/${sub}`,
    judge: (value) => {
      const slash = value.lastIndexOf('/');
      if (slash === -1) return matchesText(value, `${iss}/${sub}`);
      return matchesText(value.slice(0, slash), iss) && matchesText(value.slice(slash + 1), sub);
    },
  };
}

/** What a token says, at the end of a way of names. */
export function claim({ claims }: Attributes, way: readonly string[]): Subject {
  if (claims === 'unknown') return nobodyKnows('what the token says is not given');
  if (claims === 'none') return WITHOUT_TOKEN;
  let found: unknown = claims;
  for (const part of way) {
    found =
      typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[part] : undefined;
  }
  const texts = (Array.isArray(found) ? found : [found]).filter((each) => typeof each === 'string');
  return {
    judge: (value) => texts.some((each) => matchesText(value, each)),
    actual: texts.length === 0 ? undefined : texts.join(','),
  };
}

const WITHOUT_TOKEN: Subject = { judge: () => false, actual: undefined, needs: 'a token' };

function nobodyKnows(why: string): Subject {
  return { judge: () => ({ why }), actual: undefined };
}

/** `*` for anything that is there, `*` in front for any beginning, behind for any end; otherwise the same text. */
function matchesText(pattern: string, value: string): boolean {
  if (pattern === '*') return value !== '';
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return value === pattern;
}

/** `{*}` is a segment of a path, `{**}` any number of them. */
function matchesPath(pattern: string, path: string): boolean {
  if (!/\{\*{1,2}\}/.test(pattern)) return matchesText(pattern, path);
  const parts = pattern.split(/(\{\*\*\}|\{\*\})/);
  const expression = parts.map((part) => (part === '{**}' ? '.*' : part === '{*}' ? '[^/]+' : escaped(part))).join('');
  return matchesPattern(expression, path);
}

function matchesPattern(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  return typeof compiled !== 'string' && compiled.matchesWhole(text);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
