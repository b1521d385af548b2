'use strict';

// The command of a checkout, as one script that is made again when a source has changed: there is no build to forget.

const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { join, resolve } = require('node:path');
const { bundle, COMMAND } = require('./bundle');

const ROOT = join(__dirname, '..');
const CACHE = join(ROOT, 'node_modules/.cache/meshwright');
const RECORD = join(CACHE, 'command.json');

/** @returns the file of the script */
function commandOfCheckout(entry) {
  const known = recorded();
  if (known !== undefined) return known.script;
  const { outputFiles, metafile } = bundle(entry, {
    ...COMMAND,
    outfile: `${entry}.js`,
    metafile: true,
    absWorkingDir: ROOT,
  });
  const [{ contents }] = outputFiles;
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  const script = join(CACHE, hash, 'command.js');
  const inputs = Object.keys(metafile.inputs).map((file) => [file, stampOf(file)]);
  mkdirSync(join(CACHE, hash), { recursive: true });
  writeWhole(script, contents);
  const before = read(RECORD);
  writeWhole(RECORD, JSON.stringify({ script, inputs }));
  if (before !== undefined && before.script !== script)
    rmSync(join(before.script, '..'), { recursive: true, force: true });
  return script;
}

/** What was made before, if it is of the files as they are. */
function recorded() {
  const record = read(RECORD);
  if (record === undefined || !existsSync(record.script)) return undefined;
  return record.inputs.every(([file, stamp]) => stampOf(file) === stamp) ? record : undefined;
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function stampOf(file) {
  const stats = statSync(resolve(ROOT, file), { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size}`;
}

/** Other processes may read it meanwhile. */
function writeWhole(file, contents) {
  writeFileSync(`${file}.${process.pid}`, contents);
  renameSync(`${file}.${process.pid}`, file);
}

module.exports = { commandOfCheckout };
