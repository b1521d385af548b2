import { isIP, isIPv4 } from 'node:net';

/** What may be wrong with a text: the end of a sentence that begins with the name of the flag, such as `must be …`. */
type Judge = (text: string) => string | undefined;

/** How the values of a flag are written. */
export interface Form {
  /** Whether it takes a list, whose items are joined with commas. */
  readonly list: boolean;
  /** What is wrong with one value. */
  readonly judge: Judge;
  /** What a number counts. */
  readonly unit?: 'milliseconds' | 'seconds' | 'mebibytes';
  /** Whether nothing but `true` and `false` is a value. */
  readonly given?: true;
}

const MAX = 2 ** 31 - 1;

const one = (judge: Judge): Form => ({ list: false, judge });
const several = (judge: Judge): Form => ({ list: true, judge });

/** Every way in which the values of flags are written. */
export const FORMS = {
  whole: (minimum: number, maximum = MAX, unit?: Form['unit']): Form => ({
    ...one((text) => whole(text, minimum, maximum, unit)),
    ...(unit === undefined ? {} : { unit }),
  }),
  word: one(word),
  words: several(item),
  path: one((text) => (text.startsWith('/') ? word(text) : `must be an absolute path, such as "/tmp", not "${text}"`)),
  networkInterface: one(matching(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,14}$/, 'must be a network interface, such as "eth0"')),
  fileMode: one(matching(/^[0-7]{3}$/, 'must be three octal digits, such as "644"')),
  address: one((text) => (isIP(text) === 0 ? `must be an IP address, not "${text}"` : undefined)),
  ipv4: one((text) => (isIPv4(text) ? undefined : `must be an IPv4 address, not "${text}"`)),
  ipv4Ranges: several(ipv4Range),
  choice: (words: readonly string[]): Form => one((text) => among(words, text)),
  choices: (words: readonly string[]): Form => several((text) => among(words, text)),
  given: { ...one((text) => among(['true', 'false'], text)), given: true } satisfies Form,
  numbersOrRanges: (minimum: number, maximum: number): Form =>
    several((text) =>
      /^(?:-?\d+(?:\.\d+)?|NaN)$/.test(text) ? whole(text, minimum, maximum) : numberRange(text, minimum, maximum),
    ),
} as const;

function matching(pattern: RegExp, expected: string): Judge {
  return (text) => (pattern.test(text) ? undefined : `${expected}, not "${text}"`);
}

function whole(text: string, minimum: number, maximum: number, unit?: string): string | undefined {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return undefined;
  const range = maximum === MAX ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
  return `must be a whole number${unit === undefined ? '' : ` of ${unit}`} ${range}, not ${shown(text)}`;
}

/** Numbers as they are, other texts in quotes. */
function shown(text: string): string {
  return text === 'NaN' || (text !== '' && Number.isFinite(Number(text))) ? text : `"${text}"`;
}

function numberRange(text: string, minimum: number, maximum: number): string | undefined {
  const [, from = '', to = ''] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  return from !== '' && Number(from) >= minimum && Number(to) <= maximum && Number(from) < Number(to)
    ? undefined
    : `must be a number or a range from ${minimum} to ${maximum}, such as "1-3", not "${text}"`;
}

/** The operator splits its command line at blanks and knows no quotes. */
function word(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  return /\s/.test(text)
    ? `must not have blanks, at which the operator would cut it off: "${text}"; content can be given in base64`
    : undefined;
}

/** Lists are joined with commas. */
function item(text: string): string | undefined {
  return text.includes(',') ? `must be a list, not texts with commas: "${text}"` : word(text);
}

function ipv4Range(text: string): string | undefined {
  const [, ip = '', bits = '32'] = /^([^/]*)(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  return isIPv4(ip) && Number(bits) <= 32
    ? undefined
    : `must be IPv4 addresses or ranges such as "10.0.0.0/8", not "${text}"`;
}

function among(words: readonly string[], text: string): string | undefined {
  return words.includes(text) ? undefined : `must be ${words.map((known) => `"${known}"`).join(' or ')}, not "${text}"`;
}
