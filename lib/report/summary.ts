import type { JudgedBy } from '../check/judged-by';
import { plural } from '../kube/plural';
import type { Finding, Severity } from '../model/finding';

/** What was checked and how much was found. */
export interface Summary {
  readonly files: number;
  readonly objects: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  /** Rules of schemas that could not be evaluated, and therefore found nothing. */
  readonly skippedRules: number;
  /** Findings that annotations or the settings say are meant. */
  readonly suppressed: number;
  /** How many objects there are of each kind that is not known and so not checked, by `apiVersion kind`. */
  readonly unknownKinds: Readonly<Record<string, number>>;
}

/** The outcome of a check, as reports print it. */
export interface CheckResult {
  readonly summary: Summary;
  readonly judgedBy: JudgedBy;
  /** In the order of files and lines. */
  readonly findings: readonly Finding[];
}

/** Counts findings. */
export function summarize(
  findings: readonly Finding[],
  checked: Pick<Summary, 'files' | 'objects'> & Partial<Pick<Summary, 'skippedRules' | 'suppressed' | 'unknownKinds'>>,
): Summary {
  const count = (severity: Severity) => findings.reduce((sum, each) => sum + Number(each.severity === severity), 0);
  return {
    files: checked.files,
    objects: checked.objects,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    skippedRules: checked.skippedRules ?? 0,
    suppressed: checked.suppressed ?? 0,
    unknownKinds: checked.unknownKinds ?? {},
  };
}

/** The summary as a sentence: `12 objects in 3 files: 2 errors, 1 note`. */
export function describeSummary(summary: Summary): string {
  const { files, objects, errors, warnings, notes, skippedRules, suppressed, unknownKinds } = summary;
  const found = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
    ...(notes > 0 ? [plural(notes, 'note')] : []),
  ];
  const unknown = Object.entries(unknownKinds).map(([kind, count]) => `${count} ${kind}`);
  const more = [
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
    ...(skippedRules > 0 ? [`${plural(skippedRules, 'rule')} could not be evaluated`] : []),
    ...(unknown.length > 0 ? [`not checked, as nothing is known of the kind: ${unknown.join(', ')}`] : []),
  ];
  const head = `${plural(objects, 'object')} in ${plural(files, 'file')}: ${found.join(', ') || (objects === 0 ? 'nothing to check' : 'no problems')}`;
  return [head, ...more].join('; ');
}
