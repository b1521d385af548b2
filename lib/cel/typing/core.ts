import type {
  CallExpression,
  IdentifierExpression,
  ListElement,
  ListExpression,
  LiteralExpression,
  MapExpression,
  Placed,
} from '../ast';

/**
 * An expression with its macros expanded: what is checked, and what costs are estimated of. Each part is an object of
 * its own, so that what is known of it can be kept by it.
 */
export type Core =
  | LiteralExpression
  | CoreIdentifier
  | CoreSelect
  | CoreCall
  | CoreList
  | CoreMap
  | CoreStruct
  | CoreComprehension;

export type CoreIdentifier = IdentifierExpression;
export type CoreCall = CallExpression<Core>;
export type CoreList = ListExpression<Core>;
export type CoreMap = MapExpression<Core>;

export interface CoreSelect extends Placed {
  readonly kind: 'select';
  readonly operand: Core;
  readonly field: string;
  /** Whether it only asks for the presence of the field: `has()`. */
  readonly isTest: boolean;
}

export interface CoreStruct extends Placed {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: readonly CoreField[];
}

export interface CoreField extends ListElement<Core>, Placed {
  readonly name: string;
}

/** A loop over a list or a map that folds it into one value. */
export interface CoreComprehension extends Placed {
  readonly kind: 'comprehension';
  readonly range: Core;
  readonly variable: string;
  /** With two variables they are index and element, or key and value. */
  readonly second: string | undefined;
  /** The name of the value that is made. */
  readonly accumulator: string;
  readonly initial: Core;
  readonly condition: Core;
  readonly step: Core;
  readonly result: Core;
}

/** The name of what most macros make; no expression can write it. */
export const ACCUMULATOR = '@result';

/** The parts directly inside, in the order in which they are written. */
export function partsOf(core: Core): readonly Core[] {
  switch (core.kind) {
    case 'literal':
    case 'identifier':
      return [];
    case 'select':
      return [core.operand];
    case 'call':
      return core.target === undefined ? core.args : [core.target, ...core.args];
    case 'list':
      return core.elements.map(({ value }) => value);
    case 'map':
      return core.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return core.fields.map(({ value }) => value);
    case 'comprehension':
      return [core.range, core.initial, core.condition, core.step, core.result];
  }
}

/** The same parts as objects of their own. */
export function copyOf(core: Core): Core {
  switch (core.kind) {
    case 'literal':
    case 'identifier':
      return { ...core };
    case 'select':
      return { ...core, operand: copyOf(core.operand) };
    case 'call':
      return { ...core, target: core.target && copyOf(core.target), args: core.args.map(copyOf) };
    case 'list':
      return { ...core, elements: core.elements.map((element) => ({ ...element, value: copyOf(element.value) })) };
    case 'map':
      return {
        ...core,
        entries: core.entries.map((entry) => ({ ...entry, key: copyOf(entry.key), value: copyOf(entry.value) })),
      };
    case 'struct':
      return { ...core, fields: core.fields.map((field) => ({ ...field, value: copyOf(field.value) })) };
    case 'comprehension':
      return {
        ...core,
        range: copyOf(core.range),
        initial: copyOf(core.initial),
        condition: copyOf(core.condition),
        step: copyOf(core.step),
        result: copyOf(core.result),
      };
  }
}

/** How many parts there are, up to a limit: macros that copy their target may make a great many of a short text. */
export function sizeOf(core: Core, limit: number): number {
  const waiting = [core];
  let size = 0;
  for (let next = waiting.pop(); next !== undefined && size < limit; next = waiting.pop()) {
    size += 1;
    waiting.push(...partsOf(next));
  }
  return size;
}
