import { groupOf, referenceOf } from '../kube/object-reference';
import { derivedManifest } from '../world/derived';
import type { Derivation } from '../world/entity';
import { CANARY } from '../world/kinds';
import type { World } from '../world/world';
import type { Timeline, TimelineTick } from './timeline';

/** A world as it is after a tick: with all that Flagger has written by then, in place of what it makes at rest. */
export function worldAt(world: World, { namespace, name }: Timeline, { objects }: TimelineTick): World {
  const derived: Derivation = { by: 'Flagger', from: { group: CANARY.group, kind: CANARY.kind, namespace, name } };
  const canary = world.get(CANARY, { namespace, name });
  return world.with(
    objects.map((object) => {
      const { apiVersion, kind, name: own } = referenceOf(object);
      const given = world.get({ group: groupOf(apiVersion), kind }, { namespace, name: own }) ?? canary;
      return derivedManifest(object, derived, given?.manifest);
    }),
  );
}
