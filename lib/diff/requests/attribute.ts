import { examplesOf } from '../../conditions/regex-example';
import { type Literal, literal, takes } from './literal';

/** Something of a request that manifests compare with texts. */
export type AttributeName =
  | 'path'
  | 'method'
  | 'authority'
  | 'token'
  /** The origin of a preflight of CORS. */
  | 'preflight'
  | 'source address'
  | 'client certificate'
  | `header ${string}`
  | `query ${string}`;

/** Values of an attribute that no literal tells apart: one stands for all of them. */
export interface Cell {
  /** Undefined for an attribute that a request does not have. */
  readonly value: string | undefined;
  /** What is said of it: `path /ad`; undefined for whatever no literal is for. */
  readonly words: string | undefined;
}

/** An attribute, with its values cut at every literal. */
export interface Attribute {
  readonly name: AttributeName;
  readonly cells: readonly Cell[];
  /** Regular expressions, as they are written, for which no value was found that they take. */
  readonly unmet: readonly string[];
}

/** What every request has; the first is taken where it does not matter. */
const ALWAYS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  path: ['/'],
  method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'TRACE'],
  preflight: [undefined, 'https://elsewhere.example'],
};

/** How many pairs of a beginning and an end are tried. */
const MAX_PAIRS = 400;
/** How many texts that an expression takes are tried together with other literals. */
const MAX_EXAMPLES = 4;

/**
 * Cuts the values of an attribute at literals. Exact texts and beginnings are cut completely; of an end with each
 * beginning there is one value; of a regular expression one that it takes, with each beginning, end and other expression
 * where one is found, and those that it does not.
 *
 * @param usual the value of requests that have nothing to do with the literals
 * @param more values that are to be told apart besides
 */
export function cut(
  name: AttributeName,
  literals: readonly Literal[],
  { usual, more = [], accepts = () => true }: CutOptions,
): Attribute {
  const distinct = unique(literals);
  const candidates = [...(ALWAYS[name] ?? [usual]), ...more, ...candidatesFor(name, distinct)].filter(
    (value) => isPossible(name, value) && (value === undefined || value === usual || accepts(value)),
  );
  const cells = new Map<string, Cell>();
  for (const value of candidates) {
    // What is to be told apart is, whatever literals say.
    const key = `${value !== undefined && more.includes(value) ? `=${value}` : ''}${distinct.map((each) => (takes(each, value) ? '1' : '0')).join('')}`;
    if (!cells.has(key)) cells.set(key, { value, words: wordsFor(name, value, distinct, more) });
  }
  const all = [...cells.values()];
  const unmet = distinct
    .filter((each) => each.form === 'regex' && !all.some(({ value }) => takes(each, value)))
    .map(({ text, written = text }) => written);
  return { name, cells: all, unmet };
}

export interface CutOptions {
  readonly usual: string | undefined;
  readonly more?: readonly string[];
  /** Whether a value can be, where not all can. */
  readonly accepts?: (value: string) => boolean;
}

function unique(literals: readonly Literal[]): readonly Literal[] {
  const found = new Map(literals.map((each) => [JSON.stringify(each), each]));
  return [...found.values()];
}

