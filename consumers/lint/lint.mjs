// What publint and "Are the types wrong?" say of the package, for every entry and every way to resolve it.
import { execFileSync } from 'node:child_process';

const tarball = process.env.MESHWRIGHT_TARBALL;
const run = (command, ...args) => execFileSync('npx', ['--no-install', command, ...args], { stdio: 'inherit' });
const imports = ['chaosblade', 'extensions.istio', 'flagger', 'networking.istio', 'security.istio', 'telemetry.istio'];
const files = imports.map((name) => `imports/${name}.${name === 'flagger' ? 'app' : 'io'}`);

run('publint', '--strict', tarball);
// Vitest is an ES module, and what adds to it has to be one: that nobody can require it is as it should be.
const table = ['--format', 'ascii', '--include-entrypoints', ...files];
run('attw', tarball, ...table, '--exclude-entrypoints', 'vitest');
run('attw', tarball, '--format', 'ascii', '--entrypoints', 'vitest', '--ignore-rules', 'cjs-resolves-to-esm');
