import type { HeaderLine } from '../simulation/call';

/** Reads `NAME: VALUE`. */
export function headerLine(line: string, wrong: (message: string) => Error): HeaderLine {
  const colon = line.indexOf(':');
  if (colon < 1) throw wrong(`-H ${JSON.stringify(line)}: write NAME: VALUE`);
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}
