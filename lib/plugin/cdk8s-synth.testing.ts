import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const CLI = resolve(__dirname, '../../node_modules/cdk8s-cli/bin/cdk8s');

/** The command line without what it imports definitions with: a synthesis needs none of it, and it loads for half a second. */
const WITHOUT_IMPORT = `
  const { Module } = require('node:module');
  const load = Module._load;
  Module._load = (name, ...rest) => (/^jsii|import\\/dispatch$/.test(name) ? {} : load(name, ...rest));
  process.argv.splice(1, 0, ${JSON.stringify(CLI)});
  require(${JSON.stringify(CLI)});`;

/**
 * `cdk8s synth` in a folder.
 *
 * @param options.whole whether it is the command line as users have it, which takes three times as long
 */
export function cdk8sSynth(
  folder: string,
  args: readonly string[],
  { whole = false, env = {} }: { readonly whole?: boolean; readonly env?: NodeJS.ProcessEnv } = {},
) {
  const cli = whole ? [CLI] : ['-e', WITHOUT_IMPORT, '--'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...cli, 'synth', '--check-upgrade=false', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}
