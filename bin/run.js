'use strict';

// Runs a TypeScript file of this checkout: `node bin/run.js main.ts`. esbuild makes one script of it and all it imports,
// which takes two thirds of the time of a loader that is asked about each file. What belongs to this checkout is kept in
// `node_modules/.cache` with what V8 has compiled, and made again when a source has changed. Of anything else, and where
// nothing can be kept, the script is never on a disk: no run leaves anything behind but its output.

const { existsSync } = require('node:fs');
const { createRequire, Module } = require('node:module');
const { dirname, join, relative, resolve } = require('node:path');
const { compileCached } = require('./code-cache');
const { waitWithOptimising } = require('./optimising');
const { devDependencies } = require('../package.json');

function fail(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

/** Constructs are a part of the script: finding their files takes longer than reading them. Tools are not. */
const CONSTRUCTS = ['cdk8s', 'cdk8s-plus-27', 'constructs', '@grafana/grafana-foundation-sdk'];

/**
 * The script of a file of this checkout, as it was kept.
 *
 * @returns nothing when it cannot be kept, or made
 */
function keptScript(entry) {
  const root = join(__dirname, '..');
  const path = relative(root, entry);
  if (path.startsWith('..') || path.startsWith('node_modules')) return undefined;
  const name = `run-${encodeURIComponent(path)}`;
  const external = Object.keys(devDependencies).filter((each) => !CONSTRUCTS.includes(each));
  try {
    const script = require('./checkout').scriptOfCheckout(name, entry, ({ AS_FUNCTION }) => ({
      ...AS_FUNCTION,
      external,
    }));
    return compileCached(script, { name: 'run', filename: entry });
  } catch {
    // Whatever is wrong is told by whoever makes it anew.
    return undefined;
  }
}

function scriptOf(entry, sourcemap) {
  try {
    const { outputFiles } = require('./bundle').bundle(entry, {
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
// What runs this short is over before V8 has optimised it.
waitWithOptimising(3);
// With stacks, it has a map of its sources.
const kept = debug ? undefined : keptScript(entry);
const script = kept === undefined ? scriptOf(entry, debug) : undefined;
if (debug) process.setSourceMapsEnabled(true);
process.argv.splice(1, 0, entry);

// As Node.js runs a file that it is given, at the place of the TypeScript file: packages are found from there.
const main = new Module(entry, null);
main.id = '.';
main.filename = entry;
main.paths = Module._nodeModulePaths(dirname(entry));
process.mainModule = main;
try {
  if (kept === undefined) main._compile(script, entry);
  else kept.call(main.exports, main.exports, createRequire(entry), main, entry, dirname(entry));
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
