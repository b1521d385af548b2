import type { JsonMap } from '../../kube/json';
import { remembered } from '../../kube/remembered';
import type { FieldPath } from '../../model/finding';
import type { Entity, ObjectId } from '../entity';
import { type Kind, kindKey } from '../kind';
import { scopeOf } from '../scopes';
import { TEMPLATES } from '../workload';
import { GATEWAY_API_ROWS } from './gateway-api';
import { ISTIO_ROWS } from './istio';
import { NATIVE_ROWS } from './native';
import { OPERATOR_ROWS } from './operators';
import { type Pattern, Patterns, visit } from './pattern';
import { POD_ROWS } from './pods';
import type { Reference, Written } from './reference';
import { RELEASE_ROWS } from './releases';
import { below, type Row } from './row';

/** What objects name, by kind. */
const ROWS: ReadonlyMap<string, readonly Row[]> = rowsByKind();
/** The same, each with its number, of the kinds that were asked for. */
const PATTERNS = new Map<string, Patterns<NumberedRow>>();

interface NumberedRow {
  readonly row: Row;
  readonly number: number;
}

function rowsByKind(): Map<string, readonly Row[]> {
  const rows = new Map<string, readonly Row[]>();
  const add = (key: string, more: readonly Row[]) => rows.set(key, [...(rows.get(key) ?? []), ...more]);
  for (const [key, template] of TEMPLATES) add(key, below([...(template as readonly string[]), 'spec'], POD_ROWS));
  for (const [kind, more] of [...NATIVE_ROWS, ...GATEWAY_API_ROWS, ...ISTIO_ROWS, ...RELEASE_ROWS, ...OPERATOR_ROWS]) {
    add(kindKey(kind), more);
  }
  return rows;
}

const known = new WeakMap<Entity, readonly Reference[]>();

/**
 * The other objects that an object names, in the order of the fields that name them.
 *
 * It reads objects of any shape, also those that a schema refused or of whose kind no schema is known: what has not the
 * shape of a reference is none.
 */
export function referencesOf(entity: Entity): readonly Reference[] {
  const rows = ROWS.get(entity.kindKey);
  if (rows === undefined) return NONE;
  let found = known.get(entity);
  if (found === undefined) {
    found = read(entity, rows);
    known.set(entity, found);
  }
  return found;
}

function read(entity: Entity, rows: readonly Row[]): readonly Reference[] {
  const found: [number, Reference][] = [];
  const patterns = remembered(PATTERNS, entity.kindKey, () => patternsOf(rows));
  patterns.visit(entity.object, ({ row, number }, value, path, around) => {
    const reference = referenceOf(entity, row, value, path, around);
    if (reference !== undefined) found.push([number, reference]);
  });
  if (found.length === 0) return NONE;
  if (found.length > 1) found.sort(([a], [b]) => a - b);
  return found.map(([, reference]) => reference);
}

const NONE: readonly never[] = [];

function patternsOf(rows: readonly Row[]): Patterns<NumberedRow> {
  return new Patterns(rows.map((row, number) => [row.at, { row, number }] as const));
}

function referenceOf(
  entity: Entity,
  row: Row,
  value: unknown,
  path: FieldPath,
  around: JsonMap,
): Reference | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const target = row.target(around);
  const named = row.parse === undefined ? { name: value } : row.parse(value);
  if (target === undefined || target.kind === '' || named === undefined) return undefined;
  const stated = row.namespace === undefined ? undefined : around[row.namespace];
  const namespace = named.namespace ?? (typeof stated === 'string' && stated !== '' ? stated : entity.id.namespace);
  const beside = path.slice(0, -1);
  const [port] = row.port === undefined ? NONE : valuesAt(around, row.port, beside).flatMap(portOf);
  return {
    from: entity,
    path,
    to: idOf(target, namespace, named.name),
    role: row.role,
    optional: isOptional(row, around),
    keys: row.keys === undefined ? NONE : valuesAt(around, row.keys, beside).filter(isText),
    ...(port === undefined ? {} : { port }),
  };
}

function isOptional({ optional }: Row, around: JsonMap): boolean {
  if (typeof optional === 'string') return around[optional] === true;
  return typeof optional === 'function' ? optional(around) : optional === true;
}

/** What identifies an object of a kind: without a namespace if none of the kind has one. */
function idOf({ group, kind }: Kind, namespace: string, name: string): ObjectId {
  return { group, kind, namespace: scopeOf({ group, kind }) === 'Cluster' ? '' : namespace, name };
}

function valuesAt(around: JsonMap, patterns: readonly Pattern[], base: FieldPath): readonly Written<unknown>[] {
  const found: Written<unknown>[] = [];
  for (const each of patterns) visit(around, each, (value, path) => found.push({ value, path }), base);
  return found;
}

function portOf({ value, path }: Written<unknown>): readonly Written<string | number>[] {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? [{ value, path }] : [];
}

function isText(written: Written<unknown>): written is Written<string> {
  return typeof written.value === 'string' && written.value !== '';
}
