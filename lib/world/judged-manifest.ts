import { isMap } from '../kube/json';
import { groupOf } from '../kube/object-reference';
import type { Manifest } from '../model/manifest';
import { type Derivation, type Entity, idKey, type ObjectId } from './entity';
import { kindKey } from './kind';
import { FLAT_KINDS, NEEDING_SPEC } from './kinds';
import { scopeOf } from './scopes';
import { hasNull, hasNullItem, withoutNulls } from './without-nulls';
import { textsOf } from './workload';

/** A manifest, and what its schema says of it. */
export interface JudgedManifest {
  readonly manifest: Manifest;
  /** Whether its schema accepts it; objects of kinds without a known schema are not sound. */
  readonly sound: boolean;
  /** Undefined when nothing is known of the kind. */
  readonly scope: 'Cluster' | 'Namespaced' | undefined;
  readonly derived?: Derivation;
}

/** An object as worlds hold it. */
export function entityOf({ manifest, sound, scope, derived }: JudgedManifest, defaultNamespace = 'default'): Entity {
  const isWithoutNulls = !(manifest.hasNulls ?? hasNull(manifest.object));
  const written = isWithoutNulls ? manifest.object : withoutNulls(manifest.object);
  const metadata = isMap(written.metadata) ? written.metadata : {};
  const object = metadata === written.metadata ? written : { ...written, metadata };
  const { apiVersion, kind, namespace = '', name } = manifest.resource;
  const group = groupOf(apiVersion);
  const key = kindKey({ group, kind });
  const lacksSpec = object.spec === undefined && NEEDING_SPEC.has(key);
  const isReadable = sound && !lacksSpec && (isWithoutNulls || !hasNullItem(object));
  const belongsTo = scope ?? scopeOf({ group, kind });
  const id: ObjectId = {
    group,
    kind,
    namespace: belongsTo === 'Cluster' ? '' : namespace || (belongsTo === 'Namespaced' ? defaultNamespace : ''),
    name,
  };
  return {
    id,
    key: idKey(id),
    kindKey: key,
    manifest,
    object,
    spec: !isReadable ? undefined : FLAT_KINDS.has(key) ? object : (object.spec ?? {}),
    ...(isReadable || scope === undefined ? {} : { refused: true as const }),
    labels: textsOf(metadata.labels),
    annotations: textsOf(metadata.annotations),
    ...(derived === undefined ? {} : { derived }),
  };
}

/** What stands nearest to the root of the folders comes first, then by the name of the file. */
export function byDepth(a: Entity, b: Entity): number {
  const [x, y] = [a.manifest.file, b.manifest.file];
  return depthOf(a) - depthOf(b) || (x < y ? -1 : x > y ? 1 : 0);
}

function depthOf({ manifest }: Entity): number {
  return manifest.file.split('/').length;
}
