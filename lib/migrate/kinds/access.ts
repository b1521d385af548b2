import type { JsonMap } from '../../kube/json';
import { isMap } from '../../kube/json';
import { VERBS } from '../../kubernetes/rbac';
import { create, type Entry, type Expression, list, literal, THIS } from '../code/expression';
import { cannot } from './inexpressible';
import { objectProps } from './metadata';
import type { Scope } from './scope';
import { field, fields, json, kubernetes, listOf, mapOf, mapsOf, maybe, only, textOf } from './values';

/** `new ServiceAccount(this, 'prometheus', { annotations: { … } })` */
export function serviceAccount(object: JsonMap, id: string): Expression {
  const { apiVersion: _, kind: __, metadata: ___, imagePullSecrets, automountServiceAccountToken, ...others } = object;
  bare(others, 'the construct');
  const props = fields([
    ...objectProps(object, id),
    field('imagePullSecrets', maybe(listOf(imagePullSecrets))),
    field('automountServiceAccountToken', maybe(automountServiceAccountToken)),
  ]);
  return create(kubernetes('ServiceAccount'), THIS, literal(id), ...(props.entries.length === 0 ? [] : [props]));
}

/** `new ClusterRole(this, 'prometheus', { rules: [ … ] })`, with its binding where it has one of its own. */
export function role(object: JsonMap, id: string, scope: Scope, binding?: JsonMap): Expression {
  const { apiVersion: _, kind, metadata: __, rules, aggregationRule, ...others } = object;
  bare(others, 'the construct');
  const aggregate = aggregationRule === undefined ? undefined : labelsOf(aggregationRule);
  return create(
    kubernetes(String(kind)),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      aggregate === undefined
        ? field('rules', list((mapsOf(rules) ?? []).map(rule)), ['rules'])
        : field('aggregate', aggregate, ['aggregationRule']),
      binding && field('subjects', subjects(binding, scope)),
    ]),
  );
}

/** Whether a binding says no more than who has a role: it is called like it, with the same labels. */
export function isOwnBinding(binding: JsonMap, of: JsonMap): boolean {
  const { kind, name } = mapOf(binding.roleRef) ?? {};
  const [own, others] = [mapOf(binding.metadata) ?? {}, mapOf(of.metadata) ?? {}];
  return (
    kind === of.kind &&
    name === others.name &&
    own.name === others.name &&
    own.annotations === undefined &&
    JSON.stringify(own.labels ?? {}) === JSON.stringify(others.labels ?? {})
  );
}

/** `new ClusterRoleBinding(this, 'prometheus', { role: { name: 'view' }, subjects: [ … ] })` */
export function binding(object: JsonMap, id: string, scope: Scope): Expression {
  const { apiVersion: _, kind, metadata: __, roleRef, subjects: ___, ...others } = object;
  bare(others, 'the construct');
  const { kind: of, name } = mapOf(roleRef) ?? {};
  const isCluster = kind === 'ClusterRoleBinding';
  const roleName = textOf(name) ?? cannot('it names no role');
  return create(
    kubernetes(isCluster ? 'ClusterRoleBinding' : 'RoleBinding'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field('role', scope.role(of === 'Role' ? 'Role' : 'ClusterRole', roleName), ['roleRef']),
      field('subjects', subjects(object, scope), ['subjects']),
    ]),
  );
}

function subjects({ subjects: written }: JsonMap, scope: Scope): Expression {
  return {
    type: 'list',
    items: (mapsOf(written) ?? []).map((each, index) => ({ value: subject(each, scope), of: ['subjects', index] })),
  };
}

function subject({ kind, name, namespace }: JsonMap, scope: Scope): Expression {
  const text = textOf(name) ?? cannot('a subject has no name');
  if (kind === 'User') return fields([field('user', literal(text))]);
  if (kind === 'Group') return fields([field('group', literal(text))]);
  return scope.account(textOf(namespace) ?? cannot('a subject has no namespace'), text);
}

function rule(written: JsonMap): Expression {
  const { verbs, nonResourceURLs } = written;
  const known = nonResourceURLs === undefined ? (VERBS as readonly unknown[]) : ['get'];
  const names =
    nonResourceURLs === undefined ? ['apiGroups', 'resources', 'resourceNames', 'verbs'] : ['nonResourceURLs', 'verbs'];
  only(written, names, 'a rule');
  const all = [written.apiGroups, written.resources, verbs].flatMap((each) => listOf(each) ?? []);
  if (all.includes('*')) cannot('a rule grants everything by "*"');
  const unknown = (listOf(verbs) ?? []).find((verb) => !known.includes(verb));
  if (unknown !== undefined) cannot(`a rule has the verb ${String(unknown)}`);
  return fields(names.map((key): Entry | undefined => field(key, maybe(written[key]))));
}

function labelsOf(aggregationRule: unknown): Expression {
  const selectors = mapsOf(mapOf(aggregationRule)?.clusterRoleSelectors) ?? cannot('it selects no roles');
  return list(
    selectors.map((selector) => {
      only(selector, ['matchLabels'], 'a selector');
      return json(isMap(selector.matchLabels) ? selector.matchLabels : cannot('it selects by no labels'));
    }),
  );
}

function bare(others: JsonMap, what: string): void {
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`${what} has no ${other}`);
}
