'use strict';

// What is run of a checkout, each as one script that is made again when a source has changed: there is no build to forget.

const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const { dirname, join, resolve } = require('node:path');

const ROOT = join(__dirname, '..');
const CACHE = join(ROOT, 'node_modules/.cache/meshwright');

/** The script of the page of a mesh, as a file. */
function pageOfCheckout() {
  return scriptOfCheckout('page', join(ROOT, 'lib/page/main.ts'), ({ PAGE }) => PAGE);
}

/**
 * The plugin of cdk8s: of what judges a script of its own.
 *
 * @returns the files of both
 */
function pluginOfCheckout() {
  const judging = join(ROOT, 'lib/plugin/judging.ts');
  const beside = { name: 'plugin', entry: join(ROOT, 'lib/plugin/plugin.ts'), optionsOf: ({ PLUGIN }) => PLUGIN };
  const script = scriptOfCheckout('judging', judging, undefined, beside);
  return { judging: script, plugin: join(dirname(script), 'plugin.js') };
}

/**
 * @param name of what is run
 * @param entry its TypeScript file
 * @param optionsOf how esbuild makes it, given what `bundle.js` has
 * @param beside another script that is made with it, in the same folder: name, entry and options
 * @returns the file of the script
 */
function scriptOfCheckout(name, entry, optionsOf = ({ COMMAND }) => COMMAND, beside = undefined) {
  const list = join(CACHE, `${name}.json`);
  const known = recorded(list);
  if (known !== undefined) return known.script;
  // What only making it takes is loaded here: that would be a tenth of a start.
  const { createHash } = require('node:crypto');
  const bundling = require('./bundle');
  const made = [{ name, entry, optionsOf }, ...(beside === undefined ? [] : [beside])].map((each) => {
    const { outputFiles, metafile } = bundling.bundle(each.entry, {
      ...each.optionsOf(bundling),
      outfile: `${each.entry}.js`,
      metafile: true,
      absWorkingDir: ROOT,
    });
    return { name: each.name, contents: outputFiles[0].contents, inputs: Object.keys(metafile.inputs) };
  });
  const { DATA, dataFiles, withOneDigest } = require('./own-digest');
  const contents = withOneDigest(
    made.map((each) => each.contents),
    ROOT,
  );
  const hash = createHash('sha256');
  for (const each of contents) hash.update(each);
  const folder = join(CACHE, hash.digest('hex').slice(0, 16));
  const script = join(folder, `${name}.js`);
  // A folder has another time when a file comes or goes.
  const files = new Set([...made.flatMap((each) => each.inputs), ...DATA, ...dataFiles(ROOT)]);
  const inputs = [...files].map((file) => stampOf(resolve(ROOT, file)));
  mkdirSync(folder, { recursive: true });
  for (const [index, each] of made.entries()) writeWhole(join(folder, `${each.name}.js`), contents[index]);
  writeWhole(list, JSON.stringify({ root: ROOT, script, inputs }));
  removeOld();
  return script;
}

/** Somebody may still be reading what was made a moment ago. */
function removeOld() {
  const limit = Date.now() - 24 * 60 * 60 * 1000;
  for (const entry of readdirSync(CACHE, { withFileTypes: true })) {
    const folder = join(CACHE, entry.name);
    if (entry.isDirectory() && statSync(folder).mtimeMs < limit) rmSync(folder, { recursive: true, force: true });
  }
}

/** What was made before, if it is of the files as they are. */
function recorded(list) {
  const record = read(list);
  // A copy of a checkout may come with the record of the other.
  if (record?.root !== ROOT || !existsSync(record.script)) return undefined;
  return record.inputs.every(isAsItWas) ? record : undefined;
}

/** Asked of each source at each start: there are more than a thousand, and their names are not put together anew. */
function isAsItWas([file, modified, size]) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? size === -1 : stats.mtimeMs === modified && stats.size === size;
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function stampOf(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? [file, 0, -1] : [file, stats.mtimeMs, stats.size];
}

/** Other processes may read it meanwhile. */
function writeWhole(file, contents) {
  writeFileSync(`${file}.${process.pid}`, contents);
  renameSync(`${file}.${process.pid}`, file);
}

module.exports = { pageOfCheckout, pluginOfCheckout, scriptOfCheckout };
