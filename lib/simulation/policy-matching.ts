import type { Condition, Operation, Rule, Source } from '../../imports/security.istio.io';
import { parseAddress, parseCidr } from '../kube/addresses';
import { compilePattern } from '../kube/regular-expression';
import { splitQuery } from './paths';
import { type Attributes, principalOf } from './peer';
import { valuesOf } from './request';
import { every, not, some, type Truth } from './truth';

/** What the mesh calls itself, which principals are written in. */
export interface TrustDomains {
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
}

/** The context in which a rule is judged. */
export interface RuleContext extends TrustDomains {
  /** The namespace of the policy. */
  readonly namespace: string;
  readonly action: 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';
}

/**
 * Whether a rule of an AuthorizationPolicy matches: any source, any operation, and every condition. Where only bytes are
 * seen, a rule that allows and asks for something of HTTP never matches, and one that denies is without what it asks.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule
 */
export function matchesRule(rule: Rule, attributes: Attributes, context: RuleContext): Truth {
  const { from = [], to = [], when = [] } = rule;
  if (attributes.request === undefined && context.action === 'ALLOW' && asksForHttp(rule)) return false;
  return every(
    [
      () => from.length === 0 || some(from, ({ source = {} }) => matchesSource(source, attributes, context)),
      () => to.length === 0 || some(to, ({ operation = {} }) => matchesOperation(operation, attributes)),
      () => every(when, (condition) => matchesCondition(condition, attributes, context)),
    ],
    (judge) => judge(),
  );
}

function asksForHttp({ from = [], to = [], when = [] }: Rule): boolean {
  const has = (lists: readonly (readonly string[] | undefined)[]) => lists.some((list) => (list ?? []).length > 0);
  return (
    from.some(({ source }) => has([source?.requestPrincipals, source?.notRequestPrincipals])) ||
    to.some(({ operation: o }) => has([o?.hosts, o?.notHosts, o?.methods, o?.notMethods, o?.paths, o?.notPaths])) ||
    when.some(({ key }) => key.startsWith('request.'))
  );
}

type Judge = (value: string) => Truth;

/** Values of a field, any of which will do, and of its opposite, none of which may be. */
function field(values: readonly string[] | undefined, notValues: readonly string[] | undefined, judge: Judge): Truth {
  return every(
    [
      () => (values ?? []).length === 0 || some(values ?? [], judge),
      () => (notValues ?? []).length === 0 || not(some(notValues ?? [], judge)),
    ],
    (each) => each(),
  );
}

function matchesSource(source: Source, attributes: Attributes, context: RuleContext): Truth {
  const { principals, notPrincipals, namespaces, notNamespaces, serviceAccounts, notServiceAccounts } = source;
  const { ipBlocks, notIpBlocks, remoteIpBlocks, notRemoteIpBlocks, trustDomains, notTrustDomains } = source;
  const { requestPrincipals, notRequestPrincipals } = source;
  return every(
    [
      () => field(principals, notPrincipals, principalJudge(attributes, context)),
      () => field(namespaces, notNamespaces, namespaceJudge(attributes)),
      () => field(serviceAccounts, notServiceAccounts, serviceAccountJudge(attributes, context)),
      () => field(trustDomains, notTrustDomains, trustDomainJudge(attributes)),
      () => field(ipBlocks, notIpBlocks, addressJudge(attributes.sourceAddress, 'the address of the connection')),
      () =>
        field(remoteIpBlocks, notRemoteIpBlocks, addressJudge(attributes.remoteAddress, 'the address of the client')),
      () => ofHttp(attributes, () => field(requestPrincipals, notRequestPrincipals, requestPrincipalJudge(attributes))),
    ],
    (judge) => judge(),
  );
}

/** What is asked of HTTP is nothing where only bytes are seen. */
function ofHttp({ request }: Attributes, judge: () => Truth): Truth {
  return request === undefined ? true : judge();
}

function matchesOperation(operation: Operation, attributes: Attributes): Truth {
  const { hosts, notHosts, methods, notMethods, paths, notPaths, ports, notPorts } = operation;
  const { request } = attributes;
  return every(
    [
      () => field(ports, notPorts, (port) => port === String(attributes.port)),
      () =>
        request === undefined ||
        field(hosts, notHosts, (host) => matchesText(host.toLowerCase(), request.authority.toLowerCase())),
      () => request === undefined || field(methods, notMethods, (method) => matchesText(method, request.method)),
      () => request === undefined || field(paths, notPaths, (path) => matchesPath(path, splitQuery(request.path).path)),
    ],
    (judge) => judge(),
  );
}

/** @see https://istio.io/latest/docs/reference/config/security/conditions/ */
function matchesCondition({ key, values, notValues }: Condition, attributes: Attributes, context: RuleContext): Truth {
  const judge = conditionJudge(key, attributes, context);
  if (attributes.request === undefined && key.startsWith('request.')) return true;
  return judge === undefined ? { why: `condition ${key} is not modelled` } : field(values, notValues, judge);
}

