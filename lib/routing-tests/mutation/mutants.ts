import { isMap } from '../../kube/json';
import { fullName } from '../../mesh/host-names';
import type { Mesh } from '../../mesh/mesh';
import type { FieldPath } from '../../model/finding';
import type { ManifestObject } from '../../model/manifest';
import type { Entity } from '../../world/entity';
import { kindKey } from '../../world/kind';
import { DESTINATION_RULE, VIRTUAL_SERVICE } from '../../world/kinds';
import { at } from '../../world/workload';
import { OPERATORS, REMOVED } from './operators';

/** An object with another value in one of its fields. */
export interface Mutant {
  readonly entity: Entity;
  /** The field. */
  readonly path: FieldPath;
  /** What is there; undefined for nothing. */
  readonly from: unknown;
  /** What the mutant has there; undefined for nothing. */
  readonly to: unknown;
  /** The object as the mutant has it. */
  readonly object: ManifestObject;
}

/** The kinds whose fields are changed. */
export const MUTATED_KINDS: ReadonlySet<string> = new Set(OPERATORS.map(({ kind }) => kindKey(kind)));

/** Everything that an object becomes by changing one field that traffic depends on, in the order of its fields. */
export function mutantsOf(mesh: Mesh, entity: Entity): readonly Mutant[] {
  const found: Mutant[] = [];
  const add = (path: FieldPath, from: unknown, to: unknown) => {
    if (to === undefined) return;
    const value = to === REMOVED ? undefined : to;
    const object = replaced(entity.object, path, value) as ManifestObject;
    found.push({ entity, path, from, to: value, object });
  };
  for (const { kind, fields, change } of OPERATORS) {
    if (kindKey(kind) !== kindKey(entity.id)) continue;
    for (const { path, value } of matches(entity.object, ['spec', ...fields])) {
      // What is alone gets all, whatever its weight is.
      if (fields.at(-1) === 'weight' && isAlone(entity, path)) continue;
      add(path, value, change(value));
    }
  }
  if (kindKey(entity.id) === kindKey(VIRTUAL_SERVICE)) {
    for (const { path, value } of subsetsIn(entity)) add(path, value, otherSubset(mesh, entity, path));
  }
  return found.sort((a, b) => positionOf(a) - positionOf(b));
}

function positionOf({ entity, path }: Mutant): number {
  const { line, column } = entity.manifest.locate(path);
  return line * 10_000 + column;
}

interface Found {
  readonly path: FieldPath;
  readonly value: unknown;
}

/** The values at the end of fields, as operators write them. */
function matches(value: unknown, fields: readonly string[], path: FieldPath = []): readonly Found[] {
  const [field, ...rest] = fields;
  if (field === undefined) return value === undefined ? [] : [{ path, value }];
  if (field === '[]') {
    return Array.isArray(value) ? value.flatMap((each, index) => matches(each, rest, [...path, index])) : [];
  }
  if (!isMap(value)) return [];
  const keys = field === '*' ? Object.keys(value) : Object.hasOwn(value, field) ? [field] : [];
  return keys.flatMap((key) => matches(value[key], rest, [...path, key]));
}

/** A copy with another value in a place; without the field for undefined. */
function replaced(value: unknown, [first, ...rest]: FieldPath, to: unknown): unknown {
  if (first === undefined) return to;
  if (Array.isArray(value)) return value.map((each, index) => (index === first ? replaced(each, rest, to) : each));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      const next = key === first ? replaced(each, rest, to) : each;
      return next === undefined ? [] : [[key, next] as const];
    }),
  );
}

function isAlone({ object }: Entity, path: FieldPath): boolean {
  const list = at(object, path.slice(0, -2));
  return Array.isArray(list) && list.length === 1;
}

function subsetsIn({ object }: Entity): readonly Found[] {
  const routes = ['http', 'tcp', 'tls'].flatMap((protocol) =>
    matches(object, ['spec', protocol, '[]', 'route', '[]', 'destination', 'subset']),
  );
  return [...routes, ...matches(object, ['spec', 'http', '[]', 'mirror', 'subset'])];
}

/** Another subset of the host, as DestinationRules define them; without any there is no subset. */
function otherSubset({ world, config }: Mesh, { id, object }: Entity, path: FieldPath): unknown {
  const [host, own] = ['host', 'subset'].map((key) => at(object, [...path.slice(0, -1), key]));
  if (typeof host !== 'string') return undefined;
  const wanted = fullName(host, id.namespace, config.clusterDomain);
  const names = world
    .current(DESTINATION_RULE)
    .filter(({ id: rule, spec }) => fullName(spec.host ?? '', rule.namespace, config.clusterDomain) === wanted)
    .flatMap(({ spec }) => (spec.subsets ?? []).map(({ name }) => name))
    .sort();
  const others = names.filter((name) => name !== own);
  return others.find((name) => name > String(own)) ?? others[0] ?? REMOVED;
}
