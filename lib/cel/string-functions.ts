import { compilePattern, type RegularExpression } from '../kube/regular-expression';
import { CelError, noSuchOverload } from './errors';
import { type CelFunction, type FunctionTable, int, list, ofString, STRING_COST, str, strings } from './functions';
import { formatString } from './string-format';
import type { Value } from './values';

function runes(text: string): string[] {
  return Array.from(text);
}

function position(value: Value | undefined): number {
  return Number(int(value));
}

const charAt: CelFunction = ([text, index]) => {
  const chars = runes(str(text));
  const at = position(index);
  if (at < 0 || at > chars.length) throw new CelError(`index out of range: ${at}`);
  return chars[at] ?? '';
};

function search(last: boolean): CelFunction {
  return ([text, part, offset]) => {
    const chars = runes(str(text));
    const wanted = runes(str(part));
    const start = offset === undefined ? (last ? chars.length - wanted.length : 0) : position(offset);
    if (offset !== undefined && (start < 0 || start > chars.length)) throw new CelError(`index out of range: ${start}`);
    if (wanted.length === 0) return BigInt(offset === undefined ? (last ? chars.length : 0) : start);
    const matchesAt = (at: number) => wanted.every((char, index) => chars[at + index] === char);
    const end = chars.length - wanted.length;
    if (last) {
      for (let at = Math.min(start, end); at >= 0; at -= 1) if (matchesAt(at)) return BigInt(at);
    } else {
      for (let at = start; at <= end; at += 1) if (matchesAt(at)) return BigInt(at);
    }
    return -1n;
  };
}

const substring: CelFunction = ([text, from, to]) => {
  const source = str(text);
  // Most rules look at ASCII; others need code points.
  const chars = /^[\0-\x7f]*$/.test(source) ? source : runes(source);
  const start = position(from);
  const end = to === undefined ? chars.length : position(to);
  if (to !== undefined && start > end) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0 || start > chars.length) throw new CelError(`index out of range: ${start}`);
  if (end < 0 || end > chars.length) throw new CelError(`index out of range: ${end}`);
  return typeof chars === 'string' ? chars.slice(start, end) : chars.slice(start, end).join('');
};

function limited(text: string, limit: Value | undefined): number {
  const count = limit === undefined ? -1 : position(limit);
  return count < 0 ? text.length + 2 : count;
}

const split: CelFunction = ([text, separator, limit]) => {
  const source = str(text);
  const count = limited(source, limit);
  if (count === 0) return strings([]);
  const parts = str(separator) === '' ? runes(source) : source.split(str(separator));
  if (parts.length <= count) return strings(parts);
  return strings([...parts.slice(0, count - 1), parts.slice(count - 1).join(str(separator))]);
};

const replace: CelFunction = ([text, from, to, limit]) => {
  const source = str(text);
  const count = limited(source, limit);
  const replacement = str(to);
  if (str(from) === '') {
    const chars = runes(source);
    let replaced = count > 0 ? replacement : '';
    chars.forEach((char, index) => {
      replaced += char + (index + 1 < count ? replacement : '');
    });
    return replaced;
  }
  const parts = source.split(str(from));
  let replaced = parts[0] ?? '';
  parts.slice(1).forEach((part, index) => {
    replaced += (index < count ? replacement : str(from)) + part;
  });
  return replaced;
};

const join: CelFunction = ([elements, separator]) => {
  const parts: string[] = [];
  for (const element of list(elements)) parts.push(str(element));
  return parts.join(separator === undefined ? '' : str(separator));
};

function pattern(value: Value | undefined): RegularExpression {
  const expression = compilePattern(str(value));
  if (typeof expression === 'string') throw new CelError(`Illegal regex: ${expression}`);
  return expression;
}

const find: CelFunction = ([text, expression]) => {
  for (const match of pattern(expression).matches(str(text))) return match;
  return '';
};

const findAll: CelFunction = ([text, expression, limit]) => {
  const count = limit === undefined ? -1 : position(limit);
  const found: string[] = [];
  for (const match of pattern(expression).matches(str(text))) {
    if (count >= 0 && found.length >= count) break;
    found.push(match);
  }
  return strings(found);
};

/** Every function here walks its text, so every one pays for its length. */
function charged(fn: CelFunction): CelFunction {
  return (args, meter) => {
    if (typeof args[0] === 'string') meter.add(Math.ceil(args[0].length * STRING_COST));
    return fn(args, meter);
  };
}

const ascii = (from: RegExp, convert: (char: string) => string) => ofString((text) => text.replace(from, convert));

/**
 * The extended strings library (version 2) and the Kubernetes regular expression library.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#cel-community-libraries
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library
 */
export const STRINGS: FunctionTable = new Map<string, CelFunction>([
  ['.charAt', charged(charAt)],
  ['.indexOf', charged(search(false))],
  ['.lastIndexOf', charged(search(true))],
  ['.lowerAscii', ascii(/[A-Z]+/g, (char) => char.toLowerCase())],
  ['.upperAscii', ascii(/[a-z]+/g, (char) => char.toUpperCase())],
  ['.replace', charged(replace)],
  ['.split', charged(split)],
  ['.join', join],
  ['.substring', charged(substring)],
  ['.trim', ofString((text) => text.replace(/^[\s\u0085]+|[\s\u0085]+$/gu, ''))],
  ['.reverse', ofString((text) => runes(text).reverse().join(''))],
  ['.find', charged(find)],
  ['.findAll', charged(findAll)],
  [
    '.format',
    ([template, args, ...rest]) => (rest.length > 0 ? noSuchOverload() : formatString(str(template), list(args))),
  ],
  ['strings.quote', ofString(quoted)],
]);

function quoted(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '\x07': 'a',
    '\b': 'b',
    '\f': 'f',
    '\n': 'n',
    '\r': 'r',
    '\t': 't',
    '\v': 'v',
    '\\': '\\',
    '"': '"',
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped
  return `"${text.replace(/[\x07\b\f\n\r\t\v\\"]/g, (char) => `\\${escapes[char] ?? char}`)}"`;
}
