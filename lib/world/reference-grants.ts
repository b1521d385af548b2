import { isMap, type JsonMap } from '../kube/json';
import type { ObjectId } from './entity';
import { kind } from './kind';
import { at } from './workload';
import type { World } from './world';

const REFERENCE_GRANT = kind('gateway.networking.k8s.io', 'ReferenceGrant');

/**
 * Whether a ReferenceGrant lets an object of one namespace use one of another.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/
 */
export function isGranted(world: World, from: Omit<ObjectId, 'name'>, to: ObjectId): boolean {
  if (isGrantedElsewhere(world, to.namespace)) return true;
  return world
    .entitiesOf(REFERENCE_GRANT)
    .filter(({ id }) => id.namespace === to.namespace)
    .some(
      ({ object }) =>
        mapsIn(at(object, ['spec', 'from'])).some(
          (each) => each.group === from.group && each.kind === from.kind && each.namespace === from.namespace,
        ) &&
        mapsIn(at(object, ['spec', 'to'])).some(
          (each) =>
            (each.group ?? '') === to.group &&
            each.kind === to.kind &&
            (each.name === undefined || each.name === to.name),
        ),
    );
}

/** Whether a namespace has grants without a manifest, which may be for anything. */
function isGrantedElsewhere({ settings }: World, namespace: string): boolean {
  return (settings.external?.[REFERENCE_GRANT.kind] ?? []).some((name) => {
    const slash = name.indexOf('/');
    return slash === -1 || ['*', namespace].includes(name.slice(0, slash));
  });
}

function mapsIn(value: unknown): readonly JsonMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
