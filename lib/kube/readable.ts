/** Texts as people read them at a terminal, whatever the values are that stand in them. */

/** What cannot be seen, and may move the cursor, turn the direction of a line or begin another; tabs and ends of lines may stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find
const HIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const EACH_HIDDEN = new RegExp(HIDDEN, 'g');

/** Written out what could not be seen: `\u001b`. */
export function visible(text: string): string {
  if (!HIDDEN.test(text)) return text;
  return text.replaceAll(EACH_HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text on one line, with nothing hidden in it. */
export function oneLine(text: string): string {
  if (!/[\r\n]/.test(text)) return visible(text);
  const lines = text.split(/[\r\n]+/);
  const last = lines.length - 1;
  const trimmed = lines.map((line, index) =>
    index === 0 ? line.trimEnd() : index < last ? line.trim() : line.trimStart(),
  );
  return visible(trimmed.filter((line, index) => line !== '' || index === 0 || index === last).join(' '));
}

/** The longest line of a message; a longer one drowns what is said around it. */
const LONGEST_LINE = 1000;
const KEPT_AT_START = 600;
const KEPT_AT_END = 300;

/**
 * Lines for a terminal, with nothing hidden in them; of one that is too long the middle is left out, since a message
 * begins with the place and ends with what to do.
 */
export function readable(text: string): string {
  const seen = visible(text);
  if (seen.length <= LONGEST_LINE) return seen;
  return seen.split('\n').map(shortened).join('\n');
}

function shortened(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  const left = line.length - KEPT_AT_START - KEPT_AT_END;
  const [start, end] = [line.slice(0, KEPT_AT_START), line.slice(-KEPT_AT_END)];
  // Either may end within a pair of surrogates.
  return `${start}… (${left} characters) …${end}`.replaceAll(/\p{Surrogate}/gu, '');
}

/** Of a value. */
const LONGEST_VALUE = 60;

/** A value as a message shows it: short and on one line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 3)}…"` : text;
}
