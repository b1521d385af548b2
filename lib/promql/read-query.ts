import { parser } from '@prometheus-io/lezer-promql';
import { isSingle } from './results';
import { findTypeMistake } from './type-mistakes';

/** What a text in PromQL is. */
export type QueryReading =
  /** Prometheus cannot parse it, from one place to another. */
  | { readonly is: 'unreadable'; readonly from: number; readonly to: number }
  /** Prometheus refuses it, or it can have no result. */
  | { readonly is: 'mistaken'; readonly at: number; readonly message: string }
  | {
      readonly is: 'query';
      /** The name of its outermost node. */
      readonly node: string;
      /** Whether its result is one sample at most, whatever series there are. */
      readonly single: boolean;
    };

/** Rules ask of the same queries, and again with each overlay. */
const known = new Map<string, QueryReading>();

/** How many readings are kept. */
const KEPT = 1000;

/** Reads a query, in which nothing else than PromQL may stand. */
export function readQuery(text: string): QueryReading {
  let reading = known.get(text);
  if (reading === undefined) {
    reading = parse(text);
    if (known.size >= KEPT) known.clear();
    known.set(text, reading);
  }
  return reading;
}

function parse(text: string): QueryReading {
  const tree = parser.parse(text);
  let error: { readonly from: number; readonly to: number } | undefined;
  tree.iterate({
    enter: (node) => {
      if (error === undefined && node.type.isError) error = { from: node.from, to: node.to };
      return error === undefined;
    },
  });
  if (error !== undefined) return { is: 'unreadable', ...error };
  // Without an error there is an expression.
  const top = tree.topNode.firstChild ?? tree.topNode;
  const mistake = findTypeMistake(top, text);
  if (mistake !== undefined) return { is: 'mistaken', ...mistake };
  return { is: 'query', node: top.name, single: isSingle(top, text) };
}

/** Where in a text something stands, and what: `line 1, column 51: unexpected ")"`. */
export function describeUnreadable(text: string, { from, to }: { readonly from: number; readonly to: number }): string {
  const found = text.slice(from, to).trim() || text.slice(from).trim().charAt(0);
  return `${placeIn(text, from)}: ${found === '' ? 'the query ends too early' : `unexpected "${found}"`}`;
}

export function placeIn(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
