import { formatNumber, marshal, quote } from '../kube/go';
import type { Issue, Severity } from '../model/finding';
import type { Path } from './path';
import type { SchemaRule } from './rules';

/**
 * What `field.Error` of the API server is: written out only when it is reported, since alternatives that do not hold
 * make many that nobody sees.
 *
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/validation/field
 */
export interface Problem {
  readonly rule: SchemaRule;
  readonly type: ProblemType;
  /** Of the value that is wrong. */
  readonly path: Path;
  /** Where the API server names no field, as for `oneOf`. */
  readonly nameless?: true;
  readonly value?: unknown;
  readonly detail?: (name: string) => string;
  /** Rules in CEL are not looked at where such a problem exists. */
  readonly blocking?: true;
  readonly severity?: Severity;
  readonly fix?: string | (() => string | undefined);
}

export type ProblemType =
  | 'Required value'
  | 'Invalid value'
  | 'Unsupported value'
  | 'Duplicate value'
  | 'Too long'
  | 'Too many'
  | 'Forbidden';

const WITHOUT_VALUE: ReadonlySet<ProblemType> = new Set<ProblemType>(['Required value', 'Too long', 'Forbidden']);

export function toIssue(problem: Problem): Issue {
  const name = problem.path.toString();
  const field = problem.nameless === true || name === '' ? '<nil>' : name;
  const value = WITHOUT_VALUE.has(problem.type) ? '' : `: ${formatValue(problem.value)}`;
  const detail = problem.detail === undefined ? '' : `: ${problem.detail(name)}`;
  const fix = typeof problem.fix === 'function' ? problem.fix() : problem.fix;
  return {
    rule: problem.rule,
    severity: problem.severity ?? 'error',
    path: problem.path.parts(),
    message: `${field}: ${problem.type}${value}${detail}`,
    ...(fix === undefined ? {} : { fix }),
  };
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value);
  return marshal(value);
}

/** The issues of problems, each message once. */
export function toIssues(problems: readonly Problem[]): Issue[] {
  const issues = problems.map(toIssue);
  if (issues.length < 2) return issues;
  const seen = new Set<string>();
  return issues.filter(({ message }) => !seen.has(message) && seen.add(message));
}
