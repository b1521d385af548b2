import { CelSyntaxError } from '../errors';
import { parse } from '../parser';
import { checkTypes, type Types } from './checker';
import type { Core } from './core';
import type { Environment } from './environment';
import { expand } from './expansion';
import { Issues } from './issues';
import { checkLiterals, constantProblem } from './literals';
import { TooLarge } from './macros';
import type { CelType } from './type';

/** An expression that is well typed. */
export interface CheckedExpression extends Types {
  readonly core: Core;
  /** The type of the whole. */
  readonly type: CelType;
  /** Why it can never run, although it is well typed. */
  readonly problem: string | undefined;
}

/** What is wrong with an expression, in the words of the API server. */
export interface RefusedExpression {
  /** Each line of it begins with `ERROR: <input>:1:6`; undefined where the expression is too large to be checked. */
  readonly issues: string | undefined;
}

/**
 * Checks an expression as the API server does when it is written: syntax, macros, names, types, literals.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#type-checking
 */
export function checkExpression(source: string, environment: Environment): CheckedExpression | RefusedExpression {
  const issues = new Issues(source);
  try {
    const core = expand(parse(source), issues, environment.bindings === true);
    if (issues.count > 0) return { issues: issues.toString() };
    const types = checkTypes(core, environment, issues);
    if (issues.count === 0) checkLiterals(core, types, issues);
    if (issues.count > 0) return { issues: issues.toString() };
    return { ...types, core, type: types.types.get(core) as CelType, problem: constantProblem(core, types) };
  } catch (error) {
    if (error instanceof TooLarge) return { issues: undefined };
    if (!(error instanceof CelSyntaxError)) throw error;
    const { problem, at } = error;
    // What is wrong with a number is told after the syntax.
    issues.add(
      at,
      /^invalid \w+ literal/.test(problem) ? problem : `Syntax error: ${problem.replace(/^syntax error: /, '')}`,
    );
    return { issues: issues.toString() };
  }
}
