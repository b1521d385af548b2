import type { JsonMap } from '../../../kube/json';
import { type Expression, literal, method } from '../../code/expression';
import { cannot } from '../inexpressible';
import { istio, mapOf, textOf } from '../values';

/** `StringMatch.exact('jason')` */
export function stringMatch(value: unknown): Expression {
  const match = mapOf(value) ?? {};
  for (const kind of ['exact', 'prefix', 'regex'] as const) {
    const text = textOf(match[kind]);
    if (text !== undefined) return method(istio('StringMatch'), kind, literal(text));
  }
  return cannot('a match compares with nothing');
}

/** Whether a match says nothing, so that presence is enough. */
export function isPresence(value: unknown): boolean {
  return Object.keys(mapOf(value) ?? {}).length === 0;
}

/** Entries of a map. */
export function entriesOf(value: JsonMap | undefined): readonly (readonly [string, unknown])[] {
  return Object.entries(value ?? {});
}