function isPossible(name: AttributeName, value: string | undefined): boolean {
  if (value === undefined) return true;
  // Header lines have no line breaks, and nothing else of a request has blanks.
  if (/[\0\r\n]/.test(value)) return false;
  if (name.startsWith('header ')) return value.trim() === value;
  if (name === 'path') return /^\/[^\s?#]*$/.test(value);
  if (name.startsWith('query ')) return /^[^\s&#]*$/.test(value);
  return value !== '' && !/\s/.test(value);
}

function candidatesFor(name: AttributeName, literals: readonly Literal[]): readonly string[] {
  const start = name === 'path' ? '/' : '';
  const found: string[] = [];
  const beginnings = literals.filter(({ form }) => form === 'prefix').map(({ text }) => text);
  const ends = literals.filter(({ form }) => form === 'suffix').map(({ text }) => text);
  for (const { form, text, ignoreCase } of literals) {
    switch (form) {
      case 'exact':
        found.push(text, ...(ignoreCase ? [text.toLowerCase(), text.toUpperCase(), swapped(text)] : []));
        break;
      case 'prefix':
        found.push(text, fresh(text, name, literals));
        if (ignoreCase) found.push(swapped(text), fresh(swapped(text), name, literals));
        break;
      case 'suffix':
        found.push(text, `${fresh(start, name, literals)}${text}`);
        break;
      case 'regex':
        found.push(...textsFor(text, start));
        break;
      case 'present':
        found.push(fresh(start, name, literals));
    }
  }
  const pairs = beginnings.flatMap((beginning) => ends.map((end) => `${beginning}x${end}`));
  const withOthers = literals.flatMap((each) => (each.form === 'regex' ? textsBeside(each, start, literals) : []));
  return [...found, ...pairs.slice(0, MAX_PAIRS), fresh(start, name, literals), ...withOthers.slice(0, MAX_PAIRS)];
}

/** Some texts that an expression takes, and that begin as all values do. */
function textsFor(regex: string, start: string): readonly string[] {
  const own = examplesOf(regex).slice(0, MAX_EXAMPLES);
  const taking = literal('regex', regex);
  return [...own, ...own.map((text) => `${start}${text}`).filter((text) => takes(taking, text))];
}

/** Texts that an expression takes, and another literal as well. */
function textsBeside(own: Literal, start: string, literals: readonly Literal[]): readonly string[] {
  const texts = textsFor(own.text, start);
  const bare = (text: string) => (start !== '' && text.startsWith(start) ? text.slice(start.length) : text);
  return literals.flatMap((other) => {
    if (other === own || other.form === 'present' || other.form === 'exact') return [];
    const others = other.form === 'regex' ? textsFor(other.text, start) : [other.text];
    const joined = texts.flatMap((text) =>
      others.flatMap((each) =>
        other.form === 'suffix'
          ? [`${text}${each}`]
          : [`${each}${text}`, `${each}${bare(text)}`, ...(other.form === 'regex' ? [`${text}${bare(each)}`] : [])],
      ),
    );
    return joined.filter((text) => takes(own, text) && takes(other, text));
  });
}

/** A text with a beginning that no other literal is for, as far as texts can tell. */
function fresh(beginning: string, name: AttributeName, literals: readonly Literal[]): string {
  const ends = name === 'path' && beginning !== '' && !beginning.endsWith('/') ? ['/x', 'x'] : ['x'];
  for (const end of [...ends, 'other', 'another', '0', '-', '~']) {
    const candidate = `${beginning}${end}`;
    const isTaken = literals.some(
      ({ form, text, ignoreCase }) =>
        (form === 'exact' || form === 'prefix') &&
        text.length > beginning.length &&
        (ignoreCase
          ? text.toLowerCase().startsWith(`${beginning}${end[0]}`.toLowerCase())
          : text.startsWith(`${beginning}${end[0]}`)),
    );
    if (!isTaken) return candidate;
  }
  return `${beginning}zzzz`;
}

function swapped(text: string): string {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
}

/** What is said of a value: of several literals that are for it, the one that says most. */
function wordsFor(
  name: AttributeName,
  value: string | undefined,
  literals: readonly Literal[],
  more: readonly string[],
): string | undefined {
  const taking = literals.filter((each) => takes(each, value));
  const exact = taking.find(({ form }) => form === 'exact');
  if ((exact !== undefined || more.includes(value ?? '\0')) && value !== undefined) return withValue(name, value);
  const longest = (form: Literal['form']) =>
    taking.filter((each) => each.form === form).sort((a, b) => b.text.length - a.text.length)[0];
  const said = longest('prefix') ?? longest('suffix') ?? longest('regex') ?? longest('present');
  // Every path has a slash in front.
  if (said === undefined || (name === 'path' && said.form === 'prefix' && said.text === '/')) return undefined;
  if (said.missingIsEmpty && value === undefined) return undefined;
  switch (said.form) {
    case 'prefix':
      return `${nounFor(name)} that begins with ${said.text}`;
    case 'suffix':
      return `${nounFor(name)} that ends with ${said.text}`;
    case 'regex':
      return `${nounFor(name)} like ${said.written ?? said.text}`;
    default:
      return name === 'path' || name === 'method' || name === 'authority' ? undefined : nounFor(name);
  }
}

function withValue(name: AttributeName, value: string): string {
  if (name.startsWith('header ')) return `${name}: ${value}`;
  if (name.startsWith('query ')) return `${name}=${value}`;
  switch (name) {
    case 'authority':
      return `host ${value}`;
    case 'preflight':
      return `a preflight from ${value}`;
    case 'client certificate':
      return 'a certificate of the client';
    default:
      return `${name} ${value}`;
  }
}

function nounFor(name: AttributeName): string {
  switch (name) {
    case 'path':
    case 'method':
      return `a ${name}`;
    case 'authority':
      return 'a host';
    default:
      return `a ${name}`;
  }
}
