'use strict';

// Runs a benchmark as a user's code runs: as one script, made as the command of the package is.
// `node bench/bundled.js bench/simulation.ts`

const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { basename, join, resolve } = require('node:path');
const { bundle, COMMAND } = require('../bin/bundle');

const [, , source = ''] = process.argv;
// Beside the sources, so that packages that are no part of the script are found.
const folder = join(__dirname, '..', 'node_modules', '.cache', 'bench');
const script = join(folder, `${basename(source, '.ts')}-${process.pid}.js`);
mkdirSync(folder, { recursive: true });
writeFileSync(script, bundle(resolve(source), { ...COMMAND, outfile: script }).outputFiles[0].contents);
process.on('exit', () => rmSync(script, { force: true }));
require(script);
