import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A command that failed, with the end of what it printed. */
export class CommandError extends Error {}

interface RunOptions {
  readonly cwd: string;
  /** Where everything it prints goes. */
  readonly log: string;
}

/** Runs a command to its end, at low priority: builds take minutes, and somebody may be working beside them. */
export async function run(command: string, args: readonly string[], { cwd, log }: RunOptions): Promise<string> {
  fs.mkdirSync(path.dirname(log), { recursive: true });
  const child = spawn('nice', ['-n', '10', command, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let all = '';
  child.stdout.on('data', (piece: Buffer) => {
    output += piece;
    all += piece;
  });
  child.stderr.on('data', (piece: Buffer) => {
    all += piece;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  fs.appendFileSync(log, `$ ${command} ${args.join(' ')}\n${all}\n`);
  if (code === 0) return output;
  const end = all.trimEnd().split('\n').slice(-15).join('\n');
  throw new CommandError(`${command} ${args.join(' ')} failed (${code}) in ${cwd}:\n${end}\n(all of it: ${log})`);
}
