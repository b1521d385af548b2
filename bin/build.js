'use strict';

// Writes `build/`, what the package holds: `npm run build`. The library as compiled modules with their types; the command,
// the plugin and the script of the page as one script each; and the data that they read.

const { spawnSync } = require('node:child_process');
const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const { transformSync } = require('esbuild');
const { bundle, CHECK, COMMAND, PAGE, PLUGIN } = require('./bundle');
const { withOneDigest } = require('./own-digest');

const ROOT = join(__dirname, '..');
const BUILD = join(ROOT, 'build');

/** Beside what is compiled. */
const DATA = ['lib/vitest', 'lib/admission/protobuf/tables', 'kinds/schemas', 'kinds/kubernetes'];

function compile() {
  const tsc = require.resolve('typescript/package.json');
  const { status } = spawnSync(process.execPath, [join(dirname(tsc), 'bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Comments of modules are for who reads the source; those of types stay. */
function withoutComments() {
  for (const file of filesIn(BUILD, '.js')) {
    writeFileSync(file, transformSync(readFileSync(file, 'utf8'), { target: 'node20', loader: 'js' }).code);
  }
}

/** Only types that a user can meet are published: those of the entries, and what they name. */
function withoutInnerTypes() {
  const met = new Set();
  const meet = (file) => {
    if (met.has(file)) return;
    met.add(file);
    for (const [, , name] of readFileSync(file, 'utf8').matchAll(/(from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g)) {
      const target = resolve(dirname(file), name);
      const found = [`${target}.d.ts`, join(target, 'index.d.ts')].find((path) => existsSync(path));
      if (found !== undefined) meet(found);
    }
  };
  for (const file of filesIn(BUILD, '.d.ts')) {
    if (/[\\/]imports[\\/][^\\/]*$|[\\/]lib[\\/](?:[^\\/]*[\\/])?index\.d\.ts$/.test(file)) meet(file);
  }
  for (const file of filesIn(BUILD, '.d.ts')) if (!met.has(file)) rmSync(file);
}

function filesIn(folder, suffix) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(folder, name));
}

function copyData() {
  for (const folder of DATA) cpSync(join(ROOT, folder), join(BUILD, folder), { recursive: true });
  for (const file of readdirSync(join(ROOT, 'imports'))) {
    if (file.endsWith('.json')) cpSync(join(ROOT, 'imports', file), join(BUILD, 'imports', file));
  }
}

/** Makes scripts of sources and all that they import; several of them are one program. */
function bundleTo(...scripts) {
  const made = scripts.map(([name, entry, options]) => {
    const file = join(BUILD, name);
    const { outputFiles } = bundle(join(ROOT, entry), { ...options, outfile: file });
    return { file, contents: outputFiles[0].contents };
  });
  const contents = withOneDigest(
    made.map((each) => each.contents),
    BUILD,
  );
  for (const [index, { file }] of made.entries()) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents[index]);
  }
}

rmSync(BUILD, { recursive: true, force: true });
compile();
withoutComments();
withoutInnerTypes();
copyData();
bundleTo(['lib/cli/command.js', 'lib/cli/main.ts', COMMAND]);
bundleTo(['lib/cli/check.js', 'lib/cli/main.ts', CHECK]);
bundleTo(
  ['lib/plugin/script.js', 'lib/plugin/plugin.ts', PLUGIN],
  ['lib/plugin/judging-script.js', 'lib/plugin/judging.ts', COMMAND],
);
bundleTo(['lib/page/script.js', 'lib/page/main.ts', PAGE]);
