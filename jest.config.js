/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: [
    '<rootDir>/*.test.ts',
    '<rootDir>/lib/**/*.test.ts',
    '<rootDir>/docs/*.test.ts',
    '<rootDir>/examples/*/*.test.ts',
    '<rootDir>/conformance/**/*.test.ts',
  ],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // What users import; in this repository it is the source.
  moduleNameMapper: {
    '^meshwright$': '<rootDir>/lib/index.ts',
    '^meshwright/imports/(.*)$': '<rootDir>/imports/$1.ts',
    '^meshwright/([\\w-]+)$': '<rootDir>/lib/$1/index.ts',
  },
  // Parameters of every module: Jest's sandbox makes a global slow to find, which took a tenth of all time.
  sandboxInjectedGlobals: [
    ...['Array', 'BigInt', 'Boolean', 'Date', 'Error', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'Reflect'],
    ...['RegExp', 'Set', 'String', 'Symbol', 'TypeError', 'WeakMap', 'WeakSet'],
  ],
  // Far more than any test takes: on a busy machine a short one fails for nothing.
  testTimeout: 60_000,
  // The default leaves one core idle.
  maxWorkers: '100%',
};
