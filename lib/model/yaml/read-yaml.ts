import type { Places } from '../places';
import { withSingleBreaks } from '../position';
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
  const bytesBefore = (offset: number) => Buffer.byteLength(text.slice(0, offset));
  if (bytesBefore(error.offset) < endOfBlock(Buffer.from(text), bytesBefore(reached + 1))) throw error;
  return read;
}

/** Where the block ends in which a byte is: blocks are cut between characters. */
function endOfBlock(bytes: Buffer, offset: number): number {
  let end = 0;
  while (end < offset && end < bytes.length) {
    end = Math.min(end + BLOCK, bytes.length);
    while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  }
  return end;
}

function forbiddenIn(text: string): TextError | undefined {
  const offset = text.search(FORBIDDEN);
  // The last character is the end.
  return offset === text.length - 1 ? undefined : new TextError('control characters are not allowed', offset);
}

const LF = 0x0a;
const CR = 0x0d;
/** The pieces in which `kubectl` reads a line. */
const PIECE = 4096;

/**
 * How much of a document `kubectl` reads: a last line without a line break is lost when it fills its pieces.
 *
 * @param bytes of UTF-8
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/yaml#LineReader
 */
export function lengthRead(bytes: Buffer): number {
  if (bytes[bytes.length - 1] === LF) return bytes.length;
  const lastLine = bytes.lastIndexOf(LF) + 1;
  const length = bytes.length - lastLine;
  // A carriage return is read once more: a line feed could follow it.
  const fills = length > 0 && length % PIECE === 0 && bytes[bytes.length - 1] !== CR;
  return fills ? lastLine : bytes.length;
}

/**
 * The text of a document with what readers need behind it.
 *
 * @param bytes of UTF-8
 */
export function decodeYaml(bytes: Buffer): string {
  const length = lengthRead(bytes);
  const read = length === bytes.length ? bytes : bytes.subarray(0, length);
  const isEnded = read.length === 0 || read[read.length - 1] === LF;
  return withSingleBreaks(read.toString('utf8')) + (isEnded ? '\0' : '\n\0');
}
