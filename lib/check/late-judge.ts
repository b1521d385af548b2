import { isMap, type JsonMap } from '../kube/json';
import type { Manifest } from '../model/manifest';
import { isDefinition } from '../schema/definition-schemas';
import type { Violation } from '../violation/violation';
import type { Judge, Judged, Verdict } from './judge';
import type { JudgedBy, KindName } from './judged-by';
import type { KnownKindName } from './known-kinds';
import type { RememberedVerdicts } from './remembered-verdicts';

/** Whoever judges objects. */
export interface AnyJudge extends Pick<Judge, 'judge' | 'judgedBy' | 'knowing' | 'knownKinds' | 'ofList' | 'verdict'> {
  /** All that its verdicts depend on beside the objects; undefined where that is not known. */
  readonly key?: string;
  /** As {@link Judge.knowingAmong}. */
  knowingAmong(objects: readonly unknown[]): AnyJudge;
}

/** A judge who remembers in which texts there was nothing wrong, and is made when there is something else to judge. */
export class LateJudge implements AnyJudge {
  private made: Judge | undefined;

  constructor(
    readonly key: string,
    private readonly verdicts: RememberedVerdicts,
    private readonly make: () => Judge,
  ) {}

  private get judging(): Judge {
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
    return this.judging.judgedBy(kinds);
  }

  knownKinds(): readonly KnownKindName[] {
    return this.judging.knownKinds();
  }

  /** What another judge finds is not remembered. */
  knowing(definitions: readonly JsonMap[]): Judge {
    return this.judging.knowing(definitions);
  }

  knowingAmong(objects: readonly unknown[]): AnyJudge {
    const hasDefinitions = objects.some((object) => isMap(object) && isDefinition(object));
    return hasDefinitions ? this.judging.knowingAmong(objects) : this;
  }
}
