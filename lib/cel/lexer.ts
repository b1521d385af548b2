import { CelSyntaxError } from './errors';
import { Uint } from './values';

export type Literal = null | boolean | bigint | number | string | Uint | Uint8Array;

export type Token =
  | { readonly kind: 'literal'; readonly value: Literal; readonly at: number }
  | { readonly kind: 'identifier' | 'quoted' | 'operator' | 'end'; readonly text: string; readonly at: number };

const OPERATORS = [
  ...['&&', '||', '==', '!=', '<=', '>='],
  ...['.', '[', ']', '(', ')', '{', '}', ',', ':', '?', '<', '>', '+', '-', '*', '/', '%', '!'],
];
const SPACE = /(?:[\t\n\f\r ]|\/\/[^\n]*)+/y;
const NUMBER = /0x[0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d+[uU]?/y;
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y;
const STRING_START = /[bB]?[rR]?("""|'''|"|')/y;
const QUOTED = /`([a-zA-Z0-9_.\-/ ]+)`/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['?', '?'],
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
]);
const INT_MAX = 2n ** 63n;
const UINT_MAX = 2n ** 64n;

/** @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  for (;;) {
    at += match(SPACE)?.[0].length ?? 0;
    if (at >= source.length) break;
    const string = match(STRING_START);
    if (string !== null) {
      const [value, end] = readString(source, at, string[0], string[1] ?? '"');
      tokens.push({ kind: 'literal', value, at });
      at = end;
      continue;
    }
    const number = match(NUMBER);
    if (number !== null) {
      tokens.push({ kind: 'literal', value: readNumber(number[0], at), at });
      at += number[0].length;
      continue;
    }
    const quoted = match(QUOTED);
    if (quoted !== null) {
      tokens.push({ kind: 'quoted', text: quoted[1] ?? '', at });
      at += quoted[0].length;
      continue;
    }
    const word = match(IDENTIFIER)?.[0];
    if (word !== undefined) {
      if (word === 'true' || word === 'false') tokens.push({ kind: 'literal', value: word === 'true', at });
      else if (word === 'null') tokens.push({ kind: 'literal', value: null, at });
      else tokens.push({ kind: word === 'in' ? 'operator' : 'identifier', text: word, at });
      at += word.length;
      continue;
    }
    const operator = OPERATORS.find((text) => source.startsWith(text, at));
    if (operator === undefined) throw new CelSyntaxError('unexpected character', at);
    tokens.push({ kind: 'operator', text: operator, at });
    at += operator.length;
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

function readNumber(text: string, at: number): Literal {
  if (/[.eE]/.test(text) && !text.startsWith('0x')) {
    const value = Number(text);
    if (!Number.isFinite(value)) throw new CelSyntaxError('invalid double literal', at);
    return value;
  }
  if (/[uU]$/.test(text)) {
    const value = BigInt(text.slice(0, -1));
    if (value >= UINT_MAX) throw new CelSyntaxError('invalid uint literal', at);
    return new Uint(value);
  }
  // One more than the largest int, for the sake of its negation; the parser checks.
  const value = BigInt(text);
  if (value > INT_MAX) throw new CelSyntaxError('invalid int literal', at);
  return value;
}

function readString(source: string, start: number, opening: string, quote: string): [string | Uint8Array, number] {
  const prefix = opening.slice(0, opening.length - quote.length).toLowerCase();
  const raw = prefix.includes('r');
  const isBytes = prefix.includes('b');
  const bytes: number[] = [];
  let text = '';
  let at = start + opening.length;
  const append = (piece: string) => {
    if (isBytes) bytes.push(...new TextEncoder().encode(piece));
    else text += piece;
  };
  const emit = (code: number, isByte: boolean) => {
    if (isBytes && isByte) bytes.push(code);
    else append(String.fromCodePoint(code));
  };
  for (;;) {
    if (at >= source.length) throw new CelSyntaxError('unterminated string', start);
    if (source.startsWith(quote, at)) break;
    const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
    if (quote.length === 1 && (char === '\n' || char === '\r')) {
      throw new CelSyntaxError('unterminated string', start);
    }
    if (char === '\r') {
      append('\n');
      at += source[at + 1] === '\n' ? 2 : 1;
    } else if (char !== '\\' || raw) {
      append(char);
      at += char.length;
    } else at = readEscape(source, at, isBytes, emit);
  }
  return [isBytes ? Uint8Array.from(bytes) : text, at + quote.length];
}

function readEscape(
  source: string,
  at: number,
  isBytes: boolean,
  emit: (code: number, isByte: boolean) => void,
): number {
  const rest = source.slice(at + 1, at + 10);
  const hex = /^(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  const octal = /^[0-3][0-7]{2}/.exec(rest);
  if (hex !== null) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
    const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    if (!isCharacter || (isBytes && hex[1] === undefined)) throw new CelSyntaxError('invalid escape', at);
    emit(code, hex[1] !== undefined);
    return at + 1 + hex[0].length;
  }
  if (octal !== null) {
    emit(Number.parseInt(octal[0], 8), true);
    return at + 4;
  }
  const plain = ESCAPES.get(rest[0] ?? '');
  if (plain === undefined) throw new CelSyntaxError('invalid escape', at);
  emit(plain.charCodeAt(0), false);
  return at + 2;
}
