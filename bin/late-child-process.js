'use strict';

// In place of `node:child_process` in the script of the command: `commander` can run a subcommand as a process, which nobody
// asks it to.

const { loadLate } = require('./late-modules');

const NAMES = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];
loadLate(module.exports, 'child_process', NAMES);
