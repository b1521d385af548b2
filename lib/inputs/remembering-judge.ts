import type { Judge, Verdict } from '../check/judge';

/** A judge of objects as files are read. */
export type ManifestJudge = Pick<Judge, 'judge'>;

/** A judge that judges equal objects once: most of two revisions is the same. */
export function rememberingJudge(judge: ManifestJudge): ManifestJudge {
  const known = new Map<string, Verdict>();
  return {
    judge(manifest) {
      const key = textOf(manifest.object);
      const found = key === undefined ? undefined : known.get(key);
      if (found !== undefined) return { ...found, manifest };
      const judged = judge.judge(manifest);
      if (key !== undefined) known.set(key, judged);
      return judged;
    },
  };
}

function textOf(object: unknown): string | undefined {
  try {
    return JSON.stringify(object);
  } catch {
    // It is nested deeper than anything that is right.
    return undefined;
  }
}
