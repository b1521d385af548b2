import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { main } from '../lib/cli/main';
import { MOST_NODES } from '../lib/picture/folded';

const ROOT = join(__dirname, '..');
const guide = readFileSync(join(__dirname, 'guides/pictures.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'meshwright-pictures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The commands of the guide, but for one that needs revisions of a repository. */
const commands = [...guide.matchAll(/^npx meshwright (report [^\n#]*)/gm)]
  .map(([, command = '']) => command.trim())
  .filter((command) => !command.includes('git:'));

/** What each command writes: it is run once. */
const written = new Map<string, string>();

async function run(command: string): Promise<string> {
  const known = written.get(command);
  if (known !== undefined) return known;
  const args = command.split(' ').map((each, index, all) => (all[index - 1] === '-o' ? join(folder, each) : each));
  let [out, err] = ['', ''];
  const terminal = {
    cwd: ROOT,
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: {},
  };
  const code = await main(args, '', terminal);
  expect([code, err]).toEqual([0, '']);
  const output = args.indexOf('-o');
  const text = output === -1 ? out : readFileSync(args[output + 1] ?? '', 'utf8');
  written.set(command, text);
  return text;
}

const commandWith = (part: string) => commands.find((command) => command.includes(part)) ?? '';

describe('the guide of pictures', () => {
  test.each(commands)('GIVEN %s THEN it does what it says', async (command) => {
    expect((await run(command)).length).toBeGreaterThan(1000);
  });

  test('GIVEN the comparison THEN the signs of the guide are in it', async () => {
    const out = await run(commandWith('--diff dist'));
    for (const sign of ['"#43; otherwise"', '"#8722;"', '"~ reviews<br/>']) expect(out).toContain(sign);
  });

  test('GIVEN figures THEN they are those of the code and of the page of the lab', async () => {
    expect(guide).toContain(`With more than ${MOST_NODES} parts each namespace is one box`);
    const page = await run(commandWith('-o mesh.html'));
    const script = /<script>[\s\S]*<\/script>/.exec(page)?.[0] ?? '';
    expect(guide).toContain('The page of the lab is smaller than 1 MB, of\nwhich half a MB is the simulation');
    expect([page.length < 1e6, Math.round(script.length / 2.5e5)]).toEqual([true, 2]);
  });
});
