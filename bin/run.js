'use strict';

// Runs a TypeScript file of this checkout: `node bin/run.js main.ts`. esbuild makes one file of it and all it imports,
// which takes two thirds of the time of a loader that is asked about each file.

const { mkdirSync, rmSync } = require('node:fs');
const { Module } = require('node:module');
const { dirname, join, parse, resolve } = require('node:path');
const { buildSync } = require('esbuild');

const [argument] = process.argv.splice(2, 1);
if (argument === undefined) {
  process.stderr.write('usage: node bin/run.js FILE.ts [ARGUMENT...]\n');
  process.exit(2);
}
const entry = resolve(argument);
const debug = process.env.MESHWRIGHT_DEBUG === '1';
// Below node_modules, so that packages are found from there as from here.
const folder = join(__dirname, '..', 'node_modules', '.cache', 'meshwright');
// A name of its own for each process: two may run at the same time.
const outfile = join(folder, `${parse(entry).name}-${process.pid}.js`);
mkdirSync(folder, { recursive: true });
try {
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    banner: { js: `__dirname = ${JSON.stringify(dirname(entry))};` },
    sourcemap: debug ? 'inline' : false,
    logLevel: 'error',
  });
} catch {
  // esbuild has said what is wrong, and where.
  process.exit(1);
}
process.on('exit', () => rmSync(outfile, { force: true }));
if (debug) process.setSourceMapsEnabled(true);
process.argv[1] = outfile;
Module.runMain();
