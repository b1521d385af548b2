'use strict';

// By what a script knows itself, so that it remembers nothing that another one has found: a digest of all that it says and
// of the data that it reads, which is put into it when it is made. To find it out takes a tenth of a small check.

const { createHash } = require('node:crypto');
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Folders of schemas and tables, in a checkout as in the package. */
const DATA = ['imports', 'kinds/schemas', 'kinds/kubernetes', 'lib/admission/protobuf/tables'];

/** As long as a digest, and in no script but for its own. */
const PLACEHOLDER = 'the digest of this script and of its data is put here'.padEnd(64, '.');

/** The files of the data. */
function dataFiles(root) {
  return DATA.flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .filter((name) => /\.(json|br)$/.test(name))
      .map((name) => join(root, folder, name)),
  );
}

/**
 * @param scripts in ASCII, which are parts of one program, and remember the same
 * @param root what the data is below
 * @returns the scripts, each with the digest of all
 */
function withOneDigest(scripts, root) {
  const texts = scripts.map((contents) => Buffer.from(contents).toString('latin1'));
  if (!texts.some((text) => text.includes(PLACEHOLDER))) return scripts;
  const hash = createHash('sha256');
  for (const contents of scripts) hash.update(contents);
  for (const file of dataFiles(root)) {
    const data = readFileSync(file);
    // No two lists of files look alike.
    hash.update(`\n${JSON.stringify(file.slice(root.length))} ${data.length}\n`).update(data);
  }
  const digest = hash.digest('hex');
  return texts.map((text) => Buffer.from(text.replaceAll(PLACEHOLDER, digest), 'latin1'));
}

module.exports = { DATA, dataFiles, PLACEHOLDER, withOneDigest };
