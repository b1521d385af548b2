import { readable } from '../kube/readable';
import type { Memory } from '../memory/memory';

/** What a command prints to. */
export interface Output {
  /** @returns `false` when it cannot take more for now */
  write(text: string): unknown;
  /** When it takes more again. */
  drained?(): Promise<void>;
  /** Whether nobody reads on. */
  readonly closed?: boolean;
  readonly isTTY?: boolean;
  /** The stream itself, for codes of the terminal. @default - this one */
  readonly raw?: Output;
}

/** An output to which any value can be written: none does anything to a terminal, and none floods it. */
export class Messages implements Output {
  readonly raw: Output;

  constructor(output: Output) {
    this.raw = output;
  }

  get isTTY(): boolean {
    return this.raw.isTTY === true;
  }

  write(text: string): unknown {
    return this.raw.write(readable(text));
  }
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
  /** What earlier runs have found. @default - nothing is remembered */
  readonly memory?: Memory | undefined;
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
