'use strict';

// In place of `node:net` in the script of the command: few manifests hold addresses.

const { loadLate } = require('./late-modules');

loadLate(module.exports, 'net', ['isIP', 'isIPv4', 'isIPv6']);
