/** A stream that a command prints to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** What a command needs of the world, so that tests can be one. */
export interface Terminal {
  /** The working directory. */
  readonly cwd: string;
  /** For results. */
  readonly stdout: Output;
  /** For problems and progress. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Thrown by a command that has said what there is to say and ends with this exit code. */
export class Exit extends Error {
  constructor(
    readonly code: number,
    options?: ErrorOptions,
  ) {
    super(`exit ${code}`, options);
    this.name = 'Exit';
  }
}
