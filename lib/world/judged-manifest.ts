import { isMap } from '../kube/json';
import { groupOf } from '../kube/object-reference';
import type { Manifest } from '../model/manifest';
import type { Derivation, Entity, ObjectId } from './entity';
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

/** What is the same of all objects of a kind. */
interface KindFacts {
  readonly group: string;
  readonly kind: string;
  readonly key: string;
  readonly isFlat: boolean;
  readonly needsSpec: boolean;
  /** For kinds of which no schema need be known. */
  readonly scope: 'Cluster' | 'Namespaced' | undefined;
}

/** By `apiVersion` and kind. */
const KINDS = new Map<string, Map<string, KindFacts>>();
/** Who writes more, makes them up: memory has a bound. */
const MOST = 1000;

function factsOf(apiVersion: string, kind: string): KindFacts {
  let kinds = KINDS.get(apiVersion);
  let found = kinds?.get(kind);
  if (found !== undefined) return found;
  const group = groupOf(apiVersion);
  const key = kindKey({ group, kind });
  const scope = scopeOf({ group, kind });
  found = { group, kind, key, isFlat: FLAT_KINDS.has(key), needsSpec: NEEDING_SPEC.has(key), scope };
  kinds ??= new Map();
  if (kinds.size < MOST) kinds.set(kind, found);
  if (KINDS.size < MOST) KINDS.set(apiVersion, kinds);
  return found;
}

/** An object as worlds hold it. */
export function entityOf({ manifest, sound, scope, derived }: JudgedManifest, defaultNamespace = 'default'): Entity {
  const isWithoutNulls = !(manifest.hasNulls ?? hasNull(manifest.object));
  const written = isWithoutNulls ? manifest.object : withoutNulls(manifest.object);
  const metadata = isMap(written.metadata) ? written.metadata : {};
  const object = metadata === written.metadata ? written : { ...written, metadata };
  const { apiVersion, namespace = '', name } = manifest.resource;
  const { group, kind, key, isFlat, needsSpec, scope: assumed } = factsOf(apiVersion, manifest.resource.kind);
  const lacksSpec = object.spec === undefined && needsSpec;
  const isReadable = sound && !lacksSpec && (isWithoutNulls || !hasNullItem(object));
  const belongsTo = scope ?? assumed;
  const id: ObjectId = {
    group,
    kind,
    namespace: belongsTo === 'Cluster' ? '' : namespace || (belongsTo === 'Namespaced' ? defaultNamespace : ''),
    name,
  };
  return {
    id,
    key: `${key}/${id.namespace}/${name}`,
    kindKey: key,
    manifest,
    object,
    spec: !isReadable ? undefined : isFlat ? object : (object.spec ?? {}),
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
