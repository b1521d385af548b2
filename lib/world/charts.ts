import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import type { Entity } from './entity';
import { at } from './workload';
import type { World } from './world';

/** A chart of Helm that is installed with values. */
export interface Chart {
  readonly from: Entity;
  readonly name: string;
  /** What the installation is called. */
  readonly release: string;
  readonly namespace: string;
  readonly values: ManifestObject;
}

/** The charts that Argo CD and Flux install, with the values that they give. */
export function* chartsOf(world: World): Generator<Chart> {
  for (const from of world.entitiesOf({ group: 'argoproj.io', kind: 'Application' })) {
    if (!world.isCurrent(from)) continue;
    const namespace = textAt(from.object, ['spec', 'destination', 'namespace']) ?? 'default';
    const several = at(from.object, ['spec', 'sources']);
    const sources = Array.isArray(several) ? several.filter(isMap) : [mapAt(from.object, ['spec', 'source'])];
    for (const source of sources) {
      const name = textAt(source, ['chart']);
      if (name === undefined) continue;
      const release = textAt(source, ['helm', 'releaseName']) ?? from.id.name;
      yield { from, name, release, namespace, values: mapAt(source, ['helm', 'valuesObject']) };
    }
  }
  for (const from of world.entitiesOf({ group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease' })) {
    if (!world.isCurrent(from)) continue;
    const spec = mapAt(from.object, ['spec']);
    const name = textAt(spec, ['chart', 'spec', 'chart']);
    if (name === undefined) continue;
    const namespace = textAt(spec, ['targetNamespace']) ?? from.id.namespace;
    const release = textAt(spec, ['releaseName']) ?? from.id.name;
    yield { from, name, release, namespace, values: mapAt(spec, ['values']) };
  }
}

/** What stands at a path of a value, if it is a map; else an empty one. */
export function mapAt(value: ManifestObject, path: readonly string[]): ManifestObject {
  const found = at(value, path);
  return isMap(found) ? found : {};
}

/** What stands at a path of a value, if it is a text that is not empty. */
export function textAt(value: ManifestObject, path: readonly string[]): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The texts of the map at a path of a value. */
export function textsAt(value: ManifestObject, path: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(mapAt(value, path)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** The maps of the list at a path of a value. */
export function listAt(value: ManifestObject, path: readonly string[]): readonly ManifestObject[] | undefined {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter(isMap) : undefined;
}
