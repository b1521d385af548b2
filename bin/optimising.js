'use strict';

// When V8 optimises what runs: in a short process that does not pay.

const byCalls = (times) => [
  `--invocation-count-for-turbofan=${times * 3000}`,
  `--invocation-count-for-maglev=${times * 400}`,
];

/** By versions of Node.js: of a flag that there is not, V8 complains at each start. */
const FLAGS = { 20: (times) => [`--interrupt-budget=${times * 125_000}`], 22: byCalls, 24: byCalls };

/** @param times how many times as long as by itself V8 is to wait before it optimises a function */
function waitWithOptimising(times) {
  const [major] = process.versions.node.split('.');
  for (const flag of FLAGS[major]?.(times) ?? []) require('node:v8').setFlagsFromString(flag);
}

module.exports = { waitWithOptimising };
