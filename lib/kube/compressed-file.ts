import { readFileSync } from 'node:fs';

/** The text of a file that Brotli has compressed. What reads such files is loaded with the first of them. */
export function readCompressed(file: string): string {
  const { brotliDecompressSync } = require('node:zlib') as typeof import('node:zlib');
  return brotliDecompressSync(readFileSync(file)).toString('utf8');
}
