import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Where everything it prints goes. */
  readonly log: string;
  /** Told of each line of its standard output, which then does not go to the log. */
  readonly onLine?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether it answers by now; asked again and again until it does. */
  readonly ready: () => Promise<boolean>;
  /** How long it may take until it is ready, in seconds. @default 90 */
  readonly patience?: number;
}

const running = new Set<ServerProcess>();
let watched = false;

/** A server that was started by us and ends with us. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly options: ServerOptions,
  ) {}

  /** Starts the server and waits until it is ready. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    fs.mkdirSync(path.dirname(options.log), { recursive: true });
    const log = fs.openSync(options.log, 'a');
    const { command, args, env, onLine } = options;
    const stdout = onLine === undefined ? log : 'pipe';
    const child = spawn(command, args, { stdio: ['ignore', stdout, log], env: { ...process.env, ...env } });
    if (child.stdout !== null && onLine !== undefined) createInterface({ input: child.stdout }).on('line', onLine);
    fs.closeSync(log);
    const server = new ServerProcess(child, options);
    endWithUs(server);
    await server.waitUntilReady();
    return server;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Asks it to end, and makes it after five seconds. */
  async stop(): Promise<void> {
    running.delete(this);
    if (this.ended) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(late);
  }

  /** Ends it now, without waiting. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private async waitUntilReady(): Promise<void> {
    const { command, patience = 90, ready, log } = this.options;
    let failure: Error | undefined;
    this.child.once('error', (error) => {
      failure = error;
    });
    const name = path.basename(command);
    for (const end = Date.now() + patience * 1_000; Date.now() < end; await sleep(50)) {
      if (failure !== undefined) throw failure;
      if (this.ended) throw new Error(`${name} ended before it was ready:\n${lastLines(log)}\n(all of it: ${log})`);
      if (await ready().catch(() => false)) return;
    }
    this.kill();
    throw new Error(`${name} was not ready after ${patience} s:\n${lastLines(log)}\n(all of it: ${log})`);
  }
}

function lastLines(log: string): string {
  return fs.readFileSync(log, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
}

function endWithUs(server: ServerProcess): void {
  running.add(server);
  if (watched) return;
  watched = true;
  const endAll = () => {
    for (const each of running) each.kill();
  };
  process.once('exit', endAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      endAll();
      process.exit(1);
    });
  }
}
