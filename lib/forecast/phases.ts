import type { Effect, Traffic } from './effect';
import type { KnownCall } from './known-calls';
import { type CallEnds, type CallPolicy, followTries, lossOutcomes, type PodsHit, type TryOutcome } from './tries';

/** A time during which a caller sees the same. */
export interface Phase {
  /** `while it runs`. */
  readonly when: string;
  readonly ends: CallEnds['ends'];
  /** How many requests reach servers for one of the caller, on average. */
  readonly tries: number;
  /** The share of requests that are answered with an error, from 0 to 1. */
  readonly errorRate: number;
  /** The share of requests that wait until the fault is over. */
  readonly waiting: number;
}

/** A share of the first tries, and the pods that it may meet. */
export interface Part {
  readonly probability: number;
  readonly pods: PodsHit;
}

/** What a caller sees of an effect on the servers that it calls, one time after the other. */
export function phasesOf(
  effect: Effect,
  call: KnownCall,
  policy: CallPolicy,
  parts: readonly Part[],
): readonly Phase[] {
  const missed = 1 - parts.reduce((sum, { probability }) => sum + probability, 0);
  const along = (when: string, outcomes: readonly TryOutcome[], pods: (of: PodsHit) => PodsHit = (of) => of): Phase => {
    const followed = parts.map((part) => ({ ...part, ...followTries(policy, pods(part.pods), outcomes) }));
    return phase(when, missed, followed);
  };
  switch (effect.kind) {
    case 'late':
      return [along('while it runs', lateOutcomes(effect.seconds))];
    case 'lost':
      return [along('while it runs', lossOutcomes(effect.share))];
    case 'silent':
      return [along('while it runs', [{ probability: 1, result: 'answer', late: Number.POSITIVE_INFINITY }])];
    case 'gone': {
      // A server's sidecar that is there answers for an application that is not.
      const result = effect.until === 'restarted' && call.from.kind !== 'none' ? '503' : 'refused';
      const until =
        effect.until === 'deleted'
          ? 'until the experiment is deleted'
          : effect.until === 'restarted'
            ? 'until the container is ready again'
            : 'until another pod is ready';
      const rest = parts.map(({ probability, pods }) => {
        const left = pods.all - pods.hit;
        return { probability, ends: left > 1e-9 ? ANSWERED : NOBODY, tries: left > 1e-9 ? 1 : 0 };
      });
      return [
        along('until the pods are taken out, a second or two', [{ probability: 1, result, late: 0 }]),
        phase(`then ${until}`, missed, rest),
      ];
    }
    default:
      return [];
  }
}

const ANSWERED: CallEnds['ends'] = [{ probability: 1, result: 'answer', late: 0 }];
const NOBODY: CallEnds['ends'] = [{ probability: 1, result: 503, late: 0 }];

function lateOutcomes(seconds: number): readonly TryOutcome[] {
  return [{ probability: 1, result: 'answer', late: seconds }];
}

/** A time, of what those see who meet the fault, and of those who miss it. */
export function phase(
  when: string,
  missed: number,
  parts: readonly ({ readonly probability: number } & CallEnds)[],
): Phase {
  const ends = new Map<string, CallEnds['ends'][number]>();
  const add = (end: CallEnds['ends'][number], share: number) => {
    const key = `${end.result} ${end.late}`;
    const probability = end.probability * share;
    if (probability > 1e-9) ends.set(key, { ...end, probability: probability + (ends.get(key)?.probability ?? 0) });
  };
  for (const { probability, ends: of } of parts) for (const end of of) add(end, probability);
  add({ probability: 1, result: 'answer', late: 0 }, missed);
  const all = [...ends.values()].sort((a, b) => a.late - b.late);
  const sum = (is: (end: CallEnds['ends'][number]) => boolean) =>
    all.filter(is).reduce((total, each) => total + each.probability, 0);
  return {
    when,
    ends: all,
    tries: missed + parts.reduce((total, { probability, tries }) => total + probability * tries, 0),
    errorRate: sum(({ result }) => result === 503 || result === 504),
    waiting: sum(({ result }) => result === 'waits'),
  };
}

/** What becomes of a try that meets an effect on traffic. */
export function outcomesOf(effect: Extract<Effect, { readonly traffic: Traffic }>): readonly TryOutcome[] {
  switch (effect.kind) {
    case 'late':
      return lateOutcomes(effect.seconds);
    case 'lost':
      return lossOutcomes(effect.share);
    case 'silent':
      return [{ probability: 1, result: 'answer', late: Number.POSITIVE_INFINITY }];
  }
}
