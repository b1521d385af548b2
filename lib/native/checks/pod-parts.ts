import type { JsonMap } from '../../kube/json';
import { remembered } from '../../kube/remembered';
import type { Report } from '../rules';
import { structsOf, textOf } from '../values/decoded';

/** What of pods their containers can refer to: known once it was looked at. Another object may have the very same pod. */
const volumes = new WeakMap<Report, Map<JsonMap, Map<string, string>>>();

/** The volumes of a pod that can be mounted, with their sources, in what is reported of an object. */
export function volumesOf(spec: JsonMap, report: Report): Map<string, string> {
  return remembered(
    remembered(volumes, report, () => new Map<JsonMap, Map<string, string>>()),
    spec,
    () => new Map<string, string>(),
  );
}

/** The names of the devices that a pod claims. */
export function claimsOf(spec: JsonMap): ReadonlySet<string> {
  return new Set(structsOf(spec.resourceClaims).map(({ name }) => textOf(name)));
}
