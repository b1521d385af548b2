import type { Mesh } from '../../mesh/mesh';
import type { FieldPath, Severity } from '../../model/finding';
import type { Remark } from '../../rollout/remarks';
import type { Report } from '../rule';
import { type Release, releasesOf } from './releases';

/** How a rule tells of what a rehearsal remarks on. */
interface Telling {
  readonly ids: readonly Remark['id'][];
  readonly path: (release: Release, remark: Remark) => FieldPath;
  readonly fix: string;
  readonly if?: (release: Release) => boolean;
  readonly severity?: Severity;
}

/** Reports what rehearsals of releases remark on. */
export function reportRemarks(mesh: Mesh, report: Report, { ids, path, fix, if: applies, severity }: Telling): void {
  for (const release of releasesOf(mesh)) {
    if (applies?.(release) === false) continue;
    for (const remark of release.outlook.remarks) {
      if (!ids.includes(remark.id)) continue;
      report(release.entity, path(release, remark), {
        ...(severity === undefined ? {} : { severity }),
        message: remark.text,
        fix,
      });
    }
  }
}
