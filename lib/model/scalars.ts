import { FAILSAFE_SCHEMA, type Schema, Type } from 'js-yaml';

/** The words that are not strings in YAML 1.1, by how `kubectl` reads them. */
const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ['~', null],
  ...cased('null').map((word): [string, null] => [word, null]),
  ...['y', 'yes', 'on', 'true'].flatMap((word) => cased(word).map((each): [string, boolean] => [each, true])),
  ...['n', 'no', 'off', 'false'].flatMap((word) => cased(word).map((each): [string, boolean] => [each, false])),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, number] => [word, Number.NaN]),
  ...['.inf', '.Inf', '.INF'].flatMap((word): [string, number][] => [
    [word, Number.POSITIVE_INFINITY],
    [`+${word}`, Number.POSITIVE_INFINITY],
    [`-${word}`, Number.NEGATIVE_INFINITY],
  ]),
]);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DECIMAL = /^[-+]?(0|[1-9][0-9]*)$/;
const BASED = /^([-+]?)(0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+))$/;

function cased(word: string): readonly string[] {
  return [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
}

/**
 * A scalar without quotes, as `kubectl` reads it, which is YAML 1.1 as go-yaml v2 knows it: `yes`, `on` and even `y`
 * are booleans, `0777` and `0o777` are octal, `1_000` is a number; `12:30`, dates and numbers beyond a double are
 * strings.
 *
 * `.inf` and `.nan` are the numbers they stand for, which JSON has no words for: nothing that reaches a cluster may
 * hold one.
 *
 * @see https://github.com/go-yaml/yaml/blob/v2/resolve.go
 */
export function readPlainScalar(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  if (text.length <= 5) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  if (!numeric) return text;
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  if (!DECIMAL.test(digits)) {
    const based = BASED.exec(digits);
    if (based) {
      const [, sign, , hexadecimal, octal, binary] = based;
      const size = hexadecimal ? Number.parseInt(hexadecimal, 16) : octal ? Number.parseInt(octal, 8) : undefined;
      return withSign(sign, size ?? Number.parseInt(binary ?? '', 2));
    }
    if (!FLOAT.test(digits)) return text;
  }
  const value = Number(digits);
  if (!Number.isFinite(value)) return text;
  return value === 0 ? 0 : value;
}

function withSign(sign: string | undefined, size: number): number {
  return sign === '-' && size !== 0 ? -size : size;
}

const CORE = 'tag:yaml.org,2002:';

/** What a tag such as `!!int` makes of a scalar; nothing if it cannot. A tag nobody knows changes nothing. */
function readTaggedScalar(text: string, tag: string): unknown {
  const value = readPlainScalar(text);
  switch (tag) {
    case `${CORE}null`:
      return text === '' || value === null ? null : undefined;
    case `${CORE}bool`:
      return typeof value === 'boolean' ? value : undefined;
    case `${CORE}int`:
      return Number.isInteger(value) ? value : undefined;
    case `${CORE}float`:
      return typeof value === 'number' ? value : undefined;
    case `${CORE}binary`:
      return Buffer.from(text, 'base64').toString('utf8');
    default:
      return text;
  }
}

/** How js-yaml reads manifests as `kubectl` does. */
export const MANIFEST_SCHEMA: Schema = manifestSchema();

function manifestSchema(): Schema {
  // js-yaml asks whether a type fits, and at once for the value.
  let value: unknown;
  const plain = new Type('tag:meshwright,2026:plain', {
    kind: 'scalar',
    resolve: (text: string) => {
      value = readPlainScalar(text);
      return value !== text;
    },
    construct: () => value,
  });
  const merge = new Type(`${CORE}merge`, { kind: 'scalar', resolve: (text: unknown) => text === '<<' });
  const tagged = new Type('', {
    kind: 'scalar',
    multi: true,
    resolve: (text: unknown, tag?: string) => {
      value = readTaggedScalar(typeof text === 'string' ? text : '', tag ?? '');
      return value !== undefined;
    },
    construct: () => value,
  });
  const collections = (['mapping', 'sequence'] as const).map(
    (kind) => new Type('', { kind, multi: true, construct: (collection: unknown) => collection ?? null }),
  );
  return FAILSAFE_SCHEMA.extend({ implicit: [merge, plain], explicit: [tagged, ...collections] });
}
