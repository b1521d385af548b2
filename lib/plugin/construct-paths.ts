import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { ObjectReference } from '../kube/object-reference';
import type { Finding } from '../model/finding';
import type { Manifest } from '../model/manifest';

const METADATA_FILE = 'construct-metadata.json';

/**
 * Removes the file by which an app tells plugins about its constructs. cdk8s has read it before it calls a plugin, and
 * `kubectl apply -f dist` would take it for a manifest.
 *
 * @returns the output folder
 */
export function removeMetadataFile(manifests: readonly string[]): string {
  const [first] = manifests;
  if (first === undefined) return '.';
  // Manifests may be in folders below the one with the file.
  let folder = dirname(first);
  for (let up = 0; up < 5; up++) {
    const file = join(folder, METADATA_FILE);
    if (existsSync(file)) {
      if (isMetadata(readFileSync(file, 'utf8'))) rmSync(file);
      return folder;
    }
    folder = dirname(folder);
  }
  return dirname(first);
}

function isMetadata(text: string): boolean {
  return /^\s*\{\s*"version"\s*:\s*"1\.0\.0"/.test(text);
}

/**
 * Which construct made which object. cdk8s tells it by the name of the object alone, so of a VirtualService and a
 * Gateway of one name, one would be attributed to the other. The App of Meshwright therefore also writes an entry
 * `file#group/kind/namespace/name` for each object. Of what another app writes, only names are taken that one object
 * has.
 */
export class ConstructPaths {
  private readonly names = new Map<string, number>();

  constructor(
    private readonly folder: string,
    private readonly metadata: Readonly<Record<string, { readonly path: string }>>,
  ) {}

  /** To be told of each object before any finding is attributed. */
  add({ resource }: Manifest): void {
    this.names.set(resource.name, (this.names.get(resource.name) ?? 0) + 1);
  }

  attribute(finding: Finding): Finding {
    const { file, resource } = finding;
    if (file === undefined || resource === undefined) return finding;
    const name = relative(this.folder, file).split(sep).join('/');
    const exact = this.metadata[metadataKey(name, resource)];
    const entry = exact ?? (this.names.get(resource.name) === 1 ? this.metadata[resource.name] : undefined);
    return entry === undefined ? finding : { ...finding, constructPath: entry.path };
  }
}

/** How the App of Meshwright calls an object of a file in construct-metadata.json. */
function metadataKey(file: string, { apiVersion, kind, namespace = '', name }: ObjectReference): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return `${file}#${group}/${kind}/${namespace}/${name}`;
}
