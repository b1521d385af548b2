import { remembered } from '../kube/remembered';
import type { World } from './world';

/** Works a thing out once for each world: whoever asks after the first shares it. */
export function perWorld<T>(make: (world: World) => T): (world: World) => T {
  const known = new WeakMap<World, T>();
  return (world) => remembered(known, world, () => make(world));
}
