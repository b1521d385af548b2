'use strict';

// Runs a TypeScript file of this checkout: `node bin/run.js main.ts`. esbuild makes one script of it and all it imports,
// which takes two thirds of the time of a loader that is asked about each file. The script is never on a disk, so runs
// do not meet, none leaves anything behind, and nothing has to be writable but the output.

const { existsSync } = require('node:fs');
const { Module } = require('node:module');
const { dirname, resolve } = require('node:path');
const { bundle } = require('./bundle');

function fail(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function scriptOf(entry, sourcemap) {
  try {
    const { outputFiles } = bundle(entry, {
      packages: 'external',
      sourcemap: sourcemap ? 'inline' : false,
      // Sources are named relative to where the script would be.
      outfile: `${entry}.js`,
    });
    return outputFiles[0].text;
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') fail('error: esbuild is not installed: run `npm ci` first', 1);
    if (!Array.isArray(error.errors)) throw error;
    const lines = error.errors.map(({ text, location }) =>
      location ? `error: ${location.file}:${location.line}:${location.column + 1}: ${text}` : `error: ${text}`,
    );
    fail(lines.join('\n'), 1);
  }
}

const [argument] = process.argv.splice(1, 2).slice(1);
if (argument === undefined) fail('usage: node bin/run.js FILE.ts [ARGUMENT...]', 2);
const entry = resolve(argument);
if (!existsSync(entry)) fail(`error: ${argument}: no such file: name the TypeScript file to run`, 1);
const debug = process.env.MESHWRIGHT_DEBUG === '1';
const script = scriptOf(entry, debug);
if (debug) process.setSourceMapsEnabled(true);
process.argv.splice(1, 0, entry);

// As Node.js runs a file that it is given, at the place of the TypeScript file: packages are found from there.
const main = new Module(entry, null);
main.id = '.';
main.filename = entry;
main.paths = Module._nodeModulePaths(dirname(entry));
process.mainModule = main;
try {
  main._compile(script, entry);
} catch (error) {
  // Without source maps, the lines of a stack are those of the script: they would lead astray.
  if (debug) throw error;
  const text = error instanceof Error ? error.message : String(error);
  const lines = ['MeshwrightError', 'SynthesisError'].includes(error?.name)
    ? text.split('\n')
    : [
        `${String(error)
          .trim()
          .replace(/\s*\n\s*/g, ' ')} (unexpected: set MESHWRIGHT_DEBUG=1 to see the stack)`,
      ];
  for (const line of lines) process.stderr.write(`error: ${line}\n`);
  process.exitCode = 1;
}
