import { unreachedRules } from '../../../istio/reachable';
import type { JsonMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { create, type Entry, type Expression, literal, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import type { Scope } from '../scope';
import { field, fields, istio, json, listed, listOf, mapsOf, maybe, textOf } from '../values';
import { routeTo } from './destinations';
import { httpMatch } from './http-match';
import { httpRule } from './http-rule';

/** Whether others delegate to a VirtualService: it has no hosts of its own. */
export function isDelegate(object: JsonMap): boolean {
  return specOf(object).hosts === undefined;
}

/** `new VirtualService(this, 'reviews', { … })`; without hosts, a `DelegateVirtualService`. */
export function virtualService(object: JsonMap, id: string, scope: Scope): Expression {
  const { hosts, gateways, exportTo, http, tcp, tls, ...others } = specOf(object);
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`the construct has no ${other}`);
  const named = (value: unknown) => textOf(value) ?? cannot('a name is no text');
  const props = fields([
    ...objectProps(object, id),
    field(
      'hosts',
      listed(listOf(hosts), ['spec', 'hosts'], (host) => scope.host(named(host))),
    ),
    field(
      'gateways',
      listed(listOf(gateways), ['spec', 'gateways'], (gateway) => scope.gateway(named(gateway))),
    ),
    field('exportTo', maybe(exportTo, ['spec', 'exportTo'])),
    ...routes(mapsOf(http) ?? [], ['spec', 'http'], httpParts(scope)),
    tcp === undefined
      ? undefined
      : field('tcp', fields(routes(mapsOf(tcp) ?? [], ['spec', 'tcp'], connectionParts(scope))), ['spec', 'tcp']),
    field(
      'tls',
      listed(mapsOf(tls), ['spec', 'tls'], (rule, at) => tlsRule(rule, at, scope)),
    ),
  ]);
  return create(istio(isDelegate(object) ? 'DelegateVirtualService' : 'VirtualService'), THIS, literal(id), props);
}

/** What a rule says beside its matches, and how its matches are read. */
interface Parts {
  readonly match: (match: JsonMap) => Expression;
  readonly entries: (rule: JsonMap, at: FieldPath) => readonly (Entry | undefined)[];
  /** What stands for a rule that says nothing else. */
  readonly only: string;
  /** Which rules no request gets to, for those who can say it. */
  readonly unreached?: (rules: readonly JsonMap[]) => readonly boolean[];
}

/** `rules`, for one that is for everything `otherwise`, and `neverReached` for what stands behind it. */
function routes(rules: readonly JsonMap[], at: FieldPath, parts: Parts): readonly (Entry | undefined)[] {
  const unreached = parts.unreached?.(rules) ?? [];
  const placed = rules.map((rule, index) => ({ rule, place: [...at, index], isUnreached: unreached[index] === true }));
  const first = placed.findIndex(({ rule }) => isForEverything(rule));
  const end = first === -1 ? placed.length : first;
  const last = placed[end];
  const matching = (entries: readonly (Entry | undefined)[], { rule, place }: Placed) =>
    fields([
      field('match', listed(mapsOf(rule.match), [...place, 'match'], parts.match), [...place, 'match']),
      ...entries,
    ]);
  const said = (each: Placed) => [
    ...parts.entries(each.rule, each.place),
    each.isUnreached ? field('neverReached', literal(true)) : undefined,
  ];
  const hasOtherwise = last !== undefined && !last.isUnreached;
  const behind = placed.slice(hasOtherwise ? end + 1 : end);
  if (behind.some(({ isUnreached }) => !isUnreached)) cannot('a rule before the last is for every request');
  return [
    field(
      'rules',
      itemsOf(placed.slice(0, end), (each) => matching(said(each), each)),
      at,
    ),
    hasOtherwise ? otherwise(last.rule, last.place, parts) : undefined,
    behind.length === 0 ? undefined : neverReached(behind, parts, matching),
  ];
}

/** What stands behind a rule that is for every request. */
function neverReached(
  rules: readonly Placed[],
  parts: Parts,
  matching: (entries: readonly (Entry | undefined)[], rule: Placed) => Expression,
): Entry {
  const items = rules.map((each) => {
    const entries = parts.entries(each.rule, each.place);
    return { value: isForEverything(each.rule) ? fields(entries) : matching(entries, each), of: each.place };
  });
  const comments = { before: ['No request gets here: one of the rules above is for every request.'] };
  return { key: 'neverReached', value: { type: 'list', items }, comments };
}

interface Placed {
  readonly rule: JsonMap;
  readonly place: FieldPath;
  readonly isUnreached: boolean;
}

function isForEverything({ match }: JsonMap): boolean {
  return (listOf(match) ?? []).length === 0;
}

/** A list of what is made of rules; nothing for none. */
function itemsOf(rules: readonly Placed[], make: (rule: Placed) => Expression): Expression | undefined {
  if (rules.length === 0) return undefined;
  return { type: 'list', items: rules.map((rule) => ({ value: make(rule), of: rule.place })) };
}

function otherwise(rule: JsonMap, at: FieldPath, { entries, only }: Parts): Entry | undefined {
  const written = fields(entries(rule, at));
  const [single, another] = written.entries;
  const alone = another === undefined && single?.key === only ? single.value : undefined;
  return field('otherwise', alone ?? written, at);
}

function httpParts(scope: Scope): Parts {
  return {
    match: (match) => httpMatch(match, scope),
    entries: (rule, at) => {
      const { action, effects } = httpRule(rule, at, scope);
      return [field('action', action, [...at, 'route']), ...effects];
    },
    only: 'action',
    unreached: (rules) => unreachedRules(rules as readonly { readonly match?: readonly JsonMap[] }[]),
  };
}

function connectionParts(scope: Scope): Parts {
  return {
    match: (match) => connectionMatch(match, scope),
    entries: (rule, at) => [field('route', routeTo(rule.route, scope, 'ConnectionRoute'), [...at, 'route'])],
    only: 'route',
  };
}

function tlsRule(rule: JsonMap, at: FieldPath, scope: Scope): Expression {
  if (isForEverything(rule)) cannot('a rule of TLS is for every connection');
  return fields([
    field(
      'match',
      listed(mapsOf(rule.match), [...at, 'match'], (match) => connectionMatch(match, scope)),
    ),
    field('route', routeTo(rule.route, scope, 'ConnectionRoute')),
  ]);
}

function connectionMatch({ gateways, ...match }: JsonMap, scope: Scope): Expression {
  return fields([
    ...Object.entries(match).map(([key, value]) => field(key, json(value))),
    field(
      'gateways',
      listed(listOf(gateways), [], (gateway) => scope.gateway(textOf(gateway) ?? '')),
    ),
  ]);
}
