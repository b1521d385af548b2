// Compiles what imports every entry, with the oldest TypeScript that works, the newest of the old kind, and the newest;
// in every way to resolve modules; and with all types of the package read, not only those that are used.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';

const NODE10 = ['--module', 'commonjs', '--moduleResolution', 'node10'];
const NODE16 = ['--module', 'node16', '--moduleResolution', 'node16'];
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler'];
const WAYS = {
  'typescript-5.4': { node10: NODE10, node16: NODE16, bundler: BUNDLER },
  'typescript-5.9': { node10: NODE10, node16: NODE16, bundler: BUNDLER },
  // It has no node10 any more.
  'typescript-7': { node16: NODE16, bundler: BUNDLER },
};
// As an ES module, too.
copyFileSync('entries.ts', 'entries.mts');

let failed = false;
for (const [name, ways] of Object.entries(WAYS)) {
  const { bin, version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  for (const [way, options] of Object.entries(ways)) {
    const files = way === 'node16' ? ['entries.ts', 'entries.mts'] : ['entries.ts'];
    const args = ['--noEmit', '--strict', '--target', 'es2019', '--lib', 'es2019', '--types', 'node', ...options];
    try {
      execFileSync(process.execPath, [`node_modules/${name}/${bin.tsc}`, ...args, ...files], { encoding: 'utf8' });
      console.log(`TypeScript ${version}, ${way}: all types compile`);
    } catch (error) {
      failed = true;
      console.error(`TypeScript ${version}, ${way}:\n${error.stdout}`);
    }
  }
}
process.exitCode = failed ? 1 : 0;
