import { createHash } from 'node:crypto';

/** Pieces from which every scalar of YAML 1.1 that is no string, and most that nearly are, can be put together. */
const SIGNS = ['', '+', '-'];
const DIGITS = ['0', '7', '8', '1_0', '_1', '1_', '0_7', '10', '007', '1:30', '190:20:30.15', '1,000'];
const NUMBERS = [
  ...DIGITS.flatMap((digits) => [digits, `${digits}.`, `.${digits}`, `${digits}.5`, `0.${digits}`]),
  ...['0x', '0X', '0o', '0O', '0b', '0B', '0'].flatMap((base) =>
    ['0', '1', '7', '8', '_1', '1_', 'f', 'F', 'fg', ''].map((digits) => base + digits),
  ),
  ...['.inf', '.Inf', '.INF', '.iNF', '.nan', '.NaN', '.NAN', 'inf', 'NaN', 'Infinity', '.', '..', '.e1', '_'],
].flatMap((number) => [number, ...['e3', 'E3', 'e+3', 'E-3', 'e', 'e3_', 'e400'].map((exponent) => number + exponent)]);
const WORDS = ['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', '~', '<<', '=', ''].flatMap((word) => [
  word,
  word.toUpperCase(),
  word.charAt(0).toUpperCase() + word.slice(1),
  `${word} `,
  ` ${word}`,
  `${word}:`,
  `${word} #`,
]);
const TIMES = [
  ...['2001-12-14', '2001-1-1', '2001-12-14T21:59:43Z', '2001-12-14t21:59:43.10-05:00', '2001-12-14 21:59:43.10 -5'],
  ...['12:30', '12:30:45', '-1:30', '2001-12', '20011214'],
];
const INDICATORS = '-?:,[]{}#&*!|>\'"%@`=.~/\\'.split('');
const AROUND = ['', ' ', 'a', ' a', 'a ', '- ', ': ', ' #'];

/** All texts of up to five characters of white space and one other. */
function* blanks(length: number): Iterable<string> {
  yield '';
  if (length > 0) for (const rest of blanks(length - 1)) for (const first of ' \t\n\ra') yield first + rest;
}

/** Every character of Unicode: those that a writer may stumble over alone and in text of several lines, all in rows. */
function* characters(): Iterable<string> {
  let row = '';
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    row += character;
    if (code % 128 === 127) {
      yield row;
      row = '';
    }
    if (code < 0x180 || (code >= 0x2000 && code < 0x2070) || code === 0xfeff || (code >= 0xfff0 && code < 0x10010)) {
      yield* [character, `a${character}b`, `a\n${character}\n`, `${character}\nb`];
    }
  }
}

/** Strings that a reader of YAML may not get back. */
export function* oddStrings(): Iterable<string> {
  for (const number of NUMBERS) for (const sign of SIGNS) yield sign + number;
  yield* WORDS;
  yield* TIMES;
  for (const indicator of INDICATORS)
    for (const before of AROUND) for (const after of AROUND) yield before + indicator + after;
  for (const text of new Set(blanks(5))) {
    yield text;
    yield `${text}${'long text '.repeat(5)}${text}`;
  }
  for (const length of [1000, 1001, 1023, 1024, 1025]) {
    yield 'k'.repeat(length);
    yield `${'k '.repeat(length / 2)}:`;
  }
  yield* characters();
}

/** ConfigMaps with some strings each: as a value, an item, a key, and in a document that another printer has to write. */
export function* oddDocuments(strings: Iterable<string>): Iterable<unknown> {
  const size = 500;
  let some: string[] = [];
  for (const text of strings) {
    some.push(text);
    if (some.length === size) {
      yield configMap(some);
      some = [];
    }
  }
  if (some.length > 0) yield configMap(some);
}

function configMap(strings: readonly string[]): unknown {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'odd' },
    values: Object.fromEntries(strings.map((text, i) => [`k${i}`, text])),
    keys: Object.fromEntries(strings.map((text) => [text, 1])),
    items: [strings],
  };
  return strings.length % 7 === 0 ? { ...object, shared: [object.metadata] } : object;
}

/** Texts in one number. */
export function digestOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}
