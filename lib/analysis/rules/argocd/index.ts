import type { Rule } from '../../rule';
import { ignoredButSynced } from './ignored-but-synced';
import { ignoresTooMuch } from './ignores-too-much';
import { projectMissing } from './project-missing';
import { selfHeal } from './self-heal';
import { syncsChaos } from './syncs-chaos';
import { waitsForCanary } from './waits-for-canary';

/** Rules about what Argo CD does to objects that others change, too. */
export const ARGOCD_RULES: readonly Rule[] = [
  selfHeal,
  ignoredButSynced,
  ignoresTooMuch,
  syncsChaos,
  projectMissing,
  waitsForCanary,
];
