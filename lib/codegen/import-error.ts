/** What is wrong with an import: all that was found, each one line for the user. */
export class ImportError extends Error {
  constructor(
    readonly problems: readonly string[],
    /** Whether the command was called in a wrong way or a source cannot be read, rather than that a source is wrong. */
    readonly usage = false,
  ) {
    super(problems.join('\n'));
    this.name = 'ImportError';
  }
}
