import { join } from 'node:path';

// Beside `lib`, in a checkout as in the package.

/** The schemas of what this package has constructs for, and of the kinds of Kubernetes. */
export const OWN_IMPORTS = join(__dirname, '../../imports');

/** The kinds that are built into the API server, beside the schemas of custom ones: a file of another form. */
export const NATIVE_KINDS = 'kubernetes.schema.json';

/** The schemas of what stands beside a mesh: `npm run kinds` writes them. */
export const BESIDE_A_MESH = join(__dirname, '../../kinds/schemas');

/** In what the kinds of other versions of Kubernetes differ from those in {@link OWN_IMPORTS}. */
export const OTHER_KUBERNETES = join(__dirname, '../../kinds/kubernetes');
