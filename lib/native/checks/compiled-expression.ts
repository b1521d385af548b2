import { type PolicyVariables, policyEnvironment } from '../../cel/admission-environments';
import { checkExpression } from '../../cel/typing/check';
import { type CelType, isSame, resultName } from '../../cel/typing/type';

export { composedType } from '../../cel/admission-environments';

/** An expression of a policy or of a webhook, and what is told of it. */
export interface CompiledExpression {
  /** Undefined where it cannot be used. */
  readonly type: CelType | undefined;
  readonly problem?: string;
  /** It is well written and never runs all the same: the API server takes the blame. */
  readonly isInternal?: boolean;
}

export function compile(
  expression: string,
  variables: PolicyVariables,
  results: readonly CelType[],
): CompiledExpression {
  const checked = checkExpression(expression, policyEnvironment(variables));
  if ('issues' in checked) {
    return { type: undefined, ...(checked.issues && { problem: `compilation failed: ${checked.issues}` }) };
  }
  const { type, problem } = checked;
  if (results.length > 0 && !results.some((result) => type.wrapper !== true && isSame(result, type))) {
    const names = results.map(resultName);
    const wanted = names.length === 1 ? `${names[0]}` : `one of [${names.join(' ')}]`;
    return { type: undefined, problem: `must evaluate to ${wanted} but got ${resultName(type)}` };
  }
  if (problem === undefined) return { type };
  return { type: undefined, problem: `program instantiation failed: ${problem}`, isInternal: true };
}
