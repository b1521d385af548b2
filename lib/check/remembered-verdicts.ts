import type { Memory } from '../memory/memory';
import { Key } from '../memory/sealed';
import type { Manifest } from '../model/manifest';
import type { Judged } from './judge';

/** In characters: the digest of a text, and the first letter of the scope of its object. */
const DIGEST = 17;
const RECORD = DIGEST + 1;
/** More than are in most repositories; in bytes, less than the largest entry of a memory. */
const MOST = 100_000;

const SCOPES = { C: 'Cluster', N: 'Namespaced' } as const;
type Letter = keyof typeof SCOPES;

/**
 * The objects in which one judge has found nothing: by digests of their texts, of which nothing is kept. Those of Secrets
 * are not kept either, as a short text can be guessed.
 */
export class RememberedVerdicts {
  private readonly id: string;
  private known: Map<string, string> | undefined;
  private readonly used = new Map<string, string>();
  private hasNew = false;

  /** @param judge what the judge is known by */
  constructor(
    private readonly memory: Memory,
    judge: string,
  ) {
    this.id = new Key(`verdicts ${judge}`).id;
    memory.beforeSaving(() => this.save());
  }

  recall(manifest: Manifest): Judged | undefined {
    const { digest } = manifest;
    if (digest === undefined) return undefined;
    this.known ??= this.read();
    const letter = this.used.get(digest) ?? this.known.get(digest);
    if (letter === undefined) return undefined;
    this.used.set(digest, letter);
    return { manifest, scope: SCOPES[letter as Letter], sound: true, violations: [], unevaluated: [] };
  }

  keep({ manifest, scope, sound, violations, unevaluated }: Judged): void {
    const { digest, resource } = manifest;
    if (digest === undefined || resource.kind === 'Secret') return;
    if (!sound || scope === undefined || violations.length > 0 || unevaluated.length > 0) return;
    this.used.set(digest, scope.charAt(0));
    this.hasNew = true;
  }

  /** Gives the memory what is known if some of it is new; what was not asked for goes first when it is too much. */
  private save(): void {
    if (!this.hasNew) return;
    this.hasNew = false;
    const records: string[] = [];
    for (const [digest, letter] of this.used) records.push(digest, letter);
    for (const [digest, letter] of this.known ?? []) if (!this.used.has(digest)) records.push(digest, letter);
    this.memory.put(this.id, Buffer.from(records.slice(0, 2 * MOST).join(''), 'latin1'));
  }

  private read(): Map<string, string> {
    const known = new Map<string, string>();
    const text = this.memory.get(this.id)?.toString('latin1') ?? '';
    for (let at = 0; at + RECORD <= text.length; at += RECORD) {
      const letter = text.charAt(at + DIGEST);
      if (letter in SCOPES) known.set(text.slice(at, at + DIGEST), letter);
    }
    return known;
  }
}
