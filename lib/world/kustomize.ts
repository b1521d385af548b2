import { isMap } from '../kube/json';
import { dirname, join, normalize } from '../kube/posix-path';
import type { Entity } from './entity';
import { SERVICE_ACCOUNT } from './kinds';

/** The group of what tells Kustomize what to do. */
export const KUSTOMIZE = 'kustomize.config.k8s.io';

/** What may stand in a Kustomization that leaves its objects as they are, as far as others refer to them. */
const PLAIN: ReadonlySet<string> = new Set([
  ...['apiVersion', 'kind', 'metadata', 'resources', 'buildMetadata', 'sortOptions'],
  ...['commonAnnotations', 'images', 'replicas'],
]);
const INCLUSIONS = ['resources', 'bases', 'components'];
const REMOTE = /:\/\/|\?ref=|^git@|^github\.com\//;

/**
 * Finds raw material: what Kustomize gives other names, namespaces or contents before anybody applies it, or completes
 * with objects that no file has.
 *
 * A Kustomization that only lists files changes nothing, unless another one builds on it; but what says no namespace may
 * be put into any.
 *
 * @param files of all objects; where all of them are called as patches are, these are what is asked about
 * @returns whether an object is such material
 * @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
export function rawMaterial(
  entities: readonly Entity[],
  files: Iterable<string> = fileNames(entities),
): (entity: Entity) => boolean {
  const isPatch = patchesAmong(files);
  const kustomizations = new Map<string, Entity[]>();
  for (const entity of entities) {
    if (!isKustomization(entity)) continue;
    const folder = folderOf(entity);
    kustomizations.set(folder, [...(kustomizations.get(folder) ?? []), entity]);
  }
  if (kustomizations.size === 0) return isPatch;
  const raw = new Set<string>();
  const mark = (path: string): void => {
    if (raw.has(path)) return;
    raw.add(path);
    for (const each of kustomizations.get(path) ?? []) for (const included of inclusionsOf(each)) mark(included);
  };
  for (const [folder, each] of kustomizations) if (!each.every(isPlain)) mark(folder);
  return (entity) => {
    if (isPatch(entity)) return true;
    const isAnywhere = saysNoNamespace(entity);
    for (let path = nameOf(entity); ; path = dirname(path)) {
      if (raw.has(path) || (isAnywhere && kustomizations.has(path))) return true;
      if (path === dirname(path)) return false;
    }
  };
}

/** Whether an object leaves it to others where it goes, or those whom it names are. */
function saysNoNamespace({ id, manifest, object }: Entity): boolean {
  if (id.namespace !== '' && manifest.resource.namespace === undefined) return true;
  const { subjects } = object;
  return (
    Array.isArray(subjects) &&
    subjects.some((each) => isMap(each) && each.kind === SERVICE_ACCOUNT.kind && !each.namespace)
  );
}

/** What patches are called, whose Kustomization may stand elsewhere. */
const PATCH = /(?:^|\/)patches\/|(?:^|[/._-])patch[^/]*\.(?:ya?ml|json)$/i;

function patchesAmong(files: Iterable<string>): (entity: Entity) => boolean {
  return areAllPatches(files) ? () => false : (entity) => PATCH.test(nameOf(entity));
}

/** Whether all files are called as patches are. */
export function areAllPatches(files: Iterable<string>): boolean {
  for (const file of files) if (!PATCH.test(file)) return false;
  return true;
}

/** The files of objects. */
export function* fileNames(entities: readonly Entity[]): Generator<string> {
  for (const { manifest } of entities) yield manifest.file;
}

/** Whether an object tells Kustomize what to do, and is never sent to a cluster. */
export function isKustomization({ id }: Entity): boolean {
  return id.group === KUSTOMIZE;
}

function isPlain(kustomization: Entity): boolean {
  return (
    Object.keys(kustomization.object).every((key) => PLAIN.has(key)) &&
    textsIn(kustomization.object.resources).every((each) => !REMOTE.test(each))
  );
}

/** The files and folders that a Kustomization builds on. */
function inclusionsOf(kustomization: Entity): readonly string[] {
  return INCLUSIONS.flatMap((field) => textsIn(kustomization.object[field]))
    .filter((each) => !REMOTE.test(each))
    .map((each) => join(folderOf(kustomization), each).replace(/\/$/, ''));
}

function folderOf(entity: Entity): string {
  return dirname(nameOf(entity));
}

function nameOf({ manifest }: Entity): string {
  return normalize(manifest.file);
}

function textsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : [];
}
