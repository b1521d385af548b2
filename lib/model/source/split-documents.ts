import type { ByteQueue, TextPart } from './byte-queue';
import { trimSpace } from './go-space';

/** One document of a text, before it is parsed. */
export interface DocumentPart extends TextPart {
  /** What stands beside the `---` before or behind it, which YAML allows and `kubectl` does not. */
  readonly beside?: { readonly text: string; readonly line: number };
}

const MARKER = '---';
/** As nearly all of them are. */
const BARE = `${MARKER}\n`;
const NEXT_MARKER = Buffer.from(`\n${MARKER}`);
const LF = 0x0a;
const DASH = 0x2d;

/**
 * Takes the next document of a text, as `kubectl` does: every line that begins with `---` ends one, whatever it is in,
 * and before any of it is parsed, so that a document that is not YAML hides no other.
 *
 * @param limit of the bytes of a document that is kept
 * @returns nothing at the end
 */
export function takeDocument(queue: ByteQueue, limit: number): DocumentPart | undefined {
  // A first line of `---` belongs to the document: such lines only end what has begun.
  const opening = firstMarker(queue);
  const part = queue.takeUntil(markerIn, opening?.length ?? 0, limit, MARKER.length + 1);
  if (part.size === 0) return undefined;
  const first = opening === undefined ? '' : besideMarker(opening);
  const next = takeMarker(queue);
  const beside = first === '' ? next : { text: first, line: part.line };
  return beside === undefined ? part : { ...part, beside };
}

/** The offset of the next line that is a marker. */
function markerIn(bytes: Buffer, from: number): number {
  return bytes.indexOf(NEXT_MARKER, Math.max(from - 1, 0)) + 1 || -1;
}

/** The first line with its end, if it is a marker. */
function firstMarker(queue: ByteQueue): string | undefined {
  while (queue.available.length < MARKER.length && queue.fill());
  const { available } = queue;
  if (available[0] !== DASH || available[1] !== DASH || available[2] !== DASH) return undefined;
  if (available[MARKER.length] === LF) return BARE;
  while (!queue.available.includes(LF) && queue.fill());
  const end = queue.available.indexOf(LF) + 1 || queue.available.length;
  return queue.available.toString('latin1', 0, end);
}

function besideMarker(line: string): string {
  if (line === BARE) return '';
  const text = trimSpace(Buffer.from(line.slice(MARKER.length), 'latin1').toString('utf8'));
  return text.startsWith('#') ? '' : text;
}

/** Passes over the marker that ends a document, unless more stands on its line, which then is read, too. */
function takeMarker(queue: ByteQueue): DocumentPart['beside'] {
  const marker = firstMarker(queue);
  if (marker === undefined) return undefined;
  const beside = besideMarker(marker);
  if (beside !== '' && /^---[ \t]/.test(marker)) return undefined;
  const { line } = queue.take(marker.length);
  return beside === '' ? undefined : { text: beside, line };
}
