import * as path from 'node:path';
import { ADMISSION_RULES } from '../../lib/admission/rules';
import { loadSchemas } from '../../lib/check/installed-schemas';
import { messageOf } from '../../lib/violation/message';

/** What Meshwright says of one field. */
export interface OwnCause {
  /** The API server's name of the place. */
  readonly field: string;
  readonly rule: string;
  /** As it is printed, with the field in front. */
  readonly message: string;
}

/** What Meshwright says of an object, in the words of a server's verdict. */
export interface OwnVerdict {
  readonly verdict: 'accepted' | 'warned' | 'refused';
  readonly causes: readonly OwnCause[];
  readonly warnings: readonly OwnCause[];
  /** What it says that it cannot say: `nothing is known of the kind`. */
  readonly notes: readonly OwnCause[];
}

/** A function that gives Meshwright's verdicts. @param kubernetes the version that they are for */
export function ownJudge(kubernetes?: string): (object: unknown) => OwnVerdict {
  const judge = loadSchemas({ cwd: path.resolve(__dirname, '../..'), kubernetes });
  return (object) => {
    const told: Record<'error' | 'warning' | 'note', OwnCause[]> = { error: [], warning: [], note: [] };
    for (const violation of judge.verdict(object).violations) {
      const { rule, severity = 'error' } = violation;
      // istiod's webhook is not there to be asked.
      if (Object.hasOwn(ADMISSION_RULES, rule)) continue;
      told[severity].push({ field: violation.path.name, rule, message: messageOf(violation) });
    }
    const { error: causes, warning: warnings, note: notes } = told;
    return {
      verdict: causes.length > 0 ? 'refused' : warnings.length > 0 ? 'warned' : 'accepted',
      causes,
      warnings,
      notes,
    };
  };
}
