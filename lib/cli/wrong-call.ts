import { Exit, type Terminal } from './terminal';

/** What a command was called with in a wrong way: one line for each thing. */
export class WrongCall extends Error {}

type ErrorType = abstract new (...args: never[]) => Error;

/**
 * Does what a command does; what is thrown because of a wrong call, or of what the user gave, is said and ends the
 * command with 2.
 *
 * @param known errors that are told so, beside {@link WrongCall}
 * @param cleared what is done before something is said
 */
export async function saying(
  { stderr }: Terminal,
  known: readonly ErrorType[],
  action: () => void | Promise<void>,
  cleared: () => void = () => undefined,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Error) || ![WrongCall, ...known].some((each) => error instanceof each)) throw error;
    cleared();
    stderr.write(`${error.message}\n`);
    throw new Exit(2, { cause: error });
  }
}
