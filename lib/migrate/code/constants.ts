import { type Comments, type Constant, type Expression, partsOf, withParts } from './expression';
import { type Names, print } from './print';

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

/** Lifts values that stand in several places to constants; one that is part of another comes before it. */
export function liftConstants(uses: readonly Use[], isTaken: (name: string) => boolean): WithConstants {
  const expressions = new Map<Use, Expression>(uses.map((use) => [use, use.expression]));
  const lifted: { constant: Constant; readonly isLoose: boolean }[] = [];
  const taken = (name: string) => isTaken(name) || lifted.some(({ constant }) => constant.name === name);
  for (const isLoose of [false, true]) {
    for (;;) {
      const own = uses.filter((use) => use.isLoose === isLoose);
      const constants = lifted.filter((each) => each.isLoose === isLoose);
      const repeated = mostRepeated([
        // Not the construct itself: its scope is another each time.
        ...own.flatMap((use) => argumentsOf(expressions.get(use) as Expression)).map((part) => ({ part, name: '' })),
        ...constants.map(({ constant }) => ({ part: constant.value, name: '' })),
      ]);
      if (repeated === undefined) break;
      const { key, value, name } = repeated;
      const constant: Constant = { type: 'constant', name: freeName(name, taken), value };
      for (const use of own) expressions.set(use, replaced(expressions.get(use) as Expression, key, constant));
      for (const each of constants) {
        each.constant = { ...each.constant, value: replaced(each.constant.value, key, constant) };
      }
      lifted.push({ constant, isLoose });
    }
  }
  // What is found later is shorter, and may be part of what was found before.
  const inOrder = [...lifted].reverse();
  return {
    expressions: uses.map((use) => expressions.get(use) as Expression),
    constants: inOrder.map(({ constant }) => constant),
    loose: new Set(inOrder.filter(({ isLoose }) => isLoose).map(({ constant }) => constant.name)),
  };
}

function argumentsOf(expression: Expression): readonly Expression[] {
  return expression.type === 'call' ? expression.arguments : [];
}

/** Keys of what one looks for where it stands. */
const NEVER = new Set(['version', 'versions', 'existing', 'match']);

/** What is called by what it is, as it stands in a map by somebody's names. */
const OF_MAPS: Readonly<Record<string, string>> = {
  containers: 'container-security',
  versions: 'version',
  subsets: 'subset',
  trafficPolicyByVersion: 'traffic-policy',
};

interface Repeated {
  readonly key: string;
  readonly value: Expression;
  readonly name: string;
  readonly count: number;
}

function mostRepeated(places: readonly { readonly part: Expression; readonly name: string }[]): Repeated | undefined {
  const found = new Map<string, Repeated>();
  const visit = (part: Expression, name: string, isOfLabels: boolean): void => {
    if (part.type === 'constant') return;
    const key = textOf(part);
    if (canStandAlone(part, key, name, isOfLabels)) {
      const before = found.get(key);
      found.set(key, { key, value: part, name: before?.name ?? nameOf(part, name), count: (before?.count ?? 0) + 1 });
    }
    if (part.type === 'record') {
      const areLabels = isOfLabels || /(labels|selector)$/i.test(name);
      for (const { key: inner, value } of part.entries) visit(value, OF_MAPS[name] ?? inner, areLabels);
    } else if (part.type === 'list')
      for (const { value } of part.items) visit(value, name.replace(/s$/, ''), isOfLabels);
    else if (part.type === 'call') for (const argument of part.arguments) visit(argument, name, isOfLabels);
  };
  for (const { part, name } of places) visit(part, name, false);
  const repeated = [...found.values()].filter(({ count, key, value }) =>
    value.type === 'literal' ? count > 2 : (count - 1) * key.length >= GAIN,
  );
  return repeated.sort((a, b) => b.key.length - a.key.length || (a.key < b.key ? -1 : 1))[0];
}

function canStandAlone(part: Expression, key: string, name: string, isOfLabels: boolean): boolean {
  if (name === '' || NEVER.has(name)) return false;
  switch (part.type) {
    case 'literal':
      return (
        !isOfLabels &&
        typeof part.value === 'string' &&
        part.value.length >= LONG_TEXT &&
        !OWN.has(name) &&
        !part.value.includes('\n')
      );
    case 'record':
      return key.length >= LONG && part.entries.length > 1 && isPlain(part);
    case 'list':
      return key.length >= LONG && isPlain(part);
    case 'call':
      return key.length >= LONG && part.arguments.length > 0 && isPlain(part);
    default:
      return false;
  }
}

const plain = new WeakMap<Expression, boolean>();

/** Whether something says the same wherever it stands, and has no comments. */
function isPlain(part: Expression): boolean {
  let known = plain.get(part);
  if (known === undefined) {
    const inner = part.type === 'record' ? part.entries : part.type === 'list' ? part.items : [];
    known =
      part.type !== 'reference' &&
      part.type !== 'word' &&
      part.type !== 'file' &&
      inner.every(({ comments }) => comments === undefined) &&
      (part.type === 'constant' || partsOf(part).every(isPlain));
    plain.set(part, known);
  }
  return known;
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

/** An expression with a constant in place of what it says; what has none of it stays the same object. */
function replaced(expression: Expression, key: string, constant: Constant): Expression {
  if (expression.type === 'constant' || textOf(expression).length < key.length) return expression;
  const change = (part: Expression) => (textOf(part) === key ? constant : replaced(part, key, constant));
  const isSame = partsOf(expression).every((part) => change(part) === part);
  return isSame ? expression : withParts(expression, change);
}

const texts = new WeakMap<Expression, string>();

/** The expression as one text, the same for all that say the same. */
function textOf(expression: Expression): string {
  let text = texts.get(expression);
  if (text === undefined) {
    text = written(expression);
    texts.set(expression, text);
  }
  return text;
}

function written(expression: Expression): string {
  const around = (comments: Comments | undefined) => (comments === undefined ? '' : ` ${JSON.stringify(comments)}`);
  switch (expression.type) {
    case 'list':
      return `[${expression.items.map(({ value, comments }) => textOf(value) + around(comments)).join(', ')}]`;
    case 'record':
      return `{ ${expression.entries.map(({ key, value, comments }) => `${key}: ${textOf(value)}${around(comments)}`).join(', ')} }`;
    case 'call':
      return `${expression.isNew ? 'new ' : ''}${textOf(expression.callee)}(${expression.arguments.map(textOf).join(', ')})`;
    case 'member':
      return `${textOf(expression.of)}.${expression.name}`;
    default:
      return print(expression, NAMES);
  }
}

const NAMES: Names = {
  ofHandle: ({ name }) => `(${name})`,
  ofImport: ({ name, as }) => as ?? name,
  ofFile: (path) => `file ${path}`,
};
