import { digestOf } from '../memory/digest';
import type { Memory } from '../memory/memory';
import { Key } from '../memory/sealed';
import type { Finding } from '../model/finding';
import { type Reading, Readings } from '../world/readings';
import type { Judged } from './judge';

/** More than a world has overlays, with what they were before. */
const MOST_OVERLAYS = 1000;

/** What was found in worlds before, of rules that are asked in some settings. */
export class RememberedWorlds {
  /**
   * @param about what is asked, and all else that decides about what is found in a world of given files
   * @param digests of files, by their names; undefined for what nobody knows to be the same again
   */
  constructor(
    private readonly memory: Memory,
    private readonly about: unknown,
    private readonly digests: (file: string) => string | undefined,
  ) {}

  /**
   * @param base what is always there
   * @param complete whether there is nothing else
   * @returns undefined where it cannot be said what it was made of
   */
  world(base: readonly Judged[], complete: boolean): RememberedWorld | undefined {
    const content = this.contentOf(base);
    if (content === undefined) return undefined;
    const digest = digestOf(['world', this.memory.tool, this.about, complete, content]);
    return new RememberedWorld(this.memory, digest, (judged) => this.contentOf(judged));
  }

  /** Files, with what is known of each object. */
  private contentOf(judged: readonly Judged[]): unknown {
    const content: [string, string, string][] = [];
    let last: string | undefined;
    for (const { manifest, sound, scope } of judged) {
      const { file } = manifest;
      if (file !== last) {
        const digest = this.digests(file);
        if (digest === undefined) return undefined;
        content.push([file, digest, '']);
        last = file;
      }
      (content.at(-1) as [string, string, string])[2] += `${sound ? 's' : '-'}${scope?.charAt(0) ?? '-'}`;
    }
    return content;
  }
}

/** As JSON; each is sealed with a key of what it was found in. */
interface RecordedWorld {
  readonly steady?: string;
  readonly overlays: readonly (readonly [id: string, sealed: string])[];
}

/** What is known of a world before anything is put on top of it. */
export interface Steady {
  /** What is wrong with it. */
  readonly findings: readonly Finding[];
  /** What each rule has read of it, by the id of the rule; undefined where that was not found out. */
  readonly readings: ReadonlyMap<string, Readings> | undefined;
}

/** As JSON. */
interface RecordedSteady {
  readonly findings: readonly Finding[];
  readonly readings?: readonly (readonly [rule: string, all: readonly Reading[]])[];
}

/** What was found in one world, and what each of its overlays has added to that. */
export class RememberedWorld {
  private readonly key: Key;
  private readonly steady: Key;
  private readonly recorded: { steady: string | undefined; readonly overlays: Map<string, string> };
  private readonly used = new Map<string, string>();
  private hasNew = false;

  constructor(
    private readonly memory: Memory,
    private readonly digest: string,
    private readonly contentOf: (judged: readonly Judged[]) => unknown,
  ) {
    this.key = new Key(digest);
    this.steady = new Key(digestOf(['steady', digest]));
    const sealed = memory.get(this.key.id);
    const found = sealed === undefined ? undefined : (this.key.unseal(sealed) as RecordedWorld | undefined);
    this.recorded = { steady: found?.steady, overlays: new Map(found?.overlays) };
  }

  recallSteady(): Steady | undefined {
    const { steady } = this.recorded;
    const found = steady === undefined ? undefined : (unsealed(this.steady, steady) as RecordedSteady | undefined);
    if (found === undefined) return undefined;
    const { findings, readings } = found;
    return { findings, readings: readings && new Map(readings.map(([rule, all]) => [rule, new Readings(all)])) };
  }

  keepSteady({ findings, readings }: Steady): void {
    const recorded: RecordedSteady = {
      findings,
      ...(readings === undefined ? {} : { readings: [...readings].map(([rule, { all }]) => [rule, all]) }),
    };
    this.recorded.steady = sealed(this.steady, recorded);
    this.hasNew = true;
  }

  /** What an overlay adds. */
  recall(overlay: readonly Judged[]): readonly Finding[] | undefined {
    const key = this.keyOf(overlay);
    const found = key === undefined ? undefined : this.recorded.overlays.get(key.id);
    if (key === undefined || found === undefined) return undefined;
    this.used.set(key.id, found);
    return unsealed(key, found) as readonly Finding[] | undefined;
  }

  keep(overlay: readonly Judged[], findings: readonly Finding[]): void {
    const key = this.keyOf(overlay);
    if (key === undefined) return;
    this.used.set(key.id, sealed(key, findings));
    this.hasNew = true;
  }

  /** To be called when all was asked. What was not goes first when it is too much. */
  save(): void {
    if (!this.hasNew) return;
    const { steady, overlays } = this.recorded;
    const all = [...this.used, ...[...overlays].filter(([id]) => !this.used.has(id))];
    const recorded: RecordedWorld = {
      ...(steady === undefined ? {} : { steady }),
      overlays: all.slice(0, MOST_OVERLAYS),
    };
    this.memory.put(this.key.id, this.key.seal(recorded));
  }

  private keyOf(overlay: readonly Judged[]): Key | undefined {
    const content = this.contentOf(overlay);
    return content === undefined ? undefined : new Key(digestOf(['overlay', this.digest, content]));
  }
}

function sealed(key: Key, value: unknown): string {
  return key.seal(value).toString('base64');
}

function unsealed(key: Key, text: string): unknown {
  return key.unseal(Buffer.from(text, 'base64'));
}
