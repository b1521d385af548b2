import type {
  DestinationRuleSpec,
  PortTrafficPolicy,
  Subset,
  TrafficPolicy,
} from '../../../imports/networking.istio.io';
import { remembered } from '../../kube/remembered';
import type { FieldPath } from '../../model/finding';
import type { Sound } from '../../world/entity';
import { DESTINATION_RULE } from '../../world/kinds';
import { perWorld } from '../../world/per-world';
import type { World } from '../../world/world';

/** A policy of a DestinationRule, and where it stands. */
export type PolicyAt = WholePolicyAt | PortPolicyAt;

interface Standing {
  readonly entity: Sound<DestinationRuleSpec>;
  readonly path: FieldPath;
  /** Undefined for what is said of all pods. */
  readonly subset: Subset | undefined;
}

interface WholePolicyAt extends Standing {
  readonly of: 'all ports';
  readonly policy: TrafficPolicy;
}

interface PortPolicyAt extends Standing {
  readonly of: 'port';
  readonly policy: PortTrafficPolicy;
}

/** The policies that have a field, of every DestinationRule that stands in a file, those of ports after those around. */
export function policiesWith(given: World, field: keyof TrafficPolicy): readonly PolicyAt[] {
  return policiesByField(given).get(field) ?? NONE;
}

const NONE: readonly never[] = [];

const policiesByField = perWorld((given) => {
  const found = new Map<string, PolicyAt[]>();
  const add = (place: PolicyAt) => {
    for (const field in place.policy) remembered(found, field, newPolicies).push(place);
  };
  const addWhole = (place: WholePolicyAt) => {
    add(place);
    const { entity, path, policy, subset } = place;
    const { portLevelSettings = NONE } = policy;
    for (let index = 0; index < portLevelSettings.length; index++) {
      const own = portLevelSettings[index] as PortTrafficPolicy;
      add({ entity, path: [...path, 'portLevelSettings', index], subset, of: 'port', policy: own });
    }
  };
  for (const entity of given.all(DESTINATION_RULE)) {
    const { trafficPolicy, subsets = NONE } = entity.spec;
    if (trafficPolicy !== undefined) {
      addWhole({ entity, path: ['spec', 'trafficPolicy'], subset: undefined, of: 'all ports', policy: trafficPolicy });
    }
    for (let index = 0; index < subsets.length; index++) {
      const subset = subsets[index] as Subset;
      if (subset.trafficPolicy === undefined) continue;
      const path = ['spec', 'subsets', index, 'trafficPolicy'];
      addWhole({ entity, path, subset, of: 'all ports', policy: subset.trafficPolicy });
    }
  }
  return found;
});

const newPolicies = (): PolicyAt[] => [];
