import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { InputFile } from '../inputs/inputs';

/** In bytes: reading and judging this much takes about a second. */
const LARGE = 2 * 1024 * 1024;

/**
 * Has V8 optimise as early as it does by itself, where there is much to do: `bin/meshwright.js` has it wait, as most
 * commands end before that pays.
 */
export function expectLongRun(files: readonly InputFile[]): void {
  let size = 0;
  for (const { path } of files) {
    // How much comes through a pipe is not known.
    size += typeof path === 'string' ? (statSync(path, { throwIfNoEntry: false })?.size ?? 0) : LARGE;
    if (size < LARGE) continue;
    // What V8 has by itself cannot be asked for.
    setFlagsFromString('--interrupt-budget=132000');
    return;
  }
}
