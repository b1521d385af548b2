'use strict';

// Makes one script of a TypeScript file and of all that it imports.

const { join } = require('node:path');

/**
 * @param entry the TypeScript file
 * @param options of esbuild, beside those that all have
 * @throws what esbuild throws, and that it is not installed
 */
function bundle(entry, options) {
  return require('esbuild').buildSync({
    entryPoints: [entry],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
    ...options,
  });
}

/** A script that is a function of the variables of a module, as `code-cache.js` runs it: what is wrapped later is copied. */
const AS_FUNCTION = {
  // ASCII is read faster.
  charset: 'ascii',
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
};

/** What the command needs of packages is part of its script; what only a project of constructs has is not. */
const COMMAND = {
  ...AS_FUNCTION,
  minify: true,
  external: ['cdk8s', 'cdk8s-plus-27', 'constructs', 'prettier', '@jest/globals'],
  // `commander` can run a subcommand as a process: nobody asks it to, and loading what that takes is a tenth of a check.
  alias: { 'node:child_process': join(__dirname, 'late-child-process.js') },
};

/** The script of the page of a mesh, which runs in browsers: what it needs of Node.js has a counterpart there. */
const PAGE = {
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  minify: true,
  charset: 'ascii',
  alias: { 'node:crypto': join(__dirname, '../lib/page/web-crypto.ts') },
};

module.exports = { AS_FUNCTION, bundle, COMMAND, PAGE };
