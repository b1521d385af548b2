import * as path from 'node:path';
import { loadSchemas } from '../../lib/check/installed-schemas';
import { type FieldPath, formatPath } from '../../lib/model/finding';

/** What Meshwright says of one field. */
export interface OwnCause {
  readonly path: FieldPath;
  /** As it is printed. */
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

/** What Meshwright says of an object, in the words of a server's verdict. */
export interface OwnVerdict {
  readonly verdict: 'accepted' | 'warned' | 'refused';
  readonly causes: readonly OwnCause[];
  readonly warnings: readonly OwnCause[];
}

/** A function that gives Meshwright's verdicts. */
export function ownJudge(): (object: unknown) => OwnVerdict {
  const check = loadSchemas({ cwd: path.resolve(__dirname, '../..') });
  return (object) => {
    const causes: OwnCause[] = [];
    const warnings: OwnCause[] = [];
    for (const { path: at, rule, message, severity } of check.check(object)) {
      const cause = { path: at, field: formatPath(at), rule, message };
      if (severity === 'error') causes.push(cause);
      else if (severity === 'warning') warnings.push(cause);
    }
    const verdict = causes.length > 0 ? 'refused' : warnings.length > 0 ? 'warned' : 'accepted';
    return { verdict, causes, warnings };
  };
}
