#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { runCached } = require('./code-cache');
const { sizeOfInputs } = require('./input-size');
const { waitWithOptimising } = require('./optimising');

const root = join(__dirname, '..');
const source = join(root, 'lib', 'cli', 'main.ts');
const built = join(root, 'build', 'lib', 'cli');

/**
 * The published package holds the command as one script, and with `check` alone as another; a checkout makes them of its
 * sources.
 */
function script(subcommand) {
  const isCheck = subcommand === 'check';
  const name = isCheck ? 'check' : 'command';
  if (!existsSync(source)) return { file: join(built, `${name}.js`), dirname: built };
  try {
    const { scriptOfCheckout } = require('./checkout');
    const options = ({ CHECK, COMMAND }) => (isCheck ? CHECK : COMMAND);
    return { file: scriptOfCheckout(name, source, options), dirname: dirname(source) };
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') console.error('esbuild is not installed: run `npm ci` first');
    else if (Array.isArray(error.errors)) {
      for (const { text, location } of error.errors) {
        console.error(location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text);
      }
    } else throw error;
    process.exit(1);
  }
}

/** In bytes: so little is read and judged before V8 would optimise anything. */
const SMALL = 128 * 1024;

/**
 * Has V8 wait eight times as long before it optimises: of a thousand objects as of twelve thousand, a check takes a
 * fifth less of the processor's time or better, at a few hundredths more on the main thread.
 *
 * @returns the name of the use: what few objects call is less, and is read faster
 */
function prepare(name, args) {
  // Saying it takes time, too, and what Node.js has compiled of its own modules cannot be used any more.
  if (name === 'check' && sizeOfInputs(args, SMALL) < SMALL) return `small-${name}`;
  // Whoever remembers needs it, and now it comes as Node.js has compiled it.
  if (name === 'check' && !args.includes('--no-cache') && !process.env.MESHWRIGHT_NO_CACHE) require('node:crypto');
  waitWithOptimising(8);
  return name;
}

const [word = 'help', ...args] = process.argv.slice(2);
const { file, dirname: folder } = script(word);
// What is no subcommand is little.
const name = prepare(/^[a-z-]+$/.test(word) ? word : 'other', args);
const { main, thisProcess } = runCached(file, { name, dirname: folder });
const terminal = thisProcess();
main(process.argv.slice(2), require('../package.json').version, terminal).then((code) => {
  process.exitCode = code;
  // Nothing is left to be done, and taking down the heap by parts takes longer than to leave it to the system.
  if (terminal.stdout.isWritten && terminal.stderr.isWritten) process.exit();
});
