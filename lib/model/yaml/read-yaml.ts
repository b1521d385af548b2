import type { Places } from '../places';
import type { StringPool } from '../string-pool';
import { TextError, type TextValue } from '../text-error';
import { composeYaml } from './composer';

/** What no text may have. */
const FORBIDDEN = /[^\t\n\r -~\x85\xa0-\ufffd]/;
/** How many bytes of a text are looked at together. */
const BLOCK = 512;

/**
 * Reads the first document of a text as `kubectl` does.
 *
 * @param text as {@link decodeYaml} makes it
 * @param strings where the strings of the value are made
 * @param places is filled, when it is given
 * @param invalid where something stands that is no text, if anywhere
 * @throws TextError
 */
export function readYaml(text: string, strings: StringPool, places?: Places, invalid?: TextError): TextValue {
  const error = invalid ?? forbiddenIn(text);
  if (error === undefined) return composeYaml(text, strings, places);
  let reached: number;
  let read: TextValue;
  try {
    ({ reached, ...read } = composeYaml(text, strings, places));
  } catch {
    throw error;
  }
  // A document that ends before is read, unless it ends in the same block.
  const seen = Math.ceil((Buffer.byteLength(text.slice(0, reached)) + 1) / BLOCK) * BLOCK;
  if (Buffer.byteLength(text.slice(0, error.offset)) < seen) throw error;
  return read;
}

function forbiddenIn(text: string): TextError | undefined {
  const offset = text.search(FORBIDDEN);
  // The last character is the end.
  return offset === text.length - 1 ? undefined : new TextError('control characters are not allowed', offset);
}

const NEWLINE = Buffer.from('\n');
const END = Buffer.from('\0');

/** The text of a document with what readers need behind it. */
export function decodeYaml(bytes: Buffer): string {
  const isEnded = bytes.length === 0 || bytes[bytes.length - 1] === NEWLINE[0];
  const text = Buffer.concat(isEnded ? [bytes, END] : [bytes, NEWLINE, END]).toString('utf8');
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}
