import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { referenceOf } from '../kube/object-reference';
import { Mesh } from '../mesh/mesh';
import type { ManifestObject } from '../model/manifest';
import { type JudgedManifest, World } from '../world/world';

/** A mesh, and what real systems did with requests to it. */
export interface RecordedMesh<Case> {
  readonly objects: readonly ManifestObject[];
  readonly cases: readonly Case[];
}

/** What was recorded, by the name of the file beside this one. */
export function readRecorded<Case>(name: string): readonly RecordedMesh<Case>[] {
  const bytes = brotliDecompressSync(readFileSync(join(__dirname, `${name}.json.br`)));
  return JSON.parse(bytes.toString('utf8')) as readonly RecordedMesh<Case>[];
}

/** The mesh of objects that an API server has accepted. */
export function recordedMesh(objects: readonly ManifestObject[]): Mesh {
  return Mesh.of(World.of(accepted(objects)));
}

/** Objects that an API server has accepted. */
export function accepted(objects: readonly ManifestObject[]): readonly JudgedManifest[] {
  return objects.map((object) => ({
    manifest: { object, resource: referenceOf(object), file: 'a.yaml', locate: () => ({ line: 1, column: 1 }) },
    sound: true,
    scope: object.kind === 'Namespace' ? ('Cluster' as const) : ('Namespaced' as const),
  }));
}
