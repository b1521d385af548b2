import { analyse } from '../analysis/analyse';
import { rulesFor } from '../analysis/rule-sets';
import type { Mesh } from '../mesh/mesh';
import type { Settings } from '../settings/settings';
import { byDefinitions } from './by-definitions';
import { findingsOf } from './check';
import type { Judged } from './judge';
import type { AnyJudge } from './late-judge';
import { RULES } from './rules';
import { type Suppressed, suppress } from './suppressions';

/** What is wrong with objects that are applied together, and between them. */
export interface AppliedFindings extends Suppressed {
  /** Rules that failed, which is a fault of this program. */
  readonly failed: readonly string[];
}

/**
 * What `check` says of the objects of one mesh: of each alone, and of all together; without what is meant.
 *
 * @param judged all that was read; what an overlay has replaced is passed over
 */
export function appliedFindings(
  mesh: Mesh,
  judged: readonly Judged[],
  judge: AnyJudge,
  settings: Settings,
): AppliedFindings {
  const applied = new Set(mesh.given.entities.map(({ manifest }) => manifest));
  const all = judged.filter(({ manifest }) => applied.has(manifest));
  const again = byDefinitions(all, judge)?.again;
  const current = all.map((each, index) => again?.get(index) ?? each);
  const { findings, failures } = analyse(mesh, rulesFor(mesh.given));
  const { findings: stay, suppressed } = suppress(
    [...current.flatMap(findingsOf), ...findings],
    applied,
    settings.suppress,
    { exists: (rule) => RULES.has(rule), ran: () => true },
    settings.file,
  );
  return { findings: stay, suppressed, failed: failures.map(({ rule }) => rule) };
}
