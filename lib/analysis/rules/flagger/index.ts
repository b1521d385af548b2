import type { Rule } from '../../rule';
import { longName } from './long-name';
import { sharedLabel } from './shared-label';
import { targetIsPrimary } from './target-is-primary';
import { targetLabel } from './target-label';
import { targetMissing } from './target-missing';
import { twoCanaries } from './two-canaries';

/** Rules about Canaries, and what Flagger makes of them. */
export const FLAGGER_RULES: readonly Rule[] = [
  // What is released.
  ...[targetMissing, targetLabel, sharedLabel, longName, targetIsPrimary, twoCanaries],
];
