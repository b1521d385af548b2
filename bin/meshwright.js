#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const source = join(root, 'lib', 'cli', 'main.ts');
// The published package holds compiled JavaScript; a checkout runs its source, with no build to forget.
const entry = existsSync(source) ? source : join(root, 'build', 'lib', 'cli', 'main.js');

if (entry === source) {
  try {
    require('tsx/cjs');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    console.error('tsx is not installed: run `npm ci` first');
    process.exit(1);
  }
}

require(entry)
  .main(process.argv.slice(2), require('../package.json').version)
  .then((code) => {
    process.exitCode = code;
  });
