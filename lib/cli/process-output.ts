import { fstatSync, statSync, writeSync } from 'node:fs';
import { codeOf } from '../kube/thrown';
import type { Output } from './terminal';

/**
 * An output of this process. Into a file or a pipe it is written at once: loading the streams of Node.js takes a tenth of
 * a small check. A terminal gets its stream, and so does a pipe that is full and takes no more for now.
 */
export class ProcessOutput implements Output {
  /** Whether nobody reads on, as with `| head`. */
  closed = false;
  private stream: NodeJS.WriteStream | undefined;

  /**
   * @param open gives the stream
   * @param failed is told when something cannot be written, other than that nobody reads on
   */
  constructor(
    private readonly fd: number,
    private readonly open: () => NodeJS.WriteStream,
    private readonly failed: (error: unknown) => void,
  ) {}

  get isTTY(): boolean {
    return !this.isDirect && this.opened.isTTY === true;
  }

  /** Whether all is where it belongs, so that the process may end. */
  get isWritten(): boolean {
    return this.stream === undefined;
  }

  /** @returns `false` when the text waits: see {@link drained} */
  write(text: string): boolean {
    if (this.closed) return true;
    if (!this.isDirect) return this.opened.write(text);
    let rest = Buffer.from(text);
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(this.fd, rest));
    } catch (error) {
      if (codeOf(error) === 'EAGAIN') return this.opened.write(rest);
      this.fail(error);
    }
    return true;
  }

  /** When what waits is written, or nobody waits for it any more. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      for (const event of ['drain', 'error', 'close']) this.opened.once(event, () => resolve());
    });
  }

  private get opened(): NodeJS.WriteStream {
    if (this.stream === undefined) {
      this.stream = this.open();
      this.stream.on('error', (error) => this.fail(error));
    }
    return this.stream;
  }

  private fail(error: unknown): void {
    this.closed = true;
    if (codeOf(error) !== 'EPIPE') this.failed(error);
  }

  private get isDirect(): boolean {
    if (this.stream !== undefined) return false;
    this.direct ??= isFileOrPipe(this.fd);
    return this.direct;
  }

  private direct: boolean | undefined;
}

function isFileOrPipe(fd: number): boolean {
  // Consoles and pipes of Windows have their own ways.
  if (process.platform === 'win32') return false;
  try {
    const stats = fstatSync(fd);
    return !stats.isCharacterDevice() || stats.rdev === statSync('/dev/null').rdev;
  } catch {
    // It was closed before the start: Node.js knows what to do.
    return false;
  }
}
