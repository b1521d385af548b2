import { type Constant, type Expression, everyPart, withParts } from './expression';
import { print } from './print';

/** Expressions in which what repeats itself is a constant. */
export interface WithConstants {
  readonly expressions: readonly Expression[];
  readonly constants: readonly Constant[];
  /** The names of those that lists are in which may be changed. */
  readonly loose: ReadonlySet<string>;
}

/** An expression, and whether what is in it may be changed by who gets it. */
export interface Use {
  readonly expression: Expression;
  readonly isLoose: boolean;
}

/** How long something is that is worth a name of its own. */
const LONG = 36;
/** How long a text is that is. */
const LONG_TEXT = 16;
/** How much shorter the code must become. */
const GAIN = 70;

/** Keys of texts that say what something is, not how it is. */
const OWN = new Set(['apiVersion', 'kind', 'name', 'uri', 'cmd', 'expression']);

/** Lifts values that stand in several places to constants. */
export function liftConstants(uses: readonly Use[], isTaken: (name: string) => boolean): WithConstants {
  const constants: Constant[] = [];
  const loose = new Set<string>();
  let current = uses;
  for (;;) {
    const found = [false, true]
      .map((isLoose) => ({ isLoose, repeated: mostRepeated(current.filter((use) => use.isLoose === isLoose)) }))
      .find(({ repeated }) => repeated !== undefined);
    if (found?.repeated === undefined) break;
    const { key, value, name: proposed } = found.repeated;
    const name = freeName(proposed, (each) => isTaken(each) || constants.some((one) => one.name === each));
    const constant: Constant = { type: 'constant', name, value };
    if (found.isLoose) loose.add(name);
    current = current.map((use) =>
      use.isLoose === found.isLoose ? { ...use, expression: replaced(use.expression, key, constant) } : use,
    );
    constants.push(constant);
  }
  return { expressions: current.map(({ expression }) => expression), constants, loose };
}

interface Repeated {
  readonly key: string;
  readonly value: Expression;
  readonly name: string;
  readonly count: number;
}

function mostRepeated(uses: readonly Use[]): Repeated | undefined {
  const found = new Map<string, Repeated>();
  const visit = (part: Expression, name: string): void => {
    if (part.type === 'constant') return;
    const key = textOf(part);
    if (canStandAlone(part, key, name)) {
      const before = found.get(key);
      found.set(key, {
        key,
        value: part,
        name: before?.name ?? nameOf(part, name),
        count: (before?.count ?? 0) + 1,
      });
    }
    if (part.type === 'record') for (const { key: inner, value } of part.entries) visit(value, inner);
    else if (part.type === 'list') for (const { value } of part.items) visit(value, name.replace(/s$/, ''));
    else if (part.type === 'call') for (const argument of part.arguments) visit(argument, name);
  };
  for (const { expression } of uses) {
    // Not the construct itself: its scope is another each time.
    if (expression.type === 'call') for (const argument of expression.arguments) visit(argument, '');
  }
  const repeated = [...found.values()].filter(({ count, key, value }) =>
    value.type === 'literal' ? count > 2 : (count - 1) * key.length >= GAIN,
  );
  return repeated.sort((a, b) => b.key.length - a.key.length || (a.key < b.key ? -1 : 1))[0];
}

function canStandAlone(part: Expression, key: string, name: string): boolean {
  if (name === '') return false;
  for (const inner of everyPart(part)) {
    if (inner.type === 'reference' || inner.type === 'word' || inner.type === 'file') return false;
    const parts = inner.type === 'record' ? inner.entries : inner.type === 'list' ? inner.items : [];
    if (parts.some(({ comments }) => comments !== undefined)) return false;
  }
  switch (part.type) {
    case 'literal':
      return (
        typeof part.value === 'string' && part.value.length >= LONG_TEXT && !OWN.has(name) && !part.value.includes('\n')
      );
    case 'record':
      return key.length >= LONG && part.entries.length > 1;
    case 'list':
      return key.length >= LONG;
    case 'call':
      return key.length >= LONG && part.arguments.length > 0;
    default:
      return false;
  }
}

function nameOf(part: Expression, key: string): string {
  const named = part.type === 'call' ? namedIn(part) : undefined;
  if (named === undefined) return upper(key);
  const isRoute = part.type === 'call' && part.callee.type === 'member' && part.callee.name === 'to';
  return upper(isRoute ? `to-${named}` : `${named}-${key}`);
}

/** The name of what a call is about: its first argument, or that of what makes it. */
function namedIn(part: Expression): string | undefined {
  if (part.type === 'literal') return typeof part.value === 'string' ? part.value : undefined;
  if (part.type === 'record') {
    const named = part.entries.find(({ key }) => key === 'name');
    return named && namedIn(named.value);
  }
  const [first] = part.type === 'call' && part.callee.type === 'member' ? part.arguments : [];
  return first && namedIn(first);
}

function upper(text: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[A-Z]/.test(words) ? words : `THE_${words}`;
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let count = 2; ; count++) if (!isTaken(`${name}_${count}`)) return `${name}_${count}`;
}

function replaced(expression: Expression, key: string, constant: Constant): Expression {
  if (expression.type === 'constant') return expression;
  return withParts(expression, (part) => (textOf(part) === key ? constant : replaced(part, key, constant)));
}

/** The expression as one text, the same for all that say the same. */
function textOf(expression: Expression): string {
  return print(expression, {
    ofHandle: ({ name }) => `(${name})`,
    ofImport: ({ name, as }) => as ?? name,
    ofFile: (path) => `file ${path}`,
  });
}
