/**
 * Which strings a reader of Kubernetes does not get back when cdk8s has written them, and how to write them.
 *
 * `kubectl` and the API server read YAML with go-yaml v2. It differs from the library that cdk8s writes with in what it
 * takes for a number, in how it finds the indentation of a block scalar, and in which characters it lets through.
 *
 * @see https://github.com/kubernetes-sigs/yaml
 */

/** What go-yaml refuses or takes for the end of a line; `\t`, `\n` and `\r` are the writer's to deal with. */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find
  /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
const EVERY_UNPRINTABLE = new RegExp(UNPRINTABLE, 'g');

/** A number for go-yaml, underscores aside: it knows the prefixes of Go as well, in both cases. */
const NUMBER = /^[-+]?(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$/;

/**
 * Text of several lines that begins with blank ones and then a tab, or has nothing but blank lines: go-yaml cannot tell
 * how far a block scalar of it is indented.
 */
const UNCLEAR_INDENTATION = /^[ \n]*(?:\t|(?<= \n*)$)/;

/** A line of one space in text that the library folds between double quotes: it writes a backslash too many there. */
const WRONGLY_FOLDED = /\n \n/;
const FOLDED = /\r|\n[\t ]+$/;

/** The key that asks for another map to be merged in. */
const MERGE = '<<';

/** Whether go-yaml reads a string back as something else, or not at all, when cdk8s has written it. */
export function isMisread(text: string): boolean {
  const first = text.charCodeAt(0);
  if (text.includes('\n')) {
    if (first <= 0x20 && UNCLEAR_INDENTATION.test(text)) return true;
    if (WRONGLY_FOLDED.test(text) && FOLDED.test(text)) return true;
  }
  // From `+` to `9`, what a number starts with.
  if (first >= 0x2b && first <= 0x39 && NUMBER.test(text.includes('_') ? text.replaceAll('_', '') : text)) return true;
  return text === MERGE || UNPRINTABLE.test(text);
}

/** A string in double quotes, on one line. */
export function quote(text: string): string {
  return escapeUnprintable(JSON.stringify(text));
}

/** For text in which only strings in double quotes hold such characters. */
export function escapeUnprintable(text: string): string {
  return text.replace(EVERY_UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether no manifest can hold a value: half a character, which UTF-8 has no bytes for, or a number that JSON lacks. */
export function isUnwritable(value: string | number): boolean {
  return typeof value === 'string' ? LONE_SURROGATE.test(value) : !Number.isFinite(value);
}

/**
 * Looks for a value that no manifest can hold.
 *
 * @throws Error naming the field and what to do
 */
export function checkWritable(document: unknown): void {
  const seen = new Set<object>();
  const check = (value: unknown, field: string): void => {
    if ((typeof value === 'string' || typeof value === 'number') && isUnwritable(value)) {
      throw new Error(
        typeof value === 'number'
          ? `${field || 'the document'} is ${value}, which JSON has no number for: leave it out or choose a finite number`
          : `${field || 'the document'} has half of a surrogate pair in it (${JSON.stringify(value)}), which UTF-8 ` +
              'cannot hold: remove it, or keep both halves of a character together',
      );
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) {
      value.forEach((item, i) => {
        check(item, `${field}[${i}]`);
      });
      return;
    }
    for (const [key, child] of Object.entries(value)) {
      const name = field === '' ? key : `${field}.${key}`;
      check(key, `a key of ${field || 'the document'}`);
      check(child, name);
    }
  };
  check(document, '');
}
