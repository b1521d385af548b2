import type { World } from '../world/world';
import type { Rule } from './rule';

/** Rules that are loaded together. */
export interface RuleSet {
  /** The groups without whose objects none of them has anything to say. @default - there is always something */
  readonly groups?: readonly string[];
  readonly load: () => readonly Rule[];
}

const ISTIO = ['extensions.istio.io', 'networking.istio.io', 'security.istio.io', 'telemetry.istio.io'];

/** All sets, each a folder. */
export const RULE_SETS: readonly RuleSet[] = [
  { load: () => (require('./rules/kubernetes') as typeof import('./rules/kubernetes')).KUBERNETES_RULES },
  { load: () => (require('./rules/istio') as typeof import('./rules/istio')).ISTIO_RULES },
  {
    groups: ISTIO,
    load: () => (require('./rules/mesh') as typeof import('./rules/mesh')).MESH_RULES,
  },
  {
    groups: ISTIO,
    load: () => (require('./rules/destination-rules') as typeof import('./rules/destination-rules')).DESTINATION_RULES,
  },
  {
    groups: ISTIO,
    load: () => (require('./rules/policies') as typeof import('./rules/policies')).POLICY_RULES,
  },
  { load: () => (require('./rules/pods') as typeof import('./rules/pods')).POD_RULES },
  { load: () => (require('./rules/ambient') as typeof import('./rules/ambient')).AMBIENT_RULES },
  {
    groups: ['gateway.networking.k8s.io'],
    load: () => (require('./rules/gateway-api') as typeof import('./rules/gateway-api')).GATEWAY_API_RULES,
  },
  {
    groups: ['flagger.app'],
    load: () => (require('./rules/flagger') as typeof import('./rules/flagger')).FLAGGER_RULES,
  },
  {
    groups: ['chaosblade.io'],
    load: () => (require('./rules/chaosblade') as typeof import('./rules/chaosblade')).CHAOSBLADE_RULES,
  },
  {
    groups: ['argoproj.io', 'chaosblade.io', 'flagger.app'],
    load: () => (require('./rules/argocd') as typeof import('./rules/argocd')).ARGOCD_RULES,
  },
];

/** Of each choice of sets, their rules. */
const chosen = new Map<string, readonly Rule[]>();

/** The rules that can have something to say of a world: loading all of them takes longer than a small check. */
export function rulesFor(world: World): readonly Rule[] {
  const given = world.groups;
  const sets = RULE_SETS.filter(({ groups }) => groups?.some((group) => given.has(group)) !== false);
  const key = sets.map((set) => RULE_SETS.indexOf(set)).join();
  let rules = chosen.get(key);
  if (rules === undefined) {
    rules = sets.flatMap(({ load }) => load());
    chosen.set(key, rules);
  }
  return rules;
}
