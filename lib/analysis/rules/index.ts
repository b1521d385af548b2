import type { Rule } from '../rule';
import { KUBERNETES_RULES } from './kubernetes';

/** All rules about what lies between objects. */
export const ANALYSIS_RULES: readonly Rule[] = [...KUBERNETES_RULES];
