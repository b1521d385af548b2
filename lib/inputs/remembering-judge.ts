import type { Judged, Verdict } from '../check/judge';
import type { AnyJudge } from '../check/late-judge';
import { takenSource } from '../model/source/taken-source';
import type { TextSource } from '../model/source/text-source';

/** A judge of objects as files are read. */
export type ManifestJudge = Pick<AnyJudge, 'judge' | 'key'> & {
  /** What texts held that were read before; undefined where nothing is kept. */
  readonly texts?: RememberedTexts;
};

/** A judge that judges equal objects once, and with which equal files are read once: most of two revisions is the same. */
export function rememberingJudge(judge: Pick<AnyJudge, 'judge' | 'key'>): ManifestJudge {
  const known = new Map<string, Verdict>();
  return {
    ...(judge.key === undefined ? {} : { key: judge.key }),
    texts: new RememberedTexts(),
    judge(manifest) {
      const key = manifest.digest ?? textOf(manifest.object);
      const found = key === undefined ? undefined : known.get(key);
      if (found !== undefined) return { ...found, manifest };
      const judged = judge.judge(manifest);
      if (key !== undefined) known.set(key, judged);
      return judged;
    },
  };
}

/** Of longer texts nothing is kept: they are read piece by piece. */
const MAX_BYTES = 1024 * 1024;

/** What texts hold, by the texts. */
export class RememberedTexts {
  private readonly known = new Map<string, readonly Judged[]>();

  /** The text of a source, as a key; undefined for one that is too long. What was taken of it is put back. */
  take(source: TextSource): { readonly text: string | undefined; readonly source: TextSource } {
    const { bytes, source: taken } = takenSource(source, MAX_BYTES);
    // One character for each byte: what is no UTF-8 differs, too.
    return { text: bytes?.toString('latin1'), source: taken };
  }

  /** What a text held, as if it were a file of this name. */
  recall(text: string, file: string): readonly Judged[] | undefined {
    return this.known.get(text)?.map((judged) => ({ ...judged, manifest: { ...judged.manifest, file } }));
  }

  keep(text: string, judged: readonly Judged[]): void {
    this.known.set(text, judged);
  }
}

function textOf(object: unknown): string | undefined {
  try {
    return JSON.stringify(object);
  } catch {
    // It is nested deeper than anything that is right.
    return undefined;
  }
}
