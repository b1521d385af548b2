import { join } from 'node:path';

/** The schemas of this package: `imports` beside `lib`, in a checkout as in the package. */
export const OWN_IMPORTS = join(__dirname, '../../imports');
