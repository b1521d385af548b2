import { analyse } from '../analysis/analyse';
import type { Rule } from '../analysis/rule';
import { identityOf } from '../kube/object-reference';
import type { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';

/** What rules say of one world and not of the other. */
export interface FindingChanges {
  /** There now, and not before. */
  readonly come: readonly Finding[];
  readonly gone: readonly Finding[];
}

/** Findings that are new, and those that are gone, wherever in a file they are. */
export function findingChanges(before: Mesh, after: Mesh, rules: readonly Rule[]): FindingChanges {
  if (rules.length === 0) return { come: [], gone: [] };
  const [old, now] = [before, after].map((mesh) => analyse(mesh, rules).findings) as [
    readonly Finding[],
    readonly Finding[],
  ];
  return { come: missingIn(now, old), gone: missingIn(old, now) };
}

/** Those of a list that another one has not: of equal ones as many as there are more. */
function missingIn(all: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const left = new Map<string, number>();
  for (const finding of others) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  return all.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    left.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

function keyOf({ rule, resource, path, message }: Finding): string {
  return [rule, resource === undefined ? '' : identityOf(resource), path, message].join('\0');
}
