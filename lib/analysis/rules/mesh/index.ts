import type { Rule } from '../../rule';
import { selectsNothing } from './selects-nothing';

/** Rules about what Istio accepts, has no code for, and is wrong all the same. */
export const MESH_RULES: readonly Rule[] = [selectsNothing];
