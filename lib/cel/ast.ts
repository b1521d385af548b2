import type { Literal } from './lexer';

/** A parsed expression. Macros are still calls; {@link compileExpression} expands them. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'identifier'; readonly name: string }
  | { readonly kind: 'select'; readonly operand: Expression; readonly field: string; readonly optional: boolean }
  | { readonly kind: 'index'; readonly operand: Expression; readonly index: Expression; readonly optional: boolean }
  | {
      readonly kind: 'call';
      readonly target: Expression | undefined;
      readonly name: string;
      readonly args: readonly Expression[];
    }
  | { readonly kind: 'list'; readonly elements: readonly ListElement[] }
  | { readonly kind: 'map'; readonly entries: readonly MapEntry[] };

export interface ListElement {
  readonly optional: boolean;
  readonly value: Expression;
}

export interface MapEntry extends ListElement {
  readonly key: Expression;
}
