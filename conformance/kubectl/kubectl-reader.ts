import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { cacheFolder } from '../cache';
import { run } from '../programs/run';

/** What kubectl reads. */
export interface KubectlAnswer {
  /** The documents of the text, up to the first error. */
  readonly documents: readonly unknown[];
  /** Why the text cannot be read. */
  readonly error?: string;
  /** The objects in the documents. */
  readonly objects: readonly unknown[];
  /** Why the text or something in it cannot be taken for objects. */
  readonly objectsError?: string;
}

/** The version of kubectl whose packages are used: go.mod names it. */
export function kubectlVersion(): string {
  const [, minor] =
    /k8s\.io\/cli-runtime v0\.(\S+)/.exec(fs.readFileSync(path.join(__dirname, 'go.mod'), 'utf8')) ?? [];
  return `1.${minor}`;
}

/** Builds the program that reads as kubectl does. */
async function build(): Promise<string> {
  const folder = cacheFolder('bin');
  const program = path.join(folder, `kubectl-texts-${kubectlVersion()}`);
  await run('go', ['build', '-o', program, '.'], { cwd: __dirname, log: path.join(folder, 'kubectl-texts.log') });
  return program;
}

/** Reads texts as kubectl does, some ten thousand in a second. */
export async function* askKubectl(texts: Iterable<Uint8Array>): AsyncGenerator<KubectlAnswer> {
  const child = spawn(await build(), { stdio: ['pipe', 'pipe', 'inherit'] });
  const fed = (async () => {
    for (const text of texts) {
      const line = `${Buffer.from(text).toString('base64')}\n`;
      if (!child.stdin.write(line)) await new Promise((resolve) => child.stdin.once('drain', resolve));
    }
    child.stdin.end();
  })();
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
    yield JSON.parse(line) as KubectlAnswer;
  }
  await fed;
}
