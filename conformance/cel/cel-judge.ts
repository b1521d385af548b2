import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { cacheFolder } from '../cache';
import { run } from '../programs/run';
import type { Question } from './questions';

/** What the API server's own packages say of an expression. */
export interface ServerAnswer {
  /** What is wrong, a line for each; absent if nothing is. */
  readonly issues?: string;
  /** The type of the result. */
  readonly type?: string;
  /** What it may cost, at least and at most. */
  readonly min?: string;
  readonly max?: string;
  /** How often it may be evaluated at most, by the least size of what it is about. */
  readonly cardinality?: number;
  /** There is no answer: the compiler itself fails. */
  readonly panics?: boolean;
}

/** The version of Kubernetes whose packages are used: go.mod names it. */
export function celVersion(): string {
  const [, minor] = /k8s\.io\/apiserver v0\.(\S+)/.exec(fs.readFileSync(path.join(__dirname, 'go.mod'), 'utf8')) ?? [];
  return `1.${minor}`;
}

/** Builds the program that compiles as the API server does. */
async function build(): Promise<string> {
  const folder = cacheFolder('bin');
  const program = path.join(folder, `cel-judge-${celVersion()}`);
  await run('go', ['build', '-o', program, '.'], { cwd: __dirname, log: path.join(folder, 'cel-judge.log') });
  return program;
}

/** Asks about expressions, some five hundred in a second; answers come in the order of the questions. */
export async function* askServer(questions: Iterable<Question>): AsyncGenerator<ServerAnswer> {
  const child = spawn(await build(), { stdio: ['pipe', 'pipe', 'inherit'] });
  const fed = (async () => {
    for (const question of questions) {
      if (!child.stdin.write(`${JSON.stringify(question)}\n`)) {
        await new Promise((resolve) => child.stdin.once('drain', resolve));
      }
    }
    child.stdin.end();
  })();
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
    yield JSON.parse(line) as ServerAnswer;
  }
  await fed;
}
