// Vitest is an ES module, and so is what adds to it; everything else is in `meshwright/testing`.
import { expect } from 'vitest';
import testing from '../testing/index.js';

expect.extend(testing.matchers);

export * from '../testing/index.js';
