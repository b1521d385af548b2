import { isMap } from '../kube/json';
import { remembered } from '../kube/remembered';
import type { ManifestObject } from '../model/manifest';
import type { Entity } from '../world/entity';
import { DEPLOYMENT } from '../world/kinds';
import { perWorld } from '../world/per-world';
import { SCALERS, type Scaler, scaledReplicas, scalerOf } from '../world/scaling';
import { at, textsOf } from '../world/workload';
import type { World } from '../world/world';

/**
 * How many pods a Deployment has during a release, with what autoscalers make of it; undefined where there is none.
 *
 * @param written what Flagger has written in the namespace
 */
export function podsDuring(
  world: World,
  namespace: string,
  written: readonly ManifestObject[],
  name: string,
): number | undefined {
  const deployment = written.find((object) => object.kind === DEPLOYMENT.kind && nameOf(object) === name);
  if (deployment === undefined) return undefined;
  const replicas = at(deployment, ['spec', 'replicas']);
  const count = typeof replicas === 'number' ? replicas : 1;
  const scalers = [...scalersIn(world, namespace, written)].filter(({ spec: { scaleTargetRef } }) => {
    if (!isMap(scaleTargetRef)) return false;
    return scaleTargetRef.name === name && (scaleTargetRef.kind ?? DEPLOYMENT.kind) === DEPLOYMENT.kind;
  });
  return scaledReplicas(count, scalers)?.replicas ?? count;
}

const scalersByNamespace = perWorld((world) => {
  const found = new Map<string, Entity[]>();
  for (const kind of SCALERS) {
    for (const entity of world.current<unknown>(kind)) {
      remembered(found, entity.id.namespace, (): Entity[] => []).push(entity);
    }
  }
  return found;
});

function* scalersIn(world: World, namespace: string, written: readonly ManifestObject[]): Generator<Scaler> {
  for (const { kind, group } of SCALERS) {
    const own = written.filter((object) => object.kind === kind);
    for (const { spec, metadata } of own) {
      yield { kind, spec: isMap(spec) ? spec : {}, annotations: textsOf(isMap(metadata) ? metadata.annotations : {}) };
    }
    for (const entity of scalersByNamespace(world).get(namespace) ?? []) {
      if (entity.id.group !== group || entity.id.kind !== kind) continue;
      if (!own.some((object) => nameOf(object) === entity.id.name)) yield scalerOf(entity);
    }
  }
}

function nameOf({ metadata }: ManifestObject): unknown {
  return isMap(metadata) ? metadata.name : undefined;
}
