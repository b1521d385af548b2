import type {
  GRPCRouteMatch,
  GRPCRouteRule,
  GRPCRouteSpec,
  HTTPRouteMatch,
  HTTPRouteRequestRedirect,
  HTTPRouteRule,
  HTTPRouteSpec,
  TLSRouteRule,
  TLSRouteSpec,
} from '../../imports/gateway.networking.k8s.io';
import type { Entity, NamespacedName } from '../world/entity';
import { joined, percent, whenOf } from './rule-words';

/** Where a rule of a route of the Gateway API sends requests, or copies of them. */
export interface BackendTarget {
  readonly kind: 'sends' | 'copies';
  /** The Service. */
  readonly service: NamespacedName;
  /** On what condition, and for how many. */
  readonly line: string;
}

/** What the rules of a route of the Gateway API do. */
export interface BackendTargets {
  readonly targets: readonly BackendTarget[];
  /** What rules answer themselves. */
  readonly answers: readonly string[];
}

/** A rule of a route. */
export type Rule = HTTPRouteRule | GRPCRouteRule | TLSRouteRule;

/** Where the rules of a route send requests, in their order; nowhere for one that its definition refuses. */
export function backendTargets({ id, spec }: Entity): BackendTargets {
  const rules: readonly Rule[] = (spec as HTTPRouteSpec | GRPCRouteSpec | TLSRouteSpec | undefined)?.rules ?? [];
  const targets: BackendTarget[] = [];
  const answers: string[] = [];
  for (const [index, rule] of rules.entries()) {
    const when = whenOf(conditionsOf(rule), index);
    const redirect = redirectOf(rule);
    if (redirect !== undefined) {
      answers.push(when === '' ? redirect : `${when}: ${redirect}`);
      continue;
    }
    const backends = (rule.backendRefs ?? []).filter(isService);
    const total = backends.reduce((sum, { weight = 1 }) => sum + weight, 0);
    for (const { name, namespace = id.namespace, weight = 1 } of backends) {
      const share = backends.length > 1 ? percent(total === 0 ? 0 : (100 * weight) / total) : '';
      targets.push({ kind: 'sends', service: { namespace, name }, line: joined([when, share]) });
    }
    for (const filter of ('filters' in rule ? rule.filters : undefined) ?? []) {
      if (!('requestMirror' in filter) || !isService(filter.requestMirror.backendRef)) continue;
      const { backendRef, percent: said, fraction } = filter.requestMirror;
      const part = said ?? (fraction === undefined ? 100 : (100 * fraction.numerator) / (fraction.denominator ?? 100));
      const service = { namespace: backendRef.namespace ?? id.namespace, name: backendRef.name };
      targets.push({ kind: 'copies', service, line: joined([when, `copies of ${percent(part)}`]) });
    }
  }
  return { targets, answers };
}

function isService({ group = '', kind = 'Service' }: { readonly group?: string; readonly kind?: string }): boolean {
  return group === '' && kind === 'Service';
}

/** When a rule holds, in a few words; empty for always. */
export function conditionsOf(rule: Rule): string {
  const matches: readonly (HTTPRouteMatch | GRPCRouteMatch)[] = ('matches' in rule ? rule.matches : undefined) ?? [];
  const words = matches.map(condition);
  // A condition that says nothing holds for all requests, whatever the others say.
  return words.includes('') ? '' : words.join(' or ');
}

function condition(match: HTTPRouteMatch | GRPCRouteMatch): string {
  const { headers = [], method } = match;
  const path = 'path' in match ? match.path : undefined;
  const queryParams = 'queryParams' in match ? (match.queryParams ?? []) : [];
  const isExpression = (type: string | undefined) => type === 'RegularExpression';
  return [
    ...(method === undefined ? [] : [typeof method === 'string' ? method : grpcMethod(method)]),
    ...(path === undefined || (path.value ?? '/') === '/' ? [] : [pathWords(path.type, path.value ?? '/')]),
    ...headers.map(({ name, type, value }) => `${name}: ${isExpression(type) ? '~ ' : ''}${value}`),
    ...queryParams.map(({ name, type, value }) => `?${name}=${isExpression(type) ? '~ ' : ''}${value}`),
  ].join(', ');
}

function grpcMethod({ service = '', method = '', type }: NonNullable<GRPCRouteMatch['method']>): string {
  const text = `${service}/${method === '' ? '…' : method}`;
  return type === 'RegularExpression' ? `~ ${text}` : text;
}

function pathWords(type: string | undefined, value: string): string {
  if (type === 'Exact') return value;
  return type === 'RegularExpression' ? `~ ${value}` : `${value}…`;
}

function redirectOf(rule: Rule): string | undefined {
  const filters = ('filters' in rule ? rule.filters : undefined) ?? [];
  for (const filter of filters) if ('requestRedirect' in filter) return redirectWords(filter.requestRedirect);
  return undefined;
}

function redirectWords({ scheme, hostname = '', port, path, statusCode = 302 }: HTTPRouteRequestRedirect): string {
  const origin = `${scheme === undefined ? '' : `${scheme}://`}${hostname}${port === undefined ? '' : `:${port}`}`;
  const to = `${origin}${path?.replaceFullPath ?? path?.replacePrefixMatch ?? ''}`;
  return `${statusCode} to ${to === '' ? 'the same path' : to}`;
}