function conditionJudge(key: string, attributes: Attributes, context: RuleContext): Judge | undefined {
  const { request, claims } = attributes;
  const header = /^request\.headers\[(.+)\]$/.exec(key)?.[1];
  if (header !== undefined) {
    const sent = request === undefined ? [] : valuesOf(request, header.toLowerCase());
    return (value) => headerJudge(header, sent, value);
  }
  const claim = /^request\.auth\.claims(\[.+\])$/.exec(key)?.[1];
  if (claim !== undefined) return (value) => claimJudge(claims, claim.slice(1, -1).split(']['), value);
  switch (key) {
    case 'source.ip':
      return addressJudge(attributes.sourceAddress, 'the address of the connection');
    case 'remote.ip':
      return addressJudge(attributes.remoteAddress, 'the address of the client');
    case 'source.namespace':
      return namespaceJudge(attributes);
    case 'source.principal':
      return principalJudge(attributes, context);
    case 'source.serviceAccount':
      return serviceAccountJudge(attributes, context);
    case 'source.trustDomain':
      return trustDomainJudge(attributes);
    case 'request.auth.principal':
      return requestPrincipalJudge(attributes);
    case 'request.auth.audiences':
      return (value) => claimJudge(claims, ['aud'], value);
    case 'request.auth.presenter':
      return (value) => claimJudge(claims, ['azp'], value);
    case 'destination.port':
      return (value) => value === String(attributes.port);
    case 'destination.ip':
      return addressJudge(undefined, 'the address of the pod');
    case 'connection.sni':
      return (value) => attributes.sni !== undefined && matchesText(value, attributes.sni);
    default:
      return undefined;
  }
}

function principalJudge({ identity }: Attributes, { trustDomain, trustDomainAliases }: TrustDomains): Judge {
  if (identity === 'unknown') return () => ({ why: 'what the client’s certificate says is not given' });
  if (identity === 'none') return () => false;
  const own = [trustDomain, ...trustDomainAliases];
  return (value) => {
    const slash = value.indexOf('/');
    const domain = value.slice(0, slash);
    // `cluster.local` stands for whatever the mesh is called, and all its names stand for each other.
    const isOwn = domain === 'cluster.local' || own.some((each) => matchesText(domain, each));
    const isWhole = value.split('/').length === 5 && isOwn && !domain.startsWith('*');
    const forms = isWhole ? own.map((each) => `${each}${value.slice(slash)}`) : [value];
    return forms.some((each) => matchesText(each, principalOf(identity)));
  };
}

function namespaceJudge({ identity }: Attributes): Judge {
  if (identity === 'unknown') return () => ({ why: 'what the client’s certificate says is not given' });
  if (identity === 'none') return () => false;
  return (value) => matchesPattern(value.split('*').map(escaped).join('.*'), identity.namespace);
}

function serviceAccountJudge({ identity }: Attributes, { namespace }: RuleContext): Judge {
  if (identity === 'unknown') return () => ({ why: 'what the client’s certificate says is not given' });
  if (identity === 'none') return () => false;
  return (value) => {
    const [first = '', second] = value.split('/');
    const [of, name] = second === undefined ? [namespace, first] : [first, second];
    return of === identity.namespace && name === identity.serviceAccount;
  };
}

function trustDomainJudge({ identity }: Attributes): Judge {
  if (identity === 'unknown') return () => ({ why: 'what the client’s certificate says is not given' });
  if (identity === 'none') return () => false;
  return (value) => matchesText(value, identity.trustDomain);
}

function requestPrincipalJudge({ claims }: Attributes): Judge {
  if (claims === 'unknown') return () => ({ why: 'what the token says is not given' });
  if (claims === 'none') return () => false;
  const { iss, sub } = claims;
  return (value) => {
    if (typeof iss !== 'string' || typeof sub !== 'string') return false;
    const slash = value.lastIndexOf('/');
    if (slash === -1) return matchesText(value, `${iss}/${sub}`);
    return matchesText(value.slice(0, slash), iss) && matchesText(value.slice(slash + 1), sub);
  };
}

function claimJudge(claims: Attributes['claims'], way: readonly string[], value: string): Truth {
  if (claims === 'unknown') return { why: 'what the token says is not given' };
  let found: unknown = claims === 'none' ? undefined : claims;
  for (const part of way) {
    found =
      typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[part] : undefined;
  }
  return (Array.isArray(found) ? found : [found]).some((each) => typeof each === 'string' && matchesText(value, each));
}

function headerJudge(name: string, sent: readonly string[], value: string): Truth {
  if (sent.length === 0) return false;
  if (value === '*') return true;
  const joined = matchesText(value, sent.join(','));
  const apart = sent.some((each) => matchesText(value, each));
  if (joined === apart) return joined;
  return { why: `header ${name} is sent on ${sent.length} lines, which versions of Envoy compare in different ways` };
}

function addressJudge(address: string | undefined, what: string): Judge {
  const parsed = address === undefined ? undefined : parseAddress(address);
  if (parsed === undefined) return () => ({ why: `${what} is not given` });
  return (value) => {
    const range = parseCidr(value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`);
    if (range === undefined || range.family !== parsed.family) return false;
    const shift = BigInt((range.family === 4 ? 32 : 128) - range.length);
    return range.bits >> shift === parsed.bits >> shift;
  };
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
