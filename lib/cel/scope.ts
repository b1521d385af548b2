import type { Expression } from './ast';
import { Meter } from './functions';
import type { Value } from './values';

/** The variables of one evaluation, each in its slot, and what the evaluation may still cost. */
export class Frame {
  readonly meter = new Meter();
  constructor(readonly slots: Value[]) {}
}

export type Evaluate = (frame: Frame) => Value;

/** The names that are visible at one place of an expression. */
export class Scope {
  constructor(
    private readonly compiler: ExpressionCompiler,
    private readonly names: ReadonlyMap<string, number>,
  ) {}

  slot(name: string): number | undefined {
    return this.names.get(name);
  }

  /** A scope with more names, and their slots. */
  with(names: readonly string[]): { readonly scope: Scope; readonly slots: readonly number[] } {
    const slots = names.map(() => this.compiler.newSlot());
    const inner = new Map(this.names);
    names.forEach((name, index) => {
      inner.set(name, slots[index] as number);
    });
    return { scope: new Scope(this.compiler, inner), slots };
  }

  compile(expression: Expression): Evaluate {
    return this.compiler.compile(expression, this);
  }
}

/** What makes expressions ready to run. */
export interface ExpressionCompiler {
  /** A place for one variable more. */
  newSlot(): number;
  compile(expression: Expression, scope: Scope): Evaluate;
}
