import type { JsonMap } from '../../kube/json';
import { remembered } from '../../kube/remembered';
import { structsOf, textOf } from '../values/decoded';
import type { Context } from '../walk/table';

/** The volumes of a pod that can be mounted, with their sources: known once they were looked at. */
export function volumesOf({ volumes }: Context, spec: JsonMap): Map<string, string> {
  return remembered(volumes, spec, () => new Map());
}

/** The names of the devices that a pod claims. */
export function claimsOf(spec: JsonMap): ReadonlySet<string> {
  return new Set(structsOf(spec.resourceClaims).map(({ name }) => textOf(name)));
}
