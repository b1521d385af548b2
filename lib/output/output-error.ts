/** Why files cannot be written: one line that names the file, the reason and what to do. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}
