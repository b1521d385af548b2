import type { FieldPath } from '../../model/finding';

/** Comments that are printed around a part of code; lines without `//`. */
export interface Comments {
  readonly before?: readonly string[];
  readonly beside?: readonly string[];
  readonly after?: readonly string[];
}

/** Something that a chart declares and others can name: what it is called is decided where it is printed. */
export interface Handle {
  /** What it is called where nothing else is called so: `reviews`. */
  readonly name: string;
  /** Its type, for fields of classes. */
  readonly type: TypeName;
}

/** A type by its name, and what it is applied to. */
export interface TypeName {
  readonly module: string;
  readonly name: string;
  /** As TypeScript: `'reviews'`, `'v1' | 'v2'`. */
  readonly arguments?: readonly string[];
}

/** A text, a number, a truth value or null. */
export interface Literal {
  readonly type: 'literal';
  readonly value: string | number | boolean | null;
}

/** A list; its items can have comments. */
export interface List {
  readonly type: 'list';
  readonly items: readonly Item[];
}

export interface Item {
  readonly value: Expression;
  /** What of the manifest it says: comments there come with it. */
  readonly of?: FieldPath;
  readonly comments?: Comments;
}

/** An object literal. */
export interface RecordLiteral {
  readonly type: 'record';
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly value: Expression;
  /** What of the manifest it says: comments there come with it. */
  readonly of?: FieldPath;
  readonly comments?: Comments;
}

/** `f(a, b)`, or `new F(a, b)`. */
export interface Call {
  readonly type: 'call';
  readonly isNew: boolean;
  readonly callee: Expression;
  readonly arguments: readonly Expression[];
}

/** `a.b` */
export interface Member {
  readonly type: 'member';
  readonly of: Expression;
  readonly name: string;
}

/** What a module exports. */
export interface Imported {
  readonly type: 'imported';
  readonly module: string;
  /** `*` for all of it. */
  readonly name: string;
  /** What all of it is called. */
  readonly as?: string;
}

/** What a chart declares. */
export interface Reference {
  readonly type: 'reference';
  readonly to: Handle;
}

/** A constant of the module. */
export interface Constant {
  readonly type: 'constant';
  readonly name: string;
  readonly value: Expression;
}

/** A word of the language, such as `this`; what it stands for is given where it is evaluated. */
export interface Word {
  readonly type: 'word';
  readonly name: string;
}

/** The content of a text file beside the code. */
export interface FileText {
  readonly type: 'file';
  /** Relative to the folder of the module that reads it. */
  readonly path: string;
  readonly text: string;
}

/** Code that can be printed as TypeScript and evaluated as it is. */
export type Expression =
  | Literal
  | List
  | RecordLiteral
  | Call
  | Member
  | Imported
  | Reference
  | Constant
  | Word
  | FileText;

export function literal(value: string | number | boolean | null): Literal {
  return { type: 'literal', value };
}

export function list(items: readonly Expression[]): List {
  return { type: 'list', items: items.map((value) => ({ value })) };
}

/** What is undefined is left out. */
export function record(values: Readonly<Record<string, Expression | undefined>>): RecordLiteral {
  return {
    type: 'record',
    entries: Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
  };
}

export function imported(module: string, name: string): Imported {
  return { type: 'imported', module, name };
}

export function member(of: Expression, name: string): Member {
  return { type: 'member', of, name };
}

function call(callee: Expression, ...args: readonly Expression[]): Call {
  return { type: 'call', isNew: false, callee, arguments: args };
}

/** `of.name(args)` */
export function method(of: Expression, name: string, ...args: readonly Expression[]): Call {
  return call(member(of, name), ...args);
}

export function create(callee: Expression, ...args: readonly Expression[]): Call {
  return { type: 'call', isNew: true, callee, arguments: args };
}

export function reference(to: Handle): Reference {
  return { type: 'reference', to };
}

export const THIS: Word = { type: 'word', name: 'this' };

/** The parts that an expression is made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case 'list':
      return expression.items.map(({ value }) => value);
    case 'record':
      return expression.entries.map(({ value }) => value);
    case 'call':
      return [expression.callee, ...expression.arguments];
    case 'member':
      return [expression.of];
    case 'constant':
      return [expression.value];
    default:
      return [];
  }
}

/** An expression with each of its parts replaced by what `change` makes of it. */
export function withParts(expression: Expression, change: (part: Expression) => Expression): Expression {
  switch (expression.type) {
    case 'list':
      return { ...expression, items: expression.items.map((item) => ({ ...item, value: change(item.value) })) };
    case 'record':
      return { ...expression, entries: expression.entries.map((entry) => ({ ...entry, value: change(entry.value) })) };
    case 'call':
      return { ...expression, callee: change(expression.callee), arguments: expression.arguments.map(change) };
    case 'member':
      return { ...expression, of: change(expression.of) };
    case 'constant':
      return { ...expression, value: change(expression.value) };
    default:
      return expression;
  }
}

/** Every part of an expression, itself first. */
export function* everyPart(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of partsOf(expression)) yield* everyPart(part);
}
