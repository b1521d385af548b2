import type { HeaderLine } from './call';

/** Reads `NAME: VALUE`; undefined for what is none. */
export function readHeaderLine(line: string): HeaderLine | undefined {
  const colon = line.indexOf(':');
  return colon < 1 ? undefined : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}
