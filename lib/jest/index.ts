/**
 * Matchers for jest, as a side effect: `import 'meshwright/jest'` in a test file or in `setupFilesAfterEnv`; and what
 * they are for: meshes that requests are sent through, and rehearsals of releases.
 *
 * @packageDocumentation
 */

import { type MeshwrightMatchers, matchers } from '../testing';

// What is added to has to be there.
export type {} from 'expect';
export * from '../testing';

// Interfaces merge only with those of the same type parameters: jest's own, and those of @types/jest.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends MeshwrightMatchers<R> {}
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: see above
    interface Matchers<R, T = {}> extends MeshwrightMatchers<R> {}
  }
}

interface Expect {
  extend(matchers: object): void;
}

/** The global one is the same as that of @jest/globals, which need not be installed. */
function expectOfJest(): Expect {
  const { expect } = globalThis as { readonly expect?: Expect };
  return expect ?? (require('@jest/globals') as { readonly expect: Expect }).expect;
}

expectOfJest().extend(matchers);
