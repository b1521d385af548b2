'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { waitWithOptimising } = require('../../bin/optimising');

// The command line of cdk8s loads plugins with `require`. One script is read much faster than many modules: the package
// has it, and a checkout makes it of its sources.
const source = join(__dirname, 'plugin.ts');

function plugin() {
  const { runCached } = require('../../bin/code-cache');
  if (!existsSync(source)) return runCached(join(__dirname, '../../build/lib/plugin/script.js'), { name: 'synth' });
  const { scriptOfCheckout } = require('../../bin/checkout');
  return runCached(scriptOfCheckout('plugin', source), { name: 'synth', dirname: __dirname });
}

// A synthesis ends before most of what V8 would optimise pays: that takes two fifths of the processor's time off a check.
waitWithOptimising(3);

module.exports = plugin();
