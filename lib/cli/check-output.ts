import type { Output, Terminal } from './terminal';

const PIECE = 64 * 1024;

/** Prints a report of any length, and stops without a word when nobody reads on, as with `| head`. */
export async function printAll(output: Output, pieces: Iterable<string>): Promise<void> {
  let pending = '';
  const print = async () => {
    if (output.write(pending) === false) await output.drained?.();
    pending = '';
  };
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < PIECE) continue;
    await print();
    if (output.closed) return;
  }
  if (pending !== '') await print();
}

/** Whether to print colours. @see https://no-color.org */
export function wantsColours({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}
