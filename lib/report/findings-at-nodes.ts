import { identityOf, type ObjectReference } from '../kube/object-reference';
import type { FieldPath, Finding } from '../model/finding';
import type { NodeFact } from '../picture/node-fact';
import type { Picture } from '../picture/picture';
import type { Place } from '../world/entity';

/** Findings, where they belong. */
export interface FindingsAtNodes {
  /** By the id of the node. */
  readonly at: ReadonlyMap<string, readonly Finding[]>;
  /** About objects that are not in the picture. */
  readonly elsewhere: readonly Finding[];
}

/** A node, and the place that makes it if that is of the object. */
interface Near {
  readonly id: string;
  readonly own: Place | undefined;
}

/**
 * Puts findings at the nodes that their objects make, or that they hold for: a finding about a DestinationRule at its
 * service, one about a subset of it at the subset alone.
 */
export function findingsAtNodes(
  picture: Picture,
  facts: ReadonlyMap<string, readonly NodeFact[]>,
  findings: readonly Finding[],
): FindingsAtNodes {
  const byObject = nodesByObject(picture, facts);
  const at = new Map<string, Finding[]>();
  const elsewhere: Finding[] = [];
  for (const finding of findings) {
    const { resource, file } = finding;
    const near = resource === undefined ? [] : (byObject.get(keyOf(resource, file)) ?? []);
    const within = near.filter(({ own }) => own !== undefined && isBelow(finding.path, own.path));
    const chosen = within.length > 0 ? within : near;
    for (const { id } of chosen) {
      const known = at.get(id);
      if (known === undefined) at.set(id, [finding]);
      else known.push(finding);
    }
    if (chosen.length === 0) elsewhere.push(finding);
  }
  return { at, elsewhere };
}

/** The nodes that objects make or hold for, by the object with its file and without. */
function nodesByObject(
  { nodes }: Picture,
  facts: ReadonlyMap<string, readonly NodeFact[]>,
): ReadonlyMap<string, readonly Near[]> {
  const found = new Map<string, Map<string, Near>>();
  const add = (key: string, near: Near) => {
    const known = found.get(key) ?? new Map<string, Near>();
    found.set(key, known);
    if (!known.has(near.id)) known.set(near.id, near);
  };
  for (const { id, place } of nodes) {
    for (const each of [place, ...(facts.get(id) ?? []).map((fact) => fact.place)]) {
      if (each === undefined) continue;
      const { resource, file } = each.entity.manifest;
      const near = { id, own: each === place ? place : undefined };
      add(keyOf(resource, file), near);
      add(keyOf(resource, undefined), near);
    }
  }
  return new Map([...found].map(([key, near]) => [key, [...near.values()]]));
}

function keyOf(resource: ObjectReference, file: string | undefined): string {
  return `${identityOf(resource)}\n${file ?? '*'}`;
}

/** Whether a path, as findings write it, is that of a place or leads further into it. */
function isBelow(text: string, path: FieldPath): boolean {
  const start = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  return text === start || start === '' || text.startsWith(`${start}.`) || text.startsWith(`${start}[`);
}
