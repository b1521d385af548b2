#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { runCached } = require('./code-cache');

const root = join(__dirname, '..');
const source = join(root, 'lib', 'cli', 'main.ts');
const built = join(root, 'build', 'lib', 'cli', 'command.js');

/** The published package holds the command as one script; a checkout makes it of its sources. */
function command() {
  if (!existsSync(source)) return { file: built, dirname: dirname(built) };
  try {
    return { file: require('./checkout').scriptOfCheckout('command', source), dirname: dirname(source) };
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

// The command ends before most of what V8 would optimise is run again: it is to wait eight times as long with that, which
// takes a quarter of the processor's time off a check of a thousand objects. With many thousands it is not to wait
// (`lib/cli/long-run.ts`).
setFlagsFromString('--interrupt-budget=1000000');

const { file, dirname: folder } = command();
const [name = 'help'] = process.argv.slice(2);
// What is no subcommand is little.
runCached(file, { name: /^[a-z-]+$/.test(name) ? name : 'other', dirname: folder })
  .main(process.argv.slice(2), require('../package.json').version)
  .then((code) => {
    process.exitCode = code;
  });
