import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import type { ServiceNames } from './canary';
import { AT_REST, type RouteState } from './route-state';

/**
 * The shares as Flagger reads them back from the VirtualService, which is where it keeps them: of the last rule that
 * has the canary as a destination.
 */
export function routesOf(virtualService: ManifestObject, { primary, canary }: ServiceNames): RouteState {
  const spec = isMap(virtualService.spec) ? virtualService.spec : {};
  const rules = [...listOf(spec.http), ...listOf(spec.tcp)];
  const rule = rules.findLast(({ route }) => listOf(route).some((to) => hostOf(to) === canary));
  if (rule === undefined) return AT_REST;
  const weight = (host: string) => {
    const to = listOf(rule.route).find((each) => hostOf(each) === host);
    return typeof to?.weight === 'number' ? to.weight : 0;
  };
  return { primaryWeight: weight(primary), canaryWeight: weight(canary), mirror: isMap(rule.mirror) };
}

function hostOf({ destination }: ManifestObject): unknown {
  return isMap(destination) ? destination.host : undefined;
}

function listOf(value: unknown): readonly ManifestObject[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
