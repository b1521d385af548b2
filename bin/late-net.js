'use strict';

// In place of `node:net` in the script of the command, which asks it of nearly every host: few are addresses.

const MODULE = ['node', 'net'].join(':');
/** What any address looks like, and hardly anything else. */
const MAY_BE_ADDRESS = /^[\d.]+$|:/;

const mayBe = (text) => MAY_BE_ADDRESS.test(text);

module.exports = {
  isIP: (text) => (mayBe(text) ? require(MODULE).isIP(text) : 0),
  isIPv4: (text) => mayBe(text) && require(MODULE).isIPv4(text),
  isIPv6: (text) => mayBe(text) && require(MODULE).isIPv6(text),
};
