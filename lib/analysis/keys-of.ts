import { isMap } from '../kube/json';
import type { Entity } from '../world/entity';
import { kindKey } from '../world/kind';
import { CONFIG_MAP, SECRET } from '../world/kinds';
import type { World } from '../world/world';

/**
 * The keys of all alternatives of a ConfigMap or Secret; undefined when they are not known: it is refused, or filled
 * when it runs.
 */
export function keysOf(world: World, alternatives: readonly Entity[]): ReadonlySet<string> | undefined {
  const keys = new Set<string>();
  for (const entity of alternatives) {
    if (![CONFIG_MAP, SECRET].some((kind) => kindKey(kind) === entity.kindKey)) return undefined;
    if (entity.spec === undefined || isFilledLater(entity)) return undefined;
    if (world.provisions(entity.id).length > 0 || world.isRaw(entity)) return undefined;
    for (const field of ['data', 'binaryData', 'stringData']) {
      const values = entity.object[field];
      if (isMap(values)) for (const key of Object.keys(values)) keys.add(key);
    }
  }
  return keys.size === 0 ? undefined : keys;
}

/** Tokens, and certificates of authorities, are put in by controllers. */
function isFilledLater({ object, labels, annotations }: Entity): boolean {
  return (
    object.type === 'kubernetes.io/service-account-token' ||
    labels['config.openshift.io/inject-trusted-cabundle'] !== undefined ||
    Object.keys(annotations).some((key) => /inject-ca-(?:bundle|from)|inject-cabundle|reflect|replicat/.test(key))
  );
}
