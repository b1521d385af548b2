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

/** A value as a message shows it: short and on one line. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

/** The code of an error of Node.js, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The message of whatever was thrown, on one line. */
export function messageOf(error: unknown): string {
  const message: unknown = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).replaceAll(/\s*\n\s*/g, ' ');
}
