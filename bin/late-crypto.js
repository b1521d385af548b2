'use strict';

// In place of `node:crypto` in the script of the command: a check that remembers nothing seldom needs it.

const { loadLate } = require('./late-modules');

const SIGNED = ['createPublicKey', 'createPrivateKey', 'verify', 'X509Certificate'];
const NAMES = ['createCipheriv', 'createDecipheriv', 'createHash', 'hash', 'randomBytes', ...SIGNED];
loadLate(module.exports, 'crypto', NAMES);
