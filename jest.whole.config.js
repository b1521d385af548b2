// All tests at once, for `npm test`. Jest loads every module anew for every test file, and most tests are over sooner
// than their modules are loaded: here many files share a load, of every folder some, so that no group takes much longer
// than another and no core idles at the end. The tests are the same.
const { mkdirSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const config = require('./jest.config');

const FOLDERS = ['conformance', 'docs', 'examples', 'lib'];
const OUT = join(__dirname, '.synth/tests');
const GROUPS = 6;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(__dirname, folder), { recursive: true }).map((file) => join(folder, file)),
)
  .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
  .sort();

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (let group = 0; group < GROUPS; group += 1) {
  const describes = files
    .filter((_, index) => index % GROUPS === group)
    .map((file) => [JSON.stringify(file), JSON.stringify(join(__dirname, file))])
    .map(([name, path]) => `describe(${name}, () => void require(${path}));\n`);
  // Most of what runs is over before what V8 makes of it pays, and traces are for who runs one file.
  const settings = "require('node:v8').setFlagsFromString('--interrupt-budget=400000');\nError.stackTraceLimit = 10;\n";
  writeFileSync(join(OUT, `group-${String(group + 1).padStart(2, '0')}.test.js`), settings + describes.join(''));
}

/** @type {import('jest').Config} */
module.exports = { ...config, testMatch: ['<rootDir>/*.test.ts', '<rootDir>/.synth/tests/*.test.js'] };
