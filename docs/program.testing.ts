import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../lib/cli/main';
import { filesBelow } from '../lib/output/write-files';

/** What a program of a guide has written, and what is said of it. */
export interface Ran {
  /** The files of YAML, A to Z. */
  readonly written: readonly string[];
  /** What `meshwright` answers beside them. */
  meshwright(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }>;
}

/** Runs a program of this folder in an empty one, which is there until `use` has ended. */
export async function runProgram(name: string, use: (ran: Ran) => Promise<void>): Promise<void> {
  const before = process.cwd();
  const cwd = mkdtempSync(join(tmpdir(), `${name}-`));
  try {
    process.chdir(cwd);
    require(`./${name}`);
    const written = filesBelow(cwd).filter((file) => file.endsWith('.yaml'));
    await use({
      written,
      meshwright: async (...args) => {
        let out = '';
        const stdout = { write: (text: string) => (out += text) };
        const code = await main([...args], '1.0.0', { cwd, env: {}, stdout, stderr: { write: () => {} } });
        return { code, out };
      },
    });
  } finally {
    process.chdir(before);
    rmSync(cwd, { recursive: true });
  }
}
