import type { JsonMap } from '../../kube/json';
import { structsOf, textOf } from '../values/decoded';

/** What of a pod its containers can refer to: known once it was looked at. */
const volumes = new WeakMap<JsonMap, Map<string, string>>();

/** The volumes of a pod that can be mounted, with their sources. */
export function volumesOf(spec: JsonMap): Map<string, string> {
  let found = volumes.get(spec);
  if (found === undefined) {
    found = new Map();
    volumes.set(spec, found);
  }
  return found;
}

/** The names of the devices that a pod claims. */
export function claimsOf(spec: JsonMap): ReadonlySet<string> {
  return new Set(structsOf(spec.resourceClaims).map(({ name }) => textOf(name)));
}
