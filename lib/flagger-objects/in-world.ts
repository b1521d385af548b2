import type { CanarySpec } from '../../imports/flagger.app';
import type { Entity, Sound } from '../world/entity';
import { type Kind, kind } from '../world/kind';
import {
  CONFIG_MAP,
  DAEMON_SET,
  DEPLOYMENT,
  DESTINATION_RULE,
  HORIZONTAL_POD_AUTOSCALER,
  SECRET,
  SERVICE,
} from '../world/kinds';
import type { World } from '../world/world';
import type { CanaryObject, CanarySurroundings } from './canary';
import { flaggerInstallation } from './installation';

/** Kinds of what Flagger finds of a Canary, by their names. */
const KINDS = new Map<string, Kind>(
  [
    ...[DEPLOYMENT, DAEMON_SET, SERVICE, CONFIG_MAP, SECRET, HORIZONTAL_POD_AUTOSCALER, DESTINATION_RULE],
    kind('keda.sh', 'ScaledObject'),
  ].map((each) => [each.kind, each]),
);

/** The names of the kinds that a Canary depends on. */
export const CANARY_DEPENDENCIES: ReadonlySet<string> = new Set([...KINDS.keys(), 'MetricTemplate']);

/** A Canary of a world; one that does not say who routes has the provider of the Flagger that is installed there. */
export function canaryOf({ id, spec, object }: Sound<CanarySpec>, world: World): CanaryObject {
  const { uid } = object.metadata as { uid?: unknown };
  const provider = spec.provider || flaggerInstallation(world)?.provider;
  return {
    metadata: { name: id.name, namespace: id.namespace, ...(typeof uid === 'string' && uid !== '' ? { uid } : {}) },
    // Whatever Flagger is started with, it takes for Istio what it does not know.
    spec: provider === undefined ? spec : { ...spec, provider: provider as CanarySpec['provider'] },
  };
}

/**
 * What a Canary finds in its namespace of a world. What a controller would have made of it is not counted, nor what the
 * API server would refuse.
 */
export function surroundingsOf(world: World, namespace: string): CanarySurroundings {
  return {
    find: (name, objectName) => {
      const found = KINDS.get(name);
      if (found === undefined) return undefined;
      const entity = world.get(found, { namespace, name: objectName });
      return entity === undefined || !isThere(entity) ? undefined : entity.object;
    },
    complete: world.settings.complete === true,
  };
}

function isThere({ derived, refused }: Entity): boolean {
  return derived?.by !== 'Flagger' && refused !== true;
}
