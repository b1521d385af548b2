import type { Kind } from '../world/kind';
import { APPLICATION, CANARY, CHAOS_BLADE, METRIC_TEMPLATE } from '../world/kinds';
import type { World } from '../world/world';
import type { Rule } from './rule';

/** Rules that are loaded together. */
interface RuleSet {
  /** The kinds without which none of them has anything to say. @default - there is always something */
  readonly kinds?: readonly Kind<unknown>[];
  readonly load: () => readonly Rule[];
}

/** In the order of `ANALYSIS_RULES`. */
export const RULE_SETS: readonly RuleSet[] = [
  { load: () => (require('./rules/kubernetes') as typeof import('./rules/kubernetes')).KUBERNETES_RULES },
  { load: () => (require('./rules/istio') as typeof import('./rules/istio')).ISTIO_RULES },
  { load: () => (require('./rules/mesh') as typeof import('./rules/mesh')).MESH_RULES },
  {
    kinds: [CANARY, METRIC_TEMPLATE],
    load: () => (require('./rules/flagger') as typeof import('./rules/flagger')).FLAGGER_RULES,
  },
  {
    kinds: [APPLICATION, CHAOS_BLADE],
    load: () => (require('./rules/argocd') as typeof import('./rules/argocd')).ARGOCD_RULES,
  },
];

/** The rules that can have something to say of a world: loading all of them takes longer than a small check. */
export function rulesFor(world: World): readonly Rule[] {
  return RULE_SETS.flatMap(({ kinds, load }) =>
    kinds === undefined || kinds.some((kind) => world.entitiesOf(kind).length > 0) ? load() : [],
  );
}
