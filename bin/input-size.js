'use strict';

// How much a command is going to read, told before it is loaded: by that V8 is told when to optimise.

const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

/** How many entries of folders are looked at, at most. */
const MOST_ENTRIES = 1000;

/**
 * @param paths of files and folders, and other words
 * @param enough in bytes: whether it is more than that is not asked, and what cannot be known counts as that
 */
function sizeOfInputs(paths, enough) {
  let size = 0;
  let entries = 0;
  const add = (path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile()) size += stats.size;
    if (!stats?.isDirectory()) return;
    for (const { name } of readdirSync(path, { withFileTypes: true })) {
      if (size >= enough) return;
      if (++entries > MOST_ENTRIES) size = enough;
      else if (/\.(?:ya?ml|json)$/.test(name)) size += statSync(join(path, name)).size;
      else if (!/^node_modules$|\./.test(name)) add(join(path, name));
    }
  };
  try {
    for (const path of paths) {
      // A pipe.
      if (path === '-') return enough;
      if (!path.startsWith('-')) add(path);
    }
  } catch {
    // The command says what is wrong with it.
  }
  return size;
}

module.exports = { sizeOfInputs };
