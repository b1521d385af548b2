import { composedType, policyEnvironment } from '../../lib/cel/admission-environments';
import { declaredType, rulesEnvironment, type TypedSchema } from '../../lib/cel/declared-types';
import { DEVICES } from '../../lib/cel/device-environment';
import { BOOL, type CelType, INT, STRING } from '../../lib/cel/typing/type';
import { Random } from '../random';
import { RandomExpression } from './random-expression';
import { pick, randomObject, randomSchema } from './random-schema';

/** An expression and where it stands. */
export interface Question {
  readonly expression: string;
  /** Of `self`; without it, the expression is one of a policy. */
  readonly schema?: TypedSchema;
  /** Whether `self` is a whole resource. */
  readonly root?: boolean;
  readonly optionalOldSelf?: boolean;
  readonly params?: boolean;
  readonly authorizer?: boolean;
  /** Whether the expression selects devices. */
  readonly device?: boolean;
  readonly variables?: readonly (readonly [name: string, expression: string])[];
}

/** One question in so many has its text damaged. */
const DAMAGED = 12;
const PIECES = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '.',
  ',',
  ':',
  '?',
  '!',
  '-',
  '==',
  '&&',
  ' ',
  "'",
  '"',
  'in',
  'a',
  '1',
  '`',
];

/** Questions drawn from a seed. */
export function* questions(count: number, seed: number): Generator<Question> {
  const random = new Random(seed);
  for (let made = 0; made < count; ) {
    const question = questionOf(random);
    if (question === undefined) continue;
    made += 1;
    yield random.below(DAMAGED) === 0 ? { ...question, expression: damaged(random, question.expression) } : question;
  }
}

function questionOf(random: Random): Question | undefined {
  const place = random.below(8);
  if (place === 0) return deviceQuestion(random);
  return place < 3 ? policyQuestion(random) : ruleQuestion(random);
}

function deviceQuestion(random: Random): Question {
  const made = new RandomExpression(random, DEVICES);
  return { expression: made.make(random.below(8) === 0 ? INT : BOOL, 1 + random.below(4)), device: true };
}

function ruleQuestion(random: Random): Question | undefined {
  const root = random.below(5) === 0;
  const schema = root ? randomObject(random, 3) : randomSchema(random);
  const optionalOldSelf = random.below(5) === 0;
  const self = declaredType(schema, root);
  if (self === undefined) return undefined;
  const made = new RandomExpression(random, rulesEnvironment(self, optionalOldSelf));
  return {
    expression: made.make(random.below(5) === 0 ? STRING : BOOL, 1 + random.below(5)),
    schema,
    root,
    optionalOldSelf,
  };
}

function policyQuestion(random: Random): Question {
  const params = random.below(2) === 0;
  const authorizer = random.below(4) > 0;
  const variables: (readonly [string, string])[] = [];
  const composed = new Map<string, CelType>();
  for (let count = random.below(3); count > 0; count -= 1) {
    const type = pick(random, [INT, STRING, BOOL]);
    const name = pick(random, ['a', 'b', 'c']);
    const before = composed.size > 0 ? new Map(composed) : undefined;
    const made = new RandomExpression(random, policyEnvironment({ params, authorizer: true, composed: before }));
    variables.push([name, made.make(type, 2)]);
    composed.set(name, composedType(type));
  }
  const environment = policyEnvironment({ params, authorizer, composed: composed.size > 0 ? composed : undefined });
  const expression = new RandomExpression(random, environment).make(BOOL, 1 + random.below(4));
  return { expression, params, authorizer, ...(variables.length > 0 ? { variables } : {}) };
}

function damaged(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const piece = random.below(2) === 0 ? '' : pick(random, PIECES);
  return text.slice(0, at) + piece + text.slice(at + random.below(3));
}
