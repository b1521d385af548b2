import type { Literal } from './lexer';

/** A parsed expression. Macros are still calls; whoever compiles or checks it expands them. */
export type Expression =
  | LiteralExpression
  | IdentifierExpression
  | SelectExpression
  | IndexExpression
  | CallExpression
  | ListExpression
  | MapExpression
  | StructExpression;

/** Where a part is: the offset of what tells it apart (the dot of a selection, the operator, the opening bracket). */
export interface Placed {
  readonly at: number;
}

export interface LiteralExpression extends Placed {
  readonly kind: 'literal';
  readonly value: Literal;
}

export interface IdentifierExpression extends Placed {
  readonly kind: 'identifier';
  /** With a dot in front, if it is written so. */
  readonly name: string;
}

export interface SelectExpression extends Placed {
  readonly kind: 'select';
  readonly operand: Expression;
  readonly field: string;
  /** Where the name of the field is. */
  readonly fieldAt: number;
  /** Whether the name is written in backquotes. */
  readonly quoted: boolean;
  readonly optional: boolean;
}

export interface IndexExpression extends Placed {
  readonly kind: 'index';
  readonly operand: Expression;
  readonly index: Expression;
  readonly optional: boolean;
}

/** What follows has parts of the kind that it is a part of itself: expressions, or what macros are expanded to. */
export interface CallExpression<Part = Expression> extends Placed {
  readonly kind: 'call';
  readonly target: Part | undefined;
  readonly name: string;
  readonly args: readonly Part[];
}

export interface ListExpression<Part = Expression> extends Placed {
  readonly kind: 'list';
  readonly elements: readonly ListElement<Part>[];
}

export interface MapExpression<Part = Expression> extends Placed {
  readonly kind: 'map';
  readonly entries: readonly MapEntry<Part>[];
}

/** `a.b.Type{field: value}`. */
export interface StructExpression extends Placed {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: readonly StructField[];
}

export interface ListElement<Part = Expression> {
  readonly optional: boolean;
  readonly value: Part;
}

export interface MapEntry<Part = Expression> extends ListElement<Part> {
  readonly key: Part;
}

export interface StructField extends ListElement, Placed {
  readonly name: string;
  readonly quoted: boolean;
}

/** Words that are kept for languages around CEL: they may name fields, and nothing else. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  ...['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package'],
  ...['namespace', 'return', 'var', 'void', 'while'],
]);
