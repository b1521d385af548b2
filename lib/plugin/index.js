'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { runCached } = require('../../bin/code-cache');
const { waitWithOptimising } = require('../../bin/optimising');

// The command line of cdk8s loads plugins with `require`. One script is read much faster than many modules: the package
// has it, and a checkout makes it of its sources. What judges is another one, which is loaded when there is something to judge.
const isCheckout = existsSync(join(__dirname, 'plugin.ts'));

function scripts() {
  if (isCheckout) return require('../../bin/checkout').pluginOfCheckout();
  const built = join(__dirname, '../../build/lib/plugin');
  return { plugin: join(built, 'script.js'), judging: join(built, 'judging-script.js') };
}

const { plugin, judging } = scripts();
/** They see themselves where the sources are, or where they are built. */
const dirname = isCheckout ? __dirname : join(__dirname, '../../build/lib/plugin');

// A synthesis ends before most of what V8 would optimise pays: that takes two fifths of the processor's time off a check.
// Said before anything is loaded, as V8 takes what it has compiled by the same flags alone.
waitWithOptimising(3);

module.exports = runCached(plugin, {
  name: 'synth',
  dirname,
  // What has judged is what remembers.
  filename: judging,
  late: { './judging': () => runCached(judging, { name: 'judging', dirname }) },
});
