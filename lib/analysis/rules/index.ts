import type { Rule } from '../rule';
import { AMBIENT_RULES } from './ambient';
import { ARGOCD_RULES } from './argocd';
import { CHAOSBLADE_RULES } from './chaosblade';
import { DESTINATION_RULES } from './destination-rules';
import { FLAGGER_RULES } from './flagger';
import { ISTIO_RULES } from './istio';
import { KUBERNETES_RULES } from './kubernetes';
import { MESH_RULES } from './mesh';
import { POD_RULES } from './pods';
import { POLICY_RULES } from './policies';

/** All rules about what lies between objects. */
export const ANALYSIS_RULES: readonly Rule[] = [
  ...KUBERNETES_RULES,
  ...ISTIO_RULES,
  ...MESH_RULES,
  ...DESTINATION_RULES,
  ...POLICY_RULES,
  ...POD_RULES,
  ...AMBIENT_RULES,
  ...FLAGGER_RULES,
  ...CHAOSBLADE_RULES,
  ...ARGOCD_RULES,
];
