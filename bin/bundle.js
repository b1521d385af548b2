'use strict';

// Makes one script of a TypeScript file and of all that it imports.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { PLACEHOLDER } = require('./own-digest');

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
  // Where it is, and what it is known by, for whoever remembers what it has found: `withOneDigest` is to be called.
  define: { MESHWRIGHT_SCRIPT: '__filename', MESHWRIGHT_DIGEST: JSON.stringify(PLACEHOLDER) },
  external: ['cdk8s', 'cdk8s-plus-27', 'constructs', 'prettier', '@jest/globals'],
  alias: Object.fromEntries(
    ['child_process', 'crypto', 'net'].map((name) => [
      `node:${name}`,
      join(__dirname, `late-${name.replace('_', '-')}.js`),
    ]),
  ),
};

/** The modules of the other subcommands, which `main.ts` loads when they are called. */
function othersThan(subcommand) {
  const folder = join(__dirname, '../lib/cli');
  const loads = readFileSync(join(folder, 'main.ts'), 'utf8').matchAll(/load: \(\) => require\('\.\/([a-z-]+)'\)/g);
  return [...loads].flatMap(([, name]) => (name === subcommand ? [] : [join(folder, `${name}.ts`)]));
}

/**
 * The command with `check` alone, which is called more than all others: what else a script holds is read and laid out as
 * well at each start.
 */
const CHECK = {
  ...COMMAND,
  get external() {
    return [...COMMAND.external, ...othersThan('check')];
  },
};

/** The plugin without what judges, a script beside it: where nothing has changed, it only reads what is remembered. */
const PLUGIN = {
  ...COMMAND,
  external: [...COMMAND.external, './judging'],
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

module.exports = { AS_FUNCTION, bundle, CHECK, COMMAND, PAGE, PLUGIN };
