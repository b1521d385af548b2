import { codeOf } from '../kube/thrown';
import type { Output, Terminal } from './terminal';

const PIECE = 64 * 1024;

/** Prints a report of any length, and stops without a word when nobody reads on, as with `| head`. */
export async function printAll(output: Output, pieces: Iterable<string>): Promise<void> {
  const stream = isStream(output) ? output : undefined;
  let closed = false;
  const onError = (error: unknown) => {
    // Of others the process itself says what they are.
    if (codeOf(error) === 'EPIPE') closed = true;
  };
  // Not removed afterwards: the error of the last write comes later.
  stream?.on('error', onError);
  const write = async (text: string) => {
    if (output.write(text) !== false || stream === undefined) return;
    await new Promise<void>((resolve) => {
      for (const event of ['drain', 'error', 'close']) stream.once(event, () => resolve());
    });
  };
  let pending = '';
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < PIECE) continue;
    await write(pending);
    pending = '';
    if (closed) return;
  }
  if (pending !== '') await write(pending);
}

/** Whether to print colours. @see https://no-color.org */
export function wantsColours({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

function isStream(output: Output): output is Output & NodeJS.WritableStream {
  return 'on' in output && 'once' in output;
}
