import type { CelType } from '../../cel/typing/type';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import type { CompiledExpression } from './compiled-expression';

/** Loaded with the first expression: most objects have none. */
function compiler(): typeof import('./compiled-expression') {
  return require('./compiled-expression') as typeof import('./compiled-expression');
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
    this.composed?.set(name, compiler().composedType(compiled.type));
  }

  private compile(expression: string, authorizer: boolean, results: readonly CelType[]): CompiledExpression {
    return compiler().compile(expression, { params: this.params, authorizer, composed: this.composed }, results);
  }

  private tell(at: Path, expression: string, { problem, isInternal = false }: CompiledExpression): void {
    if (problem === undefined) return;
    if (isInternal) this.report.internal(this.rule, at, problem);
    else this.report.invalid(this.rule, at, expression, problem);
  }
}
