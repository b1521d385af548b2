import { composedType, policyEnvironment } from '../../lib/cel/admission-environments';
import { estimateCost } from '../../lib/cel/costs/estimate';
import { type DeclaredType, declaredType, REQUEST_SIZE, rulesEnvironment } from '../../lib/cel/declared-types';
import { DEVICE, DEVICES } from '../../lib/cel/device-environment';
import { checkExpression } from '../../lib/cel/typing/check';
import type { Environment } from '../../lib/cel/typing/environment';
import { type CelType, resultName } from '../../lib/cel/typing/type';
import type { Question } from './questions';

/** What Meshwright says of an expression. */
export interface OwnAnswer {
  readonly issues?: string;
  readonly type?: string;
  readonly min?: number;
  readonly max?: number;
  readonly cardinality?: number;
}

export function ownAnswer(question: Question): OwnAnswer {
  const { schema, root, optionalOldSelf } = question;
  if (question.device === true) return ofDevice(question.expression);
  if (schema === undefined) return answer(question.expression, environmentOfPolicy(question));
  const self = declaredType(schema, root === true);
  if (self === undefined) return { issues: 'no type' };
  const said = answer(question.expression, rulesEnvironment(self, optionalOldSelf === true), self);
  return said.issues === undefined ? { ...said, cardinality: Math.floor(REQUEST_SIZE / (self.least + 1)) } : said;
}

function answer(expression: string, environment: Environment, self?: DeclaredType): OwnAnswer {
  const checked = checkExpression(expression, environment);
  if ('issues' in checked) return { issues: checked.issues ?? 'too large' };
  if (checked.problem !== undefined) return { issues: `program: ${checked.problem}` };
  const type = resultName(checked.type);
  return self === undefined ? { type } : { type, ...estimateCost(checked, self) };
}

/** Here the type of the result comes before what keeps the expression from running. */
function ofDevice(expression: string): OwnAnswer {
  const checked = checkExpression(expression, DEVICES);
  if ('issues' in checked) return { issues: checked.issues ?? 'too large' };
  const type = resultName(checked.type);
  if (type !== 'bool' && type !== 'google.protobuf.Any') {
    return { issues: `must evaluate to bool or the unknown type, not ${type}` };
  }
  if (checked.problem !== undefined) return { issues: `program: ${checked.problem}` };
  return { type, ...estimateCost(checked, DEVICE, 'device') };
}

/** Variables may be used by those that come after them. */
function environmentOfPolicy({ params = false, authorizer = false, variables = [] }: Question): Environment {
  const composed = variables.length > 0 ? new Map<string, CelType>() : undefined;
  for (const [name, expression] of variables) {
    const checked = checkExpression(expression, policyEnvironment({ params, authorizer: true, composed }));
    const isWrong = 'issues' in checked || checked.problem !== undefined;
    composed?.set(name, composedType(isWrong ? undefined : checked.type));
  }
  return policyEnvironment({ params, authorizer, composed });
}
