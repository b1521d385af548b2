import * as path from 'node:path';
import { loadSchemas } from '../../lib/check/installed-schemas';
import type { Verdict } from '../../lib/check/judge';
import { markRepeated } from '../../lib/kube/repeated';
import { tell } from '../../lib/violation/message';
import { recordedVerdicts } from './recording';

/** Gives equal parts of objects the same value, as reading does of texts that are alike. */
export class SharedParts {
  private readonly known = new Map<string, object>();

  of(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const made = Array.isArray(value)
      ? value.map((item) => this.of(item))
      : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.of(item)]));
    const key = JSON.stringify(made);
    const before = this.known.get(key);
    if (before === undefined) this.known.set(key, made);
    else markRepeated(before);
    return before ?? made;
  }
}

/** An object of which something else is said when its parts stand in others as well. */
export interface SharingDifference {
  readonly name: string;
  readonly alone: unknown;
  readonly shared: unknown;
}

/**
 * Judges the objects of recorded verdicts each by itself, and twice with all that they have in common being the same
 * values, as it is read from one file.
 *
 * @param every only each so-manieth of them
 */
export function compareSharing(every = 1): { readonly objects: number; readonly differences: SharingDifference[] } {
  const judge = loadSchemas({ cwd: path.resolve(__dirname, '../..') });
  const told = (object: unknown) => toldOf(judge.verdict(object));
  const parts = new SharedParts();
  const objects = [...recordedVerdicts(every)].map(({ name, object }) => {
    return { name, alone: told(object()), shared: parts.of(object()) };
  });
  const differences: SharingDifference[] = [];
  for (let round = 0; round < 2; round += 1) {
    for (const { name, alone, shared } of objects) {
      const other = told(shared);
      if (JSON.stringify(other) !== JSON.stringify(alone)) differences.push({ name, alone, shared: other });
    }
  }
  return { objects: objects.length, differences };
}

function toldOf({ scope, sound, violations, unevaluated }: Verdict): unknown {
  return {
    ...{ scope, sound },
    violations: violations.map((violation) => ({ ...tell(violation), place: violation.path.name })),
    unevaluated: unevaluated.map(({ path: at, rule }) => [at.name, rule]),
  };
}
