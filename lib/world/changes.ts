import { equalJson } from '../kube/json';
import type { Entity } from './entity';
import { areAllPatches, fileNames, isKustomization } from './kustomize';
import { provisionsOf } from './provisions';
import { READING, type Reading } from './readings';
import { referencesOf } from './references/extract';
import type { WorldIndex } from './world-index';

/** What somebody who reads all of two worlds finds different. */
export function changesBetween(before: WorldIndex, after: WorldIndex): ReadonlySet<Reading> {
  const changes = new Set<Reading>();
  if (before === after) return changes;
  for (const kind of new Set([...before.byKind.keys(), ...after.byKind.keys()])) {
    const [old, now] = [before.byKind.get(kind) ?? [], after.byKind.get(kind) ?? []];
    if (old.length === now.length && old.every((entity, index) => isSame(entity, now[index]))) continue;
    changes.add(kind).add(READING.everything);
    const known = new Set(old);
    const added = now.filter((entity) => !known.delete(entity));
    for (const entity of [...known, ...added]) for (const reading of readingsOf(entity)) changes.add(reading);
  }
  if (!isSameSet(before.namespaces, after.namespaces)) changes.add(READING.namespaces);
  if (!isSameSet(before.installedInto, after.installedInto)) changes.add(READING.installations);
  if (!isSameSet(before.groups, after.groups)) changes.add(READING.groups);
  if (areAllPatches(fileNames(before.entities)) !== areAllPatches(fileNames(after.entities))) {
    changes.add(READING.kustomizations);
  }
  if (before.variants.size > 0 || after.variants.size > 0) changes.add(READING.variants);
  return changes;
}

/** A controller makes its objects for each world anew. */
function isSame(a: Entity, b: Entity | undefined): boolean {
  if (a === b) return true;
  return (
    a.derived !== undefined &&
    b?.derived !== undefined &&
    a.key === b.key &&
    a.derived.by === b.derived.by &&
    equalJson(a.derived.from ?? null, b.derived.from ?? null) &&
    isSameManifest(a, b) &&
    equalJson(a.object, b.object)
  );
}

/** What is made from two manifests has the places of each. */
function isSameManifest({ manifest: a }: Entity, { manifest: b }: Entity): boolean {
  const [x, y] = [a.locate([]), b.locate([])];
  return a.file === b.file && x.line === y.line && x.column === y.column;
}

/** What an object has a part in, beside its kind. */
function readingsOf(entity: Entity): readonly Reading[] {
  return [
    ...(isKustomization(entity) ? [READING.kustomizations] : []),
    ...(provisionsOf(entity).length > 0 ? [READING.provisions] : []),
    ...(referencesOf(entity).length > 0 ? [READING.references] : []),
    ...(isUnreadable(entity) ? [READING.unreadable] : []),
  ];
}

/** Whether nothing is known of what an object says. */
export function isUnreadable({ spec, refused }: Entity): boolean {
  return spec === undefined && refused !== true;
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}
