'use strict';

// Builds where npm installs the package from its repository, as pre-commit does: npm runs nothing else there. A checkout of
// somebody who works on it needs no build.

const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');

/** When it installs globally, npm does so for what the build needs, too, and the build does not find it. */
function installTools() {
  const env = { ...process.env, npm_config_global: 'false', npm_config_location: 'project' };
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync(process.execPath, [process.env.npm_execpath, ...args], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function isInstalled(name) {
  try {
    return require.resolve(name) !== '';
  } catch {
    return false;
  }
}

if (process.env._PACOTE_NO_PREPARE_ !== undefined) {
  if (!isInstalled('esbuild')) installTools();
  require('./build');
}
