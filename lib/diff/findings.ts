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
  const [come, gone] = [missingIn(now, old, keyOf), missingIn(old, now, keyOf)];
  // What says the same with another count stays.
  return { come: missingIn(come, gone, uncounted), gone: missingIn(gone, come, uncounted) };
}

/** Those of a list that another one has not: of equal ones as many as there are more. */
function missingIn(
  all: readonly Finding[],
  others: readonly Finding[],
  keyOf: (finding: Finding) => string,
): readonly Finding[] {
  const left = new Map<string, number>();
  for (const finding of others) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  return all.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    left.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

/** The key of a finding, how many of something there are left out: other numbers tell one finding from another. */
function uncounted(finding: Finding): string {
  return keyOf({ ...finding, message: finding.message.replaceAll(COUNTED, (text) => text.replace(/^\d+/, '#')) });
}

const NOUNS = 'pod|workload|container|namespace|object|file|route|rule|host|client|request|replica|entry|character';
/** `3 pods`, `2 more`, and the number behind `used by`. */
const COUNTED = new RegExp(`(?<=\\bused by )\\d+\\b|(?<![\\w.:-])\\d+ (?:more|others?|(?:${NOUNS})s?)\\b`, 'g');

function keyOf({ rule, resource, path, message }: Finding): string {
  return [rule, resource === undefined ? '' : identityOf(resource), path, message].join('\0');
}
