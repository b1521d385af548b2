import { CelSyntaxError } from '../../cel/errors';
import { parse } from '../../cel/parser';

/** Why an expression in CEL cannot be read. Names and types in it are not checked. */
export function syntaxProblem(expression: string): string | undefined {
  try {
    parse(expression);
    return undefined;
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    return `compilation failed: ERROR: <input>: Syntax error: ${error.message}`;
  }
}
