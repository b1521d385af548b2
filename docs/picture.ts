/**
 * Draws Bookinfo, as `meshwright report` does: `npm run docs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../lib/cli/main';

const ROOT = join(__dirname, '..');

/** Where it is written. */
export const PICTURE = join(__dirname, 'bookinfo.svg');

/** What draws it, as the guide says it. */
export const COMMAND = /^npx meshwright (report dist\/0004-bookinfo.*) -o bookinfo\.svg$/m;

/** The picture. */
export async function bookinfoPicture(): Promise<string> {
  const [, command = ''] = COMMAND.exec(readFileSync(join(__dirname, 'guides/pictures.md'), 'utf8')) ?? [];
  let [out, err] = ['', ''];
  const code = await main(command.split(' '), '', {
    cwd: ROOT,
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: {},
  });
  if (code !== 0) throw new Error(err);
  return out;
}

if (require.main === module) void bookinfoPicture().then((svg) => writeFileSync(PICTURE, svg));
