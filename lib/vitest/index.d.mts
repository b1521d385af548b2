/**
 * Matchers for Vitest, as a side effect: `import 'meshwright/vitest'` in a test file or in `setupFiles`; and what they are
 * for: meshes that requests are sent through, and rehearsals of releases.
 *
 * @packageDocumentation
 */

import type { MeshwrightMatchers } from '../testing/index.js';

export * from '../testing/index.js';

// The type parameters of Vitest's own interfaces differ from version to version, and interfaces merge only with those of the
// same. All versions add what Chai's assertion has.
declare global {
  namespace Chai {
    interface Assertion extends MeshwrightMatchers<void> {}
  }
}
