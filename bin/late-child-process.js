'use strict';

// In place of `node:child_process` in the script of the command: loaded by whoever starts a process.

const NAMES = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];
const MODULE = ['node', 'child_process'].join(':');

for (const name of NAMES)
  Object.defineProperty(module.exports, name, { enumerable: true, get: () => require(MODULE)[name] });
