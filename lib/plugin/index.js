'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

// The command line of cdk8s loads plugins with `require`. A checkout makes one script of its sources, which is read much
// faster; the package has what was compiled.
const source = join(__dirname, 'plugin.ts');

function plugin() {
  if (!existsSync(source)) return require('../../build/lib/plugin/plugin.js');
  const { runCached } = require('../../bin/code-cache');
  const { scriptOfCheckout } = require('../../bin/checkout');
  return runCached(scriptOfCheckout('plugin', source), { name: 'synth', dirname: __dirname });
}

module.exports = plugin();
