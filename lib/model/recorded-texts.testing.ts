import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** A text, its bytes as characters, and the documents that kubectl reads in it; none if it refuses it. */
export type RecordedText = readonly [text: string, documents?: unknown];

/** What kubectl makes of texts; `conformance/kubectl` writes it. */
export interface RecordedTexts {
  /** Its version. */
  readonly kubectl: string;
  readonly texts: readonly RecordedText[];
}

export function readRecordedTexts(): RecordedTexts {
  const bytes = brotliDecompressSync(readFileSync(join(__dirname, 'recorded-texts.json.br')));
  return JSON.parse(bytes.toString('utf8')) as RecordedTexts;
}
