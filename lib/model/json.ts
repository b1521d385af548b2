import type { Places } from './places';
import { setField } from './set-field';
import type { StringPool } from './string-pool';
import { MAX_DEPTH, TextError, type TextValue } from './text-error';

const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What a backslash and a letter stand for. */
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const WORDS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * Reads one JSON value, as Go does, with the places that JSON.parse would not tell.
 *
 * @param strings where the strings of the value are made
 * @param places is filled, when it is given
 * @throws TextError
 */
export function readJson(text: string, strings: StringPool, places?: Places): TextValue {
  return new JsonReader(text, strings, places).document();
}

class JsonReader {
  private offset = 0;
  private depth = 0;
  private hasDuplicates = false;

  constructor(
    private readonly text: string,
    private readonly strings: StringPool,
    private readonly places: Places | undefined,
  ) {}

  document(): TextValue {
    this.skipSpace();
    const start = this.offset;
    const value = this.value();
    this.places?.setRoot(value, start, { start, end: this.endOf(value, start) });
    this.skipSpace();
    if (this.offset < this.text.length) this.fail('after top-level value');
    return { value, start, hasDuplicates: this.hasDuplicates };
  }

  private value(): unknown {
    const code = this.text.charCodeAt(this.offset);
    if (code === QUOTE) return this.string();
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++this.depth > MAX_DEPTH) throw new TextError(`nested deeper than ${MAX_DEPTH} levels`, this.offset, true);
      const value = code === OPEN_BRACE ? this.object() : this.array();
      this.depth--;
      return value;
    }
    return code === 0x2d || (code >= ZERO && code <= NINE) ? this.number() : this.word();
  }

  private object(): unknown {
    const map: Record<string, unknown> = {};
    this.offset++;
    this.skipSpace();
    if (this.takes(CLOSE_BRACE)) return map;
    for (;;) {
      const at = this.offset;
      if (this.text.charCodeAt(at) !== QUOTE) this.fail('looking for beginning of object key string');
      const key = this.string();
      this.skipSpace();
      if (!this.takes(COLON)) this.fail('after object key');
      this.skipSpace();
      const start = this.offset;
      const value = this.value();
      this.set(map, key, value, at, start);
      this.skipSpace();
      if (this.takes(CLOSE_BRACE)) return map;
      if (!this.takes(COMMA)) this.fail('after object key:value pair');
      this.skipSpace();
    }
  }

  private set(map: Record<string, unknown>, key: string, value: unknown, at: number, start: number): void {
    const isDuplicate = Object.hasOwn(map, key);
    if (isDuplicate) this.hasDuplicates = true;
    this.places?.addEntry(map, key, at, { start, end: this.endOf(value, start) }, isDuplicate);
    setField(map, key, value);
  }

  private array(): unknown[] {
    const list: unknown[] = [];
    this.offset++;
    this.skipSpace();
    if (this.takes(CLOSE_BRACKET)) return list;
    for (;;) {
      const start = this.offset;
      const value = this.value();
      this.places?.addItem(list, list.length, start, { start, end: this.endOf(value, start) });
      list.push(value);
      this.skipSpace();
      if (this.takes(CLOSE_BRACKET)) return list;
      if (!this.takes(COMMA)) this.fail('after array element');
      this.skipSpace();
    }
  }

  private string(): string {
    const { text } = this;
    let from = ++this.offset;
    let value = '';
    for (;;) {
      const code = text.charCodeAt(this.offset);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        value += text.slice(from, this.offset) + this.escape();
        from = this.offset;
      } else if (code >= 0x20) this.offset++;
      else this.fail('in string literal');
    }
    const rest = text.slice(from, this.offset++);
    return this.strings.own(value === '' ? rest : (value + rest).replace(/\p{Surrogate}/gu, '\ufffd'));
  }

  private escape(): string {
    const { text } = this;
    const letter = text.charAt(++this.offset);
    const meaning = ESCAPES[letter];
    if (meaning === undefined && letter !== 'u') this.fail('in string escape code');
    this.offset++;
    if (meaning !== undefined) return meaning;
    const digits = text.slice(this.offset, this.offset + 4);
    const wrong = /^[0-9a-fA-F]*/.exec(digits)?.[0].length ?? 0;
    this.offset += wrong;
    if (wrong < 4) this.fail('in \\u hexadecimal character escape');
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  private number(): number {
    const start = this.offset;
    NUMBER.lastIndex = start;
    const digits = NUMBER.exec(this.text)?.[0] ?? '';
    if (digits === '') {
      this.offset++;
      this.fail('in numeric literal');
    }
    this.offset += digits.length;
    const value = Number(digits);
    if (!Number.isFinite(value)) throw new TextError(`cannot unmarshal number ${digits}`, start);
    // Kubernetes' reader of JSON knows no negative zero.
    return value === 0 ? 0 : value;
  }

  private word(): boolean | null {
    const found = WORDS.find(([word]) => this.text.startsWith(word, this.offset));
    if (found === undefined) return this.fail('looking for beginning of value');
    this.offset += found[0].length;
    return found[1];
  }

  private takes(code: number): boolean {
    if (this.text.charCodeAt(this.offset) !== code) return false;
    this.offset++;
    return true;
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.offset);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.offset++;
    }
  }

  /** Behind a scalar; where a map or list starts. */
  private endOf(value: unknown, start: number): number {
    return typeof value === 'object' && value !== null ? start : this.offset;
  }

  /** In the words of Go. */
  private fail(where: string): never {
    const char = this.text.charAt(this.offset);
    const what = char === '' ? 'unexpected end of JSON input' : `invalid character ${quoted(char)} ${where}`;
    throw new TextError(what, Math.min(this.offset, Math.max(this.text.length - 1, 0)));
  }
}

function quoted(char: string): string {
  return char === "'" ? `'\\''` : `'${JSON.stringify(char).slice(1, -1).replace('\\"', '"')}'`;
}
