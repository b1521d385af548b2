import { composedType, type PolicyVariables, policyEnvironment } from '../../cel/admission-environments';
import { checkExpression } from '../../cel/typing/check';
import { type CelType, isSame, resultName } from '../../cel/typing/type';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';

/** An expression of a policy or of a webhook, and what is told of it. */
interface Compiled {
  /** Undefined where it cannot be used. */
  readonly type: CelType | undefined;
  readonly problem?: string;
  /** It is well written and never runs all the same: the API server takes the blame. */
  readonly isInternal?: boolean;
}

function compile(expression: string, variables: PolicyVariables, results: readonly CelType[]): Compiled {
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

/** The expressions of one policy, which may use variables that were declared before them. */
export class PolicyExpressions {
  private readonly composed: Map<string, CelType> | undefined;

  /** @param params whether there is a kind of parameters */
  constructor(
    private readonly rule: Rule,
    private readonly report: Report,
    private readonly params: boolean,
    hasVariables = false,
  ) {
    this.composed = hasVariables ? new Map() : undefined;
  }

  /**
   * @param results the types that it may have; any if there are none
   * @param shown what the API server shows of it
   */
  check(at: Path, expression: string, results: readonly CelType[], shown = expression): void {
    this.tell(at, shown, this.compile(expression, true, results));
  }

  /** A message has no access to who may do what. */
  checkMessage(at: Path, expression: string, results: readonly CelType[]): void {
    this.tell(at, expression, this.compile(expression, false, results));
  }

  /** Whatever follows may use it: one that is wrong may be anything. */
  declare(at: Path, name: string, expression: string): void {
    const compiled = this.compile(expression, true, []);
    this.tell(at, expression, compiled);
    this.composed?.set(name, composedType(compiled.type));
  }

  private compile(expression: string, authorizer: boolean, results: readonly CelType[]): Compiled {
    return compile(expression, { params: this.params, authorizer, composed: this.composed }, results);
  }

  private tell(at: Path, expression: string, { problem, isInternal = false }: Compiled): void {
    if (problem === undefined) return;
    if (isInternal) this.report.internal(this.rule, at, problem);
    else this.report.invalid(this.rule, at, expression, problem);
  }
}
