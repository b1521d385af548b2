import { compileExpression, type Program } from '../cel/compile';
import { CelSyntaxError } from '../cel/errors';
import type { ValidationRule } from '../codegen/custom-resource-definition';

/** A rule in the Common Expression Language, compiled when it is first used. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  /** Undefined where the rule asks something that only a cluster knows. */
  program(): Program | undefined;
  message(): Program | undefined;
}

export function compileRules(rules: readonly ValidationRule[]): readonly CompiledRule[] {
  return (
    rules
      // A definition that is not right itself may have rules without an expression.
      .filter(({ rule }) => ((rule as string | undefined) ?? '').trim() !== '')
      .map((rule) => ({
        rule,
        program: once(() => tryCompile(rule.rule)),
        message: once(() => (rule.messageExpression === undefined ? undefined : tryCompile(rule.messageExpression))),
      }))
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The same rule stands at many fields: `duration(self) >= duration('1ms')`. */
const programs = new Map<string, Program | undefined>();

function tryCompile(source: string): Program | undefined {
  if (!programs.has(source)) {
    let program: Program | undefined;
    try {
      program = compileExpression(source, ['self', 'oldSelf']);
    } catch (error) {
      if (!(error instanceof CelSyntaxError)) throw error;
    }
    programs.set(source, program);
  }
  return programs.get(source);
}
