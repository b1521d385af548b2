import { identityOf } from '../kube/object-reference';
import type { FieldPath, Finding } from '../model/finding';
import type { NodeFact } from '../picture/node-facts';
import type { Picture } from '../picture/picture';
import type { Place } from '../world/entity';

/** Findings, where they belong. */
export interface FindingsAtNodes {
  /** By the id of the node. */
  readonly at: ReadonlyMap<string, readonly Finding[]>;
  /** About objects that are not in the picture. */
  readonly elsewhere: readonly Finding[];
}

/**
 * Puts findings at the nodes that their objects make, or that they hold for: a finding about a DestinationRule at its
 * service, one about a subset of it at the subset alone.
 */
export function findingsAtNodes(
  { nodes }: Picture,
  facts: ReadonlyMap<string, readonly NodeFact[]>,
  findings: readonly Finding[],
): FindingsAtNodes {
  const at = new Map<string, Finding[]>();
  const elsewhere: Finding[] = [];
  for (const finding of findings) {
    const near = nodes.filter(({ id, place }) =>
      [place, ...(facts.get(id) ?? []).map((fact) => fact.place)].some((each) => isAbout(finding, each)),
    );
    const within = near.filter(({ place }) => isAbout(finding, place) && isBelow(finding.path, place?.path ?? []));
    const chosen = within.length > 0 ? within : near;
    for (const { id } of chosen) at.set(id, [...(at.get(id) ?? []), finding]);
    if (chosen.length === 0) elsewhere.push(finding);
  }
  return { at, elsewhere };
}

function isAbout({ resource, file }: Finding, place: Place | undefined): boolean {
  if (place === undefined || resource === undefined) return false;
  const { manifest } = place.entity;
  return identityOf(manifest.resource) === identityOf(resource) && (file === undefined || manifest.file === file);
}

/** Whether a path, as findings write it, is that of a place or leads further into it. */
function isBelow(text: string, path: FieldPath): boolean {
  const start = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  return text === start || start === '' || text.startsWith(`${start}.`) || text.startsWith(`${start}[`);
}
