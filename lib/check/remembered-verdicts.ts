import { digestOf } from '../memory/digest';
import type { Memory } from '../memory/memory';
import { Key } from '../memory/sealed';
import type { FieldPath, Severity } from '../model/finding';
import type { Manifest } from '../model/manifest';
import { tell } from '../violation/message';
import { Path } from '../violation/path';
import type { Violation } from '../violation/violation';
import type { Judged, Verdict } from './judge';

/** In characters: the digest of a text, and the first letter of the scope of its object. */
const DIGEST = 17;
const RECORD = DIGEST + 1;
/** More than are in most repositories; in bytes, less than the largest entry of a memory. */
const MOST = 100_000;
/** Of objects in which something was found: each is sealed. */
const MOST_FOUND = 1000;

const SCOPES = { C: 'Cluster', N: 'Namespaced' } as const;

/**
 * What one judge has said of objects: by digests of their texts, of which nothing is kept. Those of Secrets are not kept
 * either, as a short text can be guessed.
 */
export class RememberedVerdicts {
  /** The objects in which nothing was found: the letter of the scope of each. */
  private readonly clean: Records<string>;
  /** All others: what was found, sealed. */
  private readonly others: Records<string>;

  /** @param judge what the judge is known by */
  constructor(
    memory: Memory,
    private readonly judge: string,
  ) {
    this.clean = new Records(new Key(`clean ${judge}`).id, memory, readClean, writeClean);
    this.others = new Records(new Key(`others ${judge}`).id, memory, readOthers, writeOthers);
    memory.beforeSaving(() => {
      this.clean.save();
      this.others.save();
    });
  }

  recall(manifest: Manifest): Judged | undefined {
    const { digest } = manifest;
    if (digest === undefined) return undefined;
    const letter = this.clean.get(digest) as keyof typeof SCOPES | undefined;
    if (letter !== undefined) {
      return { manifest, scope: SCOPES[letter], sound: true, violations: [], unevaluated: [] };
    }
    // A key takes longer than to read a small object.
    if (this.others.isEmpty) return undefined;
    const key = this.keyOf(digest);
    const sealed = this.others.get(key.id);
    const found = sealed === undefined ? undefined : key.unseal(Buffer.from(sealed, 'base64'));
    return found === undefined ? undefined : { manifest, ...verdictOf(found as RecordedVerdict) };
  }

  keep(judged: Judged): void {
    const { manifest, scope, sound, violations, unevaluated } = judged;
    const { digest, resource } = manifest;
    if (digest === undefined || resource.kind === 'Secret') return;
    if (sound && scope !== undefined && violations.length === 0 && unevaluated.length === 0) {
      this.clean.add(digest, scope.charAt(0));
    } else if (this.others.hasRoom(MOST_FOUND)) {
      const key = this.keyOf(digest);
      const record = recordOf(judged);
      // How values are written was looked up, in a file that may be another by now.
      if (manifest.digest === digest) this.others.add(key.id, key.seal(record).toString('base64'));
    }
  }

  private keyOf(digest: string): Key {
    return new Key(digestOf(['verdict', this.judge, digest]));
  }
}

/** A part of a memory that is read when it is first asked for, and written when something new is in it. */
class Records<T> {
  private known: ReadonlyMap<string, T> | undefined;
  private readonly used = new Map<string, T>();
  private hasNew = false;

  constructor(
    private readonly id: string,
    private readonly memory: Memory,
    private readonly read: (content: Buffer) => ReadonlyMap<string, T>,
    private readonly write: (records: ReadonlyMap<string, T>) => Buffer,
  ) {}

  get(key: string): T | undefined {
    const used = this.used.get(key);
    if (used !== undefined || this.recorded.size === 0) return used;
    const found = this.recorded.get(key);
    if (found !== undefined) this.used.set(key, found);
    return found;
  }

  get isEmpty(): boolean {
    return this.used.size === 0 && this.recorded.size === 0;
  }

  private get recorded(): ReadonlyMap<string, T> {
    if (this.known === undefined) {
      const content = this.memory.get(this.id);
      this.known = content === undefined ? new Map() : this.read(content);
    }
    return this.known;
  }

  hasRoom(most: number): boolean {
    return this.used.size < most;
  }

  add(key: string, record: T): void {
    this.used.set(key, record);
    this.hasNew = true;
  }

  /** What was not asked for comes last, and goes first when it is too much. */
  save(): void {
    if (!this.hasNew) return;
    this.hasNew = false;
    this.memory.put(this.id, this.write(new Map([...this.used, ...(this.known ?? [])])));
  }
}

function readClean(content: Buffer): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  const text = content.toString('latin1');
  for (let at = 0; at + RECORD <= text.length; at += RECORD) {
    const letter = text.charAt(at + DIGEST);
    if (letter in SCOPES) known.set(text.slice(at, at + DIGEST), letter);
  }
  return known;
}

function writeClean(records: ReadonlyMap<string, string>): Buffer {
  const all: string[] = [];
  for (const [digest, letter] of records) all.push(digest, letter);
  return Buffer.from(all.slice(0, 2 * MOST).join(''), 'latin1');
}

/** A line for each: its id, and what is sealed. */
function readOthers(content: Buffer): ReadonlyMap<string, string> {
  const lines = content.toString('latin1').split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}

function writeOthers(records: ReadonlyMap<string, string>): Buffer {
  const lines = [...records].slice(0, MOST_FOUND).map(([id, sealed]) => `${id} ${sealed}`);
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** As JSON. */
interface RecordedVerdict {
  readonly scope: Verdict['scope'] | null;
  readonly sound: boolean;
  /** As they are told. */
  readonly violations: readonly {
    readonly rule: string;
    readonly severity: Severity;
    readonly parts: FieldPath;
    readonly message: string;
    readonly fix?: string;
  }[];
  readonly unevaluated: readonly { readonly parts: FieldPath; readonly rule: string }[];
}

function recordOf({ manifest, scope, sound, violations, unevaluated }: Judged): RecordedVerdict {
  return {
    scope: scope ?? null,
    sound,
    violations: violations.map((violation) => {
      const { parts } = violation.path;
      const { rule, severity, message, fix } = tell(violation, () => manifest.written?.(parts));
      return { rule, severity, parts, message, ...(fix === undefined ? {} : { fix }) };
    }),
    unevaluated: unevaluated.map(({ path, rule }) => ({ parts: path.parts, rule })),
  };
}

function verdictOf({ scope, sound, violations, unevaluated }: RecordedVerdict): Verdict {
  return {
    scope: scope ?? undefined,
    sound,
    violations: violations.map(
      ({ rule, severity, parts, message, fix }): Violation => ({
        ...{ rule, severity, type: 'statement', path: Path.of(parts), detail: message },
        ...(fix === undefined ? {} : { fix }),
      }),
    ),
    unevaluated: unevaluated.map(({ parts, rule }) => ({ path: Path.of(parts), rule })),
  };
}
