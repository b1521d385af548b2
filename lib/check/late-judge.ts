import { isMap, type JsonMap } from '../kube/json';
import { digestOf } from '../memory/digest';
import type { Memory } from '../memory/memory';
import { Key } from '../memory/sealed';
import type { Manifest } from '../model/manifest';
import { isDefinition } from '../schema/definition-schemas';
import type { Violation } from '../violation/violation';
import type { Judge, Judged, Verdict } from './judge';
import type { JudgedBy, KindName } from './judged-by';
import type { KnownKindName } from './known-kinds';
import { RememberedVerdicts } from './remembered-verdicts';

/** Whoever judges objects. */
export interface AnyJudge extends Pick<Judge, 'judge' | 'judgedBy' | 'knownKinds' | 'ofList' | 'verdict'> {
  /** All that its verdicts depend on beside the objects; undefined where that is not known. */
  readonly key?: string;
  /**
   * As {@link Judge.knowing}.
   *
   * @param digests of the texts of the definitions, where they are known
   */
  knowing(definitions: readonly JsonMap[], digests?: readonly (string | undefined)[]): AnyJudge;
  /** As {@link Judge.knowingAmong}. */
  knowingAmong(objects: readonly unknown[]): AnyJudge;
}

/** A judge who remembers what was said of texts, and is made when there is something else to judge. */
export class LateJudge implements AnyJudge {
  private readonly verdicts: RememberedVerdicts;
  private made: AnyJudge | undefined;

  constructor(
    private readonly memory: Memory,
    readonly key: string,
    private readonly make: () => AnyJudge,
  ) {
    this.verdicts = new RememberedVerdicts(memory, key);
  }

  private get judging(): AnyJudge {
    this.made ??= this.make();
    return this.made;
  }

  judge(manifest: Manifest): Judged {
    const known = this.verdicts.recall(manifest);
    if (known !== undefined) return known;
    const judged = this.judging.judge(manifest);
    this.verdicts.keep(judged);
    return judged;
  }

  verdict(object: unknown): Verdict {
    return this.judging.verdict(object);
  }

  ofList(list: Manifest): readonly Violation[] {
    return this.judging.ofList(list);
  }

  judgedBy(kinds: Iterable<KindName>): JudgedBy {
    const all = [...kinds];
    // In their order: of two versions of one project, the last is told.
    const names = [...new Set(all.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))];
    const key = new Key(digestOf(['judged by', this.key, names]));
    const sealed = this.memory.get(key.id);
    const known = sealed === undefined ? undefined : key.unseal(sealed);
    if (known !== undefined) return known as JudgedBy;
    const judgedBy = this.judging.judgedBy(all);
    this.memory.put(key.id, key.seal(judgedBy));
    return judgedBy;
  }

  knownKinds(): readonly KnownKindName[] {
    return this.judging.knownKinds();
  }

  knowing(definitions: readonly JsonMap[], digests: readonly (string | undefined)[] = [undefined]): AnyJudge {
    const make = () => this.judging.knowing(definitions);
    if (digests.includes(undefined)) return make();
    return new LateJudge(this.memory, digestOf(['knowing', this.key, digests]), make);
  }

  knowingAmong(objects: readonly unknown[]): AnyJudge {
    const hasDefinitions = objects.some((object) => isMap(object) && isDefinition(object));
    return hasDefinitions ? this.judging.knowingAmong(objects) : this;
  }
}
