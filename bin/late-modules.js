'use strict';

// Modules of Node.js that a script imports, and mostly does not need: loading one takes a few milliseconds.

/**
 * @param target the exports of what stands in for the module in a script
 * @param module its name behind `node:`
 * @param names what is used of it
 */
function loadLate(target, module, names) {
  // Put together, so that whoever makes the script does not put the stand-in here, too.
  const name = ['node', module].join(':');
  for (const each of names) {
    const get = () => {
      const value = require(name)[each];
      Object.defineProperty(target, each, { enumerable: true, value });
      return value;
    };
    Object.defineProperty(target, each, { enumerable: true, configurable: true, get });
  }
}

module.exports = { loadLate };
