import type { JsonMap } from '../kube/json';
import { referenceOf } from '../kube/object-reference';
import type { Derivation, Entity } from './entity';
import type { JudgedManifest } from './judged-manifest';
import { packLines, unpackLines } from './packed-lines';
import { readByMeshes } from './read-by-meshes';
import { readOfMeshConfig } from './read-of-installations';
import type { WorldSettings } from './settings';
import { World } from './world';

/** A world as JSON: as much of it as decides where requests go. */
export interface PackedWorld {
  readonly settings: WorldSettings;
  readonly files: readonly string[];
  readonly objects: readonly PackedObject[];
}

/** An object of a world, with what its schema says of it. */
export interface PackedObject {
  readonly object: JsonMap;
  /** The index of its file. */
  readonly file: number;
  readonly verdict: 'sound' | 'refused' | 'unknown';
  readonly scope?: 'Cluster' | 'Namespaced';
  readonly lines: string;
  readonly derived?: Derivation;
  /** What its texts in YAML say, by their paths. */
  readonly documents?: Readonly<Record<string, readonly unknown[]>>;
}

/** The text of ConfigMap `istio` that is YAML. */
const MESH = ['data', 'mesh'];

/**
 * A world as JSON, for a mesh that answers as the mesh of the world itself does. Left out is what no mesh reads: the data
 * of Secrets and ConfigMaps, values of environments, arguments, hooks and addresses of messages, settings of plugins, patches
 * and installations, private keys, what kinds say that have nothing to do with requests.
 */
export function packWorld({ entities, settings }: World): PackedWorld {
  const files = [...new Set(entities.map(({ manifest }) => manifest.file))];
  const indices = new Map(files.map((file, index) => [file, index]));
  return {
    settings,
    files,
    objects: entities.map((entity) => packObject(entity, indices.get(entity.manifest.file) ?? 0)),
  };
}

function packObject(entity: Entity, file: number): PackedObject {
  const { manifest, spec, refused, derived, id } = entity;
  const object = readByMeshes(entity);
  const verdict = spec !== undefined ? 'sound' : refused === true ? 'refused' : 'unknown';
  const documents = id.kind === 'ConfigMap' ? (manifest.documentsIn?.(MESH) ?? []).map(readOfMeshConfig) : [];
  return {
    object,
    file,
    verdict,
    ...(verdict === 'unknown' ? {} : { scope: id.namespace === '' ? ('Cluster' as const) : ('Namespaced' as const) }),
    lines: packLines(object, (path) => manifest.locate(path)),
    ...(derived === undefined ? {} : { derived }),
    ...(documents.length === 0 ? {} : { documents: { [MESH.join('.')]: documents } }),
  };
}

/** The world that was packed. */
export function unpackWorld({ settings, files, objects }: PackedWorld): World {
  return World.of(
    objects.map((packed) => unpackObject(packed, files[packed.file] ?? '')),
    settings,
  );
}

function unpackObject(
  { object, verdict, scope, lines, derived, documents }: PackedObject,
  file: string,
): JudgedManifest {
  return {
    manifest: {
      object,
      resource: referenceOf(object),
      file,
      locate: unpackLines(object, lines),
      documentsIn: (path) => documents?.[path.join('.')] ?? [],
    },
    sound: verdict === 'sound',
    scope,
    ...(derived === undefined ? {} : { derived }),
  };
}
