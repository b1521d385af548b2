import { Construct, type IConstruct } from 'constructs';

/** That an error came of another one: `ErrorOptions`, which older libraries of types do not have. */
export interface Cause {
  readonly cause?: unknown;
}

/**
 * A mistake in the description of the mesh, told in one line: where it is, what is wrong, what is allowed and what to
 * do about it.
 *
 * ```
 * [bookinfo/reviews] weights must not all be 0 (v1 0, v2 0): give at least one destination a weight above 0
 * ```
 *
 * @param where the construct the message is about, or the name of what stands for it (a file, an option); a construct
 *   without a path (the app itself) is left out
 * @param message what is wrong, in lower case and without the place
 */
export class MeshwrightError extends Error {
  override readonly name = 'MeshwrightError';

  constructor(where: IConstruct | string, message: string, options?: Cause) {
    super(located(where, message), options);
  }
}

/** Several mistakes found in one synthesis: `problems` has one line for each, `message` has all of them. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';

  constructor(
    readonly problems: readonly string[],
    options?: Cause,
  ) {
    super(problems.join('\n'), options);
  }

  /** Nothing for no error, the error itself for one, a `SynthesisError` for more. */
  static throwIfAny(errors: readonly Error[]): void {
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) {
      throw new SynthesisError(
        errors.flatMap((error) => describeError(error)),
        { cause: new AggregateError(errors) },
      );
    }
  }
}

/** The place and the message as one line. */
export function located(where: IConstruct | string, message: string): string {
  const path = Construct.isConstruct(where) ? where.node.path : where;
  return path === '' ? oneLine(message) : `[${path}] ${oneLine(message)}`;
}

/** One line a problem, for a terminal. An error that is not a report of a mistake says how to see its stack. */
export function describeError(error: unknown): string[] {
  if (error instanceof SynthesisError) return [...error.problems];
  if (error instanceof MeshwrightError) return [error.message];
  const message = error instanceof Error ? error.message : String(error);
  // The two reports cdk8s itself makes: from `chart.toJson()` and from `apiObject.toJson()`.
  const validation = /^Validation failed with the following errors:\n([\s\S]*)$/.exec(message);
  if (validation?.[1] !== undefined) {
    // The app itself has no path: what it says has that of a construct.
    return validation[1].split(/\n {2}(?=\[)/).map((line) => oneLine(line.trimStart().replace(/^\[\] (?=\[)/, '')));
  }
  const serializing = unwrapSerializing(message);
  if (serializing !== undefined) return [serializing];
  const mistake = describeMistake(message);
  if (mistake !== undefined) return [mistake];
  const name = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
  return [`${oneLine(name + message)} (unexpected: set MESHWRIGHT_DEBUG=1 to see the stack)`];
}

/** What `constructs` and cdk8s say of mistakes that everybody makes, with what to do about them. */
function describeMistake(message: string): string | undefined {
  const [, id, , parent] = /^There is already a Construct with name '(.*)' in (\w+)( \[.*\])?$/.exec(message) ?? [];
  if (id !== undefined) {
    // Only the app has no path, and is not always called App.
    if (parent === undefined) return `two constructs in the app have the id '${id}': give one of them another`;
    return (
      `two constructs in${parent} have the id '${id}': give one of them another id; what it is called in the cluster ` +
      `can stay, as \`name: '${id}'\``
    );
  }
  if (message === 'cannot find a parent chart (directly or indirectly)') {
    return 'a construct is outside of every chart: create it in a Chart, not in the App itself';
  }
  return undefined;
}

/** What went wrong while `construct` was turned into JSON, as one line with its path. */
export function serializingError(construct: IConstruct, error: unknown): Error {
  if (error instanceof MeshwrightError || error instanceof SynthesisError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const unwrapped = unwrapSerializing(message);
  if (unwrapped !== undefined) {
    const [, path, rest] = /^\[(.*?)\] (.*)$/s.exec(unwrapped) ?? [];
    return path === undefined
      ? new MeshwrightError('', unwrapped, { cause: error })
      : new MeshwrightError(path, rest ?? '', { cause: error });
  }
  return new MeshwrightError(construct, message, { cause: error });
}

/** cdk8s says `Failed serializing construct at path 'a/b' with name 'c': Error: why`, possibly nested. */
function unwrapSerializing(message: string): string | undefined {
  const match = /^Failed serializing construct at path '(.*?)' with name '.*?': ([\s\S]*)$/.exec(message);
  if (match === null) return undefined;
  const [, path = '', reason = ''] = match;
  const [, type = 'Error', text = reason] = /^(\w*Error): ([\s\S]*)$/.exec(reason) ?? [];
  const nested = unwrapSerializing(text);
  if (nested !== undefined) return nested;
  if (type === 'MeshwrightError' && text.startsWith('[')) return oneLine(text);
  return located(path, type === 'Error' || type === 'MeshwrightError' ? text : `${type}: ${text}`);
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
