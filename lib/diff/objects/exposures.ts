import { publication } from '../../mesh/publication';
import type { Entity } from '../../world/entity';
import { SERVICE } from '../../world/kinds';
import type { World } from '../../world/world';
import type { Counterparts } from './counterparts';

/** A Service that is published otherwise to clients outside of the cluster, beside any gateway. */
export interface ExposureChange {
  /** `namespace/name` */
  readonly service: string;
  /** Where it is reached: `a load balancer at 80, 443`; undefined for nowhere. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly entity: Entity;
}

/** Services that clients outside reach otherwise than before, by their names. */
export function exposureChanges({ before, after }: Counterparts): readonly ExposureChange[] {
  const [old, now] = [published(before.given), published(after.given)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((service) => {
    const [was, is] = [old.get(service), now.get(service)];
    const entity = (is ?? was)?.entity;
    if (entity === undefined || was?.text === is?.text) return [];
    return [{ service, before: was?.text, after: is?.text, entity }];
  });
}

interface Published {
  readonly entity: Entity;
  readonly text: string;
}

function published(world: World): ReadonlyMap<string, Published> {
  return new Map(
    world.current(SERVICE).flatMap((entity) => {
      const text = publication(entity.spec);
      const { namespace, name } = entity.id;
      return text === undefined ? [] : [[`${namespace}/${name}`, { entity, text }] as const];
    }),
  );
}
