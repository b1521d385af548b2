import type { HeaderLine } from '../simulation/call';
import { readHeaderLine } from '../simulation/header-line';

/** Reads `NAME: VALUE`. */
export function headerLine(line: string, wrong: (message: string) => Error): HeaderLine {
  const read = readHeaderLine(line);
  if (read === undefined) throw wrong(`-H ${JSON.stringify(line)}: write NAME: VALUE`);
  return read;
}
