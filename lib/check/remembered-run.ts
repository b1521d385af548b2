import { digestOf } from '../memory/digest';
import type { Memory } from '../memory/memory';
import { Key } from '../memory/sealed';
import { digestOfSource } from '../model/source/digested-source';
import { takenSource } from '../model/source/taken-source';
import type { TextSource } from '../model/source/text-source';
import type { CheckOutcome } from './check-outcome';

/** A file to check. */
export interface CheckedFile {
  readonly source: TextSource;
  /** Whether every document has to be an object. */
  readonly strict: boolean;
}

/** What a text was when it was read. */
export interface ReadText {
  /** Of all its bytes; undefined where it was not the same each time. */
  readonly digest: string | undefined;
  readonly source: TextSource;
  readonly stamp: string | undefined;
}

/** In bytes: how much of what can be read once only, such as the standard input, is kept in memory. */
const MAX_TAKEN = 16 * 1024 * 1024;

/** One check of files, of which it may be known already what comes out. */
export class RememberedRun {
  private constructor(
    private readonly memory: Memory,
    private readonly key: Key,
    /** By names of files. */
    private readonly digests: ReadonlyMap<string, string>,
    /** In place of those that were given, as some cannot be read twice. */
    readonly files: readonly CheckedFile[],
  ) {}

  /**
   * @param files in the order in which they are checked
   * @param others which belong to the worlds of these
   * @param about all else that decides about what comes out, as JSON
   * @returns undefined where something cannot be read, or is too long
   */
  static of(
    memory: Memory,
    files: readonly CheckedFile[],
    others: readonly TextSource[],
    about: unknown,
  ): { readonly run: RememberedRun | undefined; readonly files: readonly CheckedFile[] } {
    const taken: CheckedFile[] = [];
    const digests = new Map<string, string>();
    let isWhole = true;
    for (const file of files) {
      const { source } = file;
      const again = source.reread === undefined ? takenIfReadable(source) : source;
      taken.push({ ...file, source: again });
      const digest = again.reread === undefined ? undefined : digestIfReadable(again);
      if (digest === undefined || digests.has(source.name)) isWhole = false;
      else digests.set(source.name, digest);
    }
    for (const source of others) {
      const digest = digestIfReadable(source);
      if (digest === undefined || digests.has(source.name)) isWhole = false;
      else digests.set(source.name, digest);
    }
    if (!isWhole) return { run: undefined, files: taken };
    const asked = files.map(({ source, strict }) => [source.name, strict]);
    const key = new Key(digestOf(['run', memory.tool, about, asked, [...digests]]));
    return { run: new RememberedRun(memory, key, digests, taken), files: taken };
  }

  recall(): CheckOutcome | undefined {
    const sealed = this.memory.get(this.key.id);
    const found = sealed === undefined ? undefined : (this.key.unseal(sealed) as RecordedOutcome | undefined);
    if (found === undefined || !Array.isArray(found.findings)) return undefined;
    return { ...found, unknownKinds: new Map(found.unknownKinds), namedOnce: new Set(found.namedOnce) };
  }

  /** @param read what was read, by names of files, and has not changed since: it may have before that */
  keep(outcome: CheckOutcome, read: ReadonlyMap<string, ReadText>): void {
    for (const { source } of this.files) if (!read.has(source.name)) return;
    for (const [name, { digest }] of read) if (digest !== this.digests.get(name)) return;
    const recorded: RecordedOutcome = {
      ...outcome,
      unknownKinds: [...outcome.unknownKinds],
      namedOnce: [...outcome.namedOnce],
    };
    this.memory.put(this.key.id, this.key.seal(recorded));
  }
}

/** As JSON. */
type RecordedOutcome = Omit<CheckOutcome, 'unknownKinds' | 'namedOnce'> & {
  readonly unknownKinds: readonly (readonly [string, number])[];
  readonly namedOnce: readonly string[];
};

/** What is wrong with a file is said when it is read to be checked. */
function takenIfReadable(source: TextSource): TextSource {
  try {
    return takenSource(source, MAX_TAKEN).source;
  } catch {
    return source;
  }
}

function digestIfReadable(source: TextSource): string | undefined {
  try {
    return digestOfSource(source);
  } catch {
    return undefined;
  }
}
