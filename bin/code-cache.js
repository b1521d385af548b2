'use strict';

// Runs a script with V8's compiled code of an earlier run, where there is some: compiling takes longer than a small
// command. The code is kept beside the script, by whoever may write there, and thrown away with it.

const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const vm = require('node:vm');

/** In milliseconds: a run that takes longer calls more than the first one may have, which knew nothing but one object. */
const LONG = 300;
/** How many long runs add to what is kept. */
const MOST_REVISIONS = 3;

/**
 * V8 takes the code only by the flags that it was made with: they are set before, and stay as they are.
 *
 * @param file the script, in ASCII: a function of the variables of a module; its name changes with what it says, or its
 * folder is replaced
 * @param options.name of the use: each keeps the functions that it calls
 * @param options.filename the file that the script is for stacks
 * @returns what takes the variables of a module and runs it
 */
function compileCached(file, { name, filename = file }) {
  const cache = join(dirname(file), 'code-cache');
  const suffix = `${basename(file)}-${process.version}-${process.arch}.bin`;
  const cached = join(cache, `${name}-${suffix}`);
  const kept = read(cached);
  const cachedData = kept?.subarray(0, -1);
  const script = new vm.Script(readFileSync(file, 'latin1'), {
    filename,
    cachedData,
    importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // At the end, when it has compiled what it needs.
  if (cachedData === undefined || script.cachedDataRejected) {
    process.once('exit', () => write(cache, cached, `${name}-`, () => script.createCachedData(), 0));
  } else if (kept.at(-1) < MOST_REVISIONS) {
    process.once('exit', () => {
      // The clock of `performance` takes loading.
      if (process.uptime() * 1000 < LONG) return;
      const more = () => {
        const data = script.createCachedData();
        // What was not called may be thrown away during a run.
        return data.length > cachedData.length ? data : cachedData;
      };
      write(cache, cached, `${name}-`, more, kept.at(-1) + 1);
    });
  }
  return script.runInThisContext();
}

/**
 * @param file as for {@link compileCached}
 * @param options.name as there
 * @param options.dirname the folder that the script sees itself in
 * @param options.filename the file that it sees itself as
 * @param options.late what it loads of other scripts, by the name that it asks for
 * @returns what the script exports
 */
function runCached(file, { name, dirname: folder = dirname(file), filename = file, late = {} }) {
  const run = compileCached(file, { name });
  const module = { exports: {} };
  // Packages are found from here as from anywhere in this one.
  run(module.exports, (id) => late[id]?.() ?? require(id), module, filename, folder);
  return module.exports;
}

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * @param make makes the data
 * @param revision how often it was looked for something to add, the last byte of the file
 */
function write(folder, file, prefix, make, revision) {
  try {
    const data = make();
    mkdirSync(folder, { recursive: true });
    for (const other of readdirSync(folder)) if (other.startsWith(prefix)) rmSync(join(folder, other));
    // Other processes may read it meanwhile.
    writeFileSync(`${file}.${process.pid}`, Buffer.concat([data, Buffer.of(revision)]));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // Without it the next run compiles again.
  }
}

module.exports = { compileCached, runCached };
