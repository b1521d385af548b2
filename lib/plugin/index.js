'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

// The command line of cdk8s loads plugins with `require`. A checkout runs its source, the package what was compiled.
const source = join(__dirname, 'plugin.ts');
if (existsSync(source)) require('tsx/cjs');

module.exports = require(existsSync(source) ? source : '../../build/lib/plugin/plugin.js');
