/**
 * Matchers for Vitest, as a side effect: `import 'meshwright/vitest'` in a test file or in `setupFiles`; and what they are
 * for: meshes that requests are sent through, and rehearsals of releases.
 *
 * @packageDocumentation
 */

import type { MeshwrightMatchers } from '../testing/index.js';

export * from '../testing/index.js';

// Interfaces merge only with those of the same type parameters.
declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: see above
  interface Assertion<T = any> extends MeshwrightMatchers<void> {}
}
