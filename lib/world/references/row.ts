import type { JsonMap } from '../../kube/json';
import { groupOf } from '../../kube/object-reference';
import type { Kind } from '../kind';
import { type Pattern, pattern } from './pattern';
import type { ReferenceRole } from './reference';

/** A place where objects of a kind name another object. */
export interface Row {
  /** Where the name is written. */
  readonly at: Pattern;
  readonly role: ReferenceRole;
  /** The kind of the other object; undefined when this names no object. */
  readonly target: (around: JsonMap) => Kind | undefined;
  /** The field beside the name that holds the namespace. @default - the namespace of the object that refers */
  readonly namespace?: string;
  /** What the text says, if it is not a name alone. */
  readonly parse?: (text: string) => { readonly namespace?: string; readonly name: string } | undefined;
  /** From beside the name to what is named of the other object. */
  readonly keys?: readonly Pattern[];
  /** From beside the name to a port of the other object; the first that is there counts. */
  readonly port?: readonly Pattern[];
  /** What beside the name says that the other object may be missing; `true` if it may be anyway. */
  readonly optional?: string | true | ((around: JsonMap) => boolean);
}

/** What objects of a kind name. */
export type RowsOfKind = readonly [kind: Kind, rows: readonly Row[]];

/** What a row says beside its place, its role and its target. */
interface RowOptions extends Pick<Row, 'namespace' | 'optional' | 'parse'> {
  readonly keys?: readonly string[];
  readonly port?: readonly string[];
}

/**
 * A row of a table of references.
 *
 * @param at see {@link Pattern}
 * @param target the kind, or how what stands beside the name tells it
 */
export function row(at: string, role: ReferenceRole, target: Kind | Row['target'], options: RowOptions = {}): Row {
  const { keys, port, ...others } = options;
  return {
    at: pattern(at),
    role,
    target: typeof target === 'function' ? target : () => target,
    ...others,
    ...(keys === undefined ? {} : { keys: keys.map(pattern) }),
    ...(port === undefined ? {} : { port: port.map(pattern) }),
  };
}

/** Rows that are relative to a part of an object, from the object. */
export function below(part: Pattern, rows: readonly Row[]): readonly Row[] {
  return rows.map((each) => ({ ...each, at: [...part, ...each.at] }));
}

/**
 * A kind that is written beside the name, as `kind` with `apiVersion`, `apiGroup` or `group`.
 *
 * @param assumed what is meant when it does not say; nothing is when it says half of it and none is assumed
 */
export function written(assumed?: Kind): Row['target'] {
  return ({ apiVersion, apiGroup, group, kind = assumed?.kind }) => {
    if (typeof kind !== 'string' || kind === '') return undefined;
    if (typeof apiVersion === 'string' && apiVersion !== '') return { group: groupOf(apiVersion), kind };
    const stated = apiGroup ?? group;
    if (typeof stated === 'string') return { group: stated, kind };
    return { group: assumed?.group ?? '', kind };
  };
}

/** One of some kinds, told by the field `kind` alone; the first if it says nothing. */
export function oneOf(...kinds: readonly Kind[]): Row['target'] {
  return ({ kind }) => (kind === undefined ? kinds[0] : kinds.find((each) => each.kind === kind));
}
