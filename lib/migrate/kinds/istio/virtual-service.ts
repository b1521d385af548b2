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
}

/** `rules` and, for a last one that is for everything, `otherwise`. */
function routes(rules: readonly JsonMap[], at: FieldPath, parts: Parts): readonly (Entry | undefined)[] {
  const last = rules.at(-1);
  const hasOtherwise = last !== undefined && (listOf(last.match) ?? []).length === 0;
  const matching = hasOtherwise ? rules.slice(0, -1) : rules;
  return [
    field(
      'rules',
      matching.length === 0
        ? undefined
        : listed(matching, at, (rule, place) =>
            fields([
              field('match', listed(matchesOf(rule), [...place, 'match'], parts.match), [...place, 'match']),
              ...parts.entries(rule, place),
            ]),
          ),
      at,
    ),
    last === undefined || !hasOtherwise ? undefined : otherwise(last, [...at, rules.length - 1], parts),
  ];
}

function otherwise(rule: JsonMap, at: FieldPath, { entries, only }: Parts): Entry | undefined {
  const written = fields(entries(rule, at));
  const [single, another] = written.entries;
  const alone = another === undefined && single?.key === only ? single.value : undefined;
  return field('otherwise', alone ?? written, at);
}

function matchesOf(rule: JsonMap): readonly JsonMap[] {
  const matches = mapsOf(rule.match) ?? [];
  return matches.length > 0 ? matches : cannot('a rule before the last is for every request');
}

function httpParts(scope: Scope): Parts {
  return {
    match: (match) => httpMatch(match, scope),
    entries: (rule, at) => {
      const { action, effects } = httpRule(rule, at, scope);
      return [field('action', action, [...at, 'route']), ...effects];
    },
    only: 'action',
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
  return fields([
    field(
      'match',
      listed(matchesOf(rule), [...at, 'match'], (match) => connectionMatch(match, scope)),
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
