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
}

/** The outcome of a check, as reports print it. */
export interface CheckResult {
  readonly summary: Summary;
  /** In the order of files and lines. */
  readonly findings: readonly Finding[];
}

/** Counts findings. */
export function summarize(
  findings: readonly Finding[],
  checked: { readonly files: number; readonly objects: number; readonly skippedRules: number },
): Summary {
  const count = (severity: Severity) => findings.reduce((sum, each) => sum + Number(each.severity === severity), 0);
  return {
    files: checked.files,
    objects: checked.objects,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    skippedRules: checked.skippedRules,
  };
}

/** The summary as a sentence: `12 objects in 3 files: 2 errors, 1 note`. */
export function describeSummary({ files, objects, errors, warnings, notes, skippedRules }: Summary): string {
  const found = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
    ...(notes > 0 ? [plural(notes, 'note')] : []),
  ];
  const skipped = skippedRules > 0 ? `; ${plural(skippedRules, 'rule')} could not be evaluated` : '';
  return `${plural(objects, 'object')} in ${plural(files, 'file')}: ${found.join(', ') || 'no problems'}${skipped}`;
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
