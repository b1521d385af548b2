import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { ObjectReference } from '../kube/object-reference';
import type { Finding, RelatedPlace } from '../model/finding';

const METADATA_FILE = 'construct-metadata.json';

/** What cdk8s-cli reads from that file. */
export type ConstructMetadata = Readonly<Record<string, { readonly path: string }>>;

/** The entry by which the App of Meshwright says where the file is. */
const FOLDER = '#';

/**
 * Removes the file by which an app tells plugins about its constructs. cdk8s has read it before it calls a plugin, and
 * `kubectl apply -f dist` would take it for a manifest.
 *
 * @returns the output folder
 */
export function removeMetadataFile(manifests: readonly string[], metadata: ConstructMetadata): string {
  const known = metadata[FOLDER]?.path;
  if (known !== undefined) {
    remove(join(known, METADATA_FILE));
    return relative(process.cwd(), known);
  }
  const [first] = manifests;
  if (first === undefined) return '.';
  // Manifests may be in folders below the one with the file.
  let folder = dirname(first);
  for (let up = 0; up < 5; up++) {
    if (remove(join(folder, METADATA_FILE))) return folder;
    folder = dirname(folder);
  }
  return dirname(first);
}

/** What apps say to exist beyond them, by kind: `external(…)`. */
export function externalNames(metadata: ConstructMetadata): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const key of Object.keys(metadata)) {
    const [, kind = '', name = ''] = /^#external\/([^/]+)\/(.+)$/.exec(key) ?? [];
    if (kind === '') continue;
    found[kind] ??= [];
    found[kind].push(name);
  }
  return found;
}

/** Manifests that apps wrote to folders of their own, outside of the one that cdk8s-cli looks into. */
export function manifestsElsewhere(folder: string, metadata: ConstructMetadata): string[] {
  const names = Object.keys(metadata).flatMap((key) => (key.startsWith('../') ? key.slice(0, key.indexOf('#')) : []));
  return [...new Set(names)].map((name) => join(folder, name)).sort();
}

function remove(file: string): boolean {
  if (!existsSync(file)) return false;
  if (isMetadata(readFileSync(file, 'utf8'))) rmSync(file);
  return true;
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
  /** @param namedOnce names in findings that one object alone has */
  constructor(
    private readonly folder: string,
    private readonly metadata: ConstructMetadata,
    private readonly namedOnce: ReadonlySet<string>,
  ) {}

  attribute(finding: Finding): Finding {
    const { related } = finding;
    return {
      ...this.withConstruct(finding),
      ...(related === undefined ? {} : { related: related.map((each) => this.withConstruct(each)) }),
    };
  }

  private withConstruct<T extends Finding | RelatedPlace>(place: T): T {
    const { file, resource } = place;
    if (file === undefined || resource === undefined) return place;
    const name = relative(this.folder, file).split(sep).join('/');
    const exact = this.metadata[metadataKey(name, resource)];
    const entry = exact ?? (this.namedOnce.has(resource.name) ? this.metadata[resource.name] : undefined);
    return entry === undefined ? place : { ...place, constructPath: entry.path };
  }
}

/** How the App of Meshwright calls an object of a file in construct-metadata.json. */
function metadataKey(file: string, { apiVersion, kind, namespace = '', name }: ObjectReference): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return `${file}#${group}/${kind}/${namespace}/${name}`;
}
