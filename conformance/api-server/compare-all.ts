import { compare, type Difference, WRONG } from './comparison';
import { type FaultGroup, FaultGroups } from './fault-groups';
import type { Input } from './inputs/input';
import { inputs } from './inputs/inputs';
import { ServedSchemas } from './inputs/served-schemas';
import type { LazyServer } from './lazy-server';
import { stateOf, unaskedOf } from './left-aside';
import { ownJudge } from './own-verdict';
import type { ServerVerdict } from './server-verdict';

/** What was counted for one kind. */
export interface KindCount {
  verdicts: number;
  /** Verdicts that say something about the cluster, not about the manifest. */
  aside: number;
  readonly differences: Partial<Record<Difference, number>>;
}

export interface Outcome {
  readonly kinds: ReadonlyMap<string, KindCount>;
  /** Why verdicts were left aside, and how many. */
  readonly aside: ReadonlyMap<string, number>;
  readonly groups: readonly FaultGroup[];
}

export interface CompareOptions {
  /** Only kinds whose `apiVersion kind` holds this text. */
  readonly kind?: string;
  /** Told of each verdict. */
  readonly each?: (input: Input, server: ServerVerdict, difference: Difference | undefined) => void;
  readonly progress?: (verdicts: number) => void;
}

/** How many questions are under way at once. */
const AT_ONCE = 128;

/** Asks both about everything. */
export async function compareAll(server: LazyServer, { kind = '', each, progress }: CompareOptions): Promise<Outcome> {
  const schemas = await ServedSchemas.load(() => server.client(), server.kubernetes);
  const judge = ownJudge(server.kubernetes);
  const kinds = new Map<string, KindCount>();
  const aside = new Map<string, number>();
  const groups = new FaultGroups();
  let verdicts = 0;

  const one = (input: Input, answer: ServerVerdict) => {
    const name = `${input.base.apiVersion} ${input.base.kind}`;
    const count: KindCount = kinds.get(name) ?? { verdicts: 0, aside: 0, differences: {} };
    kinds.set(name, count);
    progress?.(++verdicts);
    const own = judge(input.object);
    const state = stateOf(answer, input.object) ?? unaskedOf(own);
    if (state !== undefined) {
      count.aside++;
      aside.set(state, (aside.get(state) ?? 0) + 1);
      return;
    }
    count.verdicts++;
    const difference = compare(answer, own);
    each?.(input, answer, difference);
    if (difference === undefined) return;
    count.differences[difference] = (count.differences[difference] ?? 0) + 1;
    groups.add({ input, difference, server: answer, own });
  };

  // Answers are taken in the order of the questions: the outcome is the same in every run.
  const asked: { readonly input: Input; readonly answer: Promise<ServerVerdict> }[] = [];
  const takeFirst = async () => {
    const first = asked.shift();
    if (first !== undefined) one(first.input, await first.answer);
  };
  for (const input of inputs(schemas)) {
    if (!`${input.base.apiVersion} ${input.base.kind}`.includes(kind)) continue;
    asked.push({ input, answer: server.judge(input.object) });
    if (asked.length >= AT_ONCE) await takeFirst();
  }
  while (asked.length > 0) await takeFirst();
  return { kinds, aside, groups: groups.all };
}

/** How many verdicts are wrong. */
export function wrongOf({ differences }: KindCount): number {
  return [...WRONG].reduce((sum, difference) => sum + (differences[difference] ?? 0), 0);
}
