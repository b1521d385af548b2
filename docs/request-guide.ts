/**
 * Runs the commands of guides and writes what they print into them: `npm run docs`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../lib/cli/main';

/** A guide with what its commands print: `# NAME` begins the file that a block of YAML is, `$` a command. */
export async function withOutputs(text: string): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'guide-'));
  try {
    const parts = text.split(/^(```(?:yaml|console)\n[\s\S]*?^```$)/m);
    const written: string[] = [];
    for (const part of parts) {
      const [, language, body = ''] = /^```(yaml|console)\n([\s\S]*?)^```$/m.exec(part) ?? [];
      if (language === 'console') written.push(`\`\`\`console\n${await withOutput(body, cwd)}\`\`\``);
      else written.push(part);
      const name = language === 'yaml' ? /^# (\S+\.yaml)\n/.exec(body)?.[1] : undefined;
      if (name !== undefined) writeFileSync(join(cwd, name), body);
    }
    return written.join('');
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

const COMMAND = '$ npx meshwright ';

async function withOutput(block: string, cwd: string): Promise<string> {
  const outputs: string[] = [];
  for (const command of block.split('\n').filter((line) => line.startsWith(COMMAND))) {
    let out = '';
    const output = { write: (text: string) => (out += text) };
    await main(words(command.slice(COMMAND.length)), '', { cwd, stdout: output, stderr: output, env: {} });
    outputs.push(`${command}\n${out}`);
  }
  return outputs.join('\n');
}

/** The words of a command line; those between quotation marks stay together. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** The guides whose commands are run. */
export const GUIDES = ['requests.md', 'release-requests.md', 'forecasting.md', 'testing.md'].map((name) =>
  join(__dirname, 'guides', name),
);

async function writeAll(): Promise<void> {
  for (const guide of GUIDES) writeFileSync(guide, await withOutputs(readFileSync(guide, 'utf8')));
}

if (require.main === module) void writeAll();
