/** What comes of a try at a pod that is hit. */
export interface TryOutcome {
  readonly probability: number;
  /** `refused`: nobody takes the connection; `503`: the server's sidecar answers, as its application does not. */
  readonly result: 'answer' | 'refused' | '503';
  /** Seconds that it is late; infinite for what never comes. */
  readonly late: number;
}

/** What a client's sidecar does with a request that goes wrong. */
export interface CallPolicy {
  /** Seconds for all tries; undefined for no limit. */
  readonly timeout: number | undefined;
  /** How often it is tried again. */
  readonly attempts: number;
  /** Seconds for each try. */
  readonly perTryTimeout: number | undefined;
  /** On what. */
  readonly retryOn: ReadonlySet<string>;
  /** Whether the same pod is asked again. */
  readonly sticky: boolean;
}

/** How many of the pods that may answer are hit; on average, where it is not known which. */
export interface PodsHit {
  readonly hit: number;
  readonly all: number;
}

/** One way in which a call may end. */
export interface CallEnd {
  readonly probability: number;
  /** `waits`: until the fault is over. */
  readonly result: 'answer' | 503 | 504 | 'waits';
  /** Seconds later than without the fault. */
  readonly late: number;
}

/** All ways in which a call may end, and what it asks of servers. */
export interface CallEnds {
  readonly ends: readonly CallEnd[];
  /** How many requests reach pods for one, on average. */
  readonly tries: number;
}

/** What Istio retries on unless it is told. */
export const DEFAULT_RETRY_ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

/** Whether a try that ended so is tried again. A try that took too long needs more than the default conditions. */
export function isRetried(retryOn: ReadonlySet<string>, ended: 'refused' | '503' | 'too late'): boolean {
  const has = (...names: readonly string[]) => names.some((name) => retryOn.has(name));
  switch (ended) {
    case 'refused':
      return has('connect-failure', 'reset', 'reset-before-request', '5xx', 'gateway-error');
    case '503':
      return has('retriable-status-codes', '503', '5xx', 'gateway-error');
    case 'too late':
      return has('reset', '5xx', 'gateway-error');
  }
}

/** Follows a call through its tries: each goes to a pod of the same destination that was not asked before, if there is one. */
export function followTries(policy: CallPolicy, { hit, all }: PodsHit, outcomes: readonly TryOutcome[]): CallEnds {
  const ends = new Map<string, CallEnd>();
  let tries = 0;
  const end = (probability: number, result: CallEnd['result'], late: number) => {
    if (probability <= 0) return;
    const key = `${result} ${late}`;
    ends.set(key, { result, late, probability: probability + (ends.get(key)?.probability ?? 0) });
  };
  const limit = policy.timeout ?? Number.POSITIVE_INFINITY;

  function attempt(probability: number, left: number, late: number): void {
    if (probability <= 1e-9) return;
    tries += probability;
    const chance = chanceOfHit(policy.attempts - left);
    end(probability * (1 - chance), 'answer', late);
    for (const outcome of outcomes) afterTry(probability * chance * outcome.probability, left, late, outcome);
  }

  function afterTry(probability: number, left: number, before: number, { result, late }: TryOutcome): void {
    const perTry = policy.perTryTimeout ?? Number.POSITIVE_INFINITY;
    const taken = Math.min(late, perTry);
    const isCut = late >= perTry && perTry < Number.POSITIVE_INFINITY;
    const again = (ended: Parameters<typeof isRetried>[1]) => left > 0 && isRetried(policy.retryOn, ended);
    if (limit < Number.POSITIVE_INFINITY && before + taken >= limit) end(probability, 504, limit);
    else if (isCut && again('too late')) attempt(probability, left - 1, before + perTry);
    else if (isCut) end(probability, 504, before + perTry);
    else if (late === Number.POSITIVE_INFINITY) end(probability, 'waits', late);
    else if (result === 'answer') end(probability, 'answer', before + late);
    else if (again(result)) attempt(probability, left - 1, before + late);
    else end(probability, 503, before + late);
  }

  /** @param asked how many pods were asked before: all of them were hit */
  function chanceOfHit(asked: number): number {
    if (all <= 0) return 0;
    if (policy.sticky && asked > 0) return 1;
    // Where all have been asked, any is taken again.
    const [left, leftHit] = asked < all ? [all - asked, Math.max(0, hit - asked)] : [all, hit];
    return Math.min(1, leftHit / left);
  }

  attempt(1, policy.attempts, 0);
  return { ends: [...ends.values()].sort((a, b) => a.late - b.late || b.probability - a.probability), tries };
}

/** Retransmissions of TCP: Linux waits at least 200 ms, and twice as long each time. */
const FIRST_WAIT = 0.2;
const RETRANSMISSIONS = 6;

/** An answer of which each packet is lost with some probability, taken to be one packet on a connection that is there. */
export function lossOutcomes(share: number): readonly TryOutcome[] {
  const outcomes: TryOutcome[] = [];
  for (let lost = 0; lost < RETRANSMISSIONS; lost++) {
    outcomes.push({ probability: share ** lost * (1 - share), result: 'answer', late: FIRST_WAIT * (2 ** lost - 1) });
  }
  return [
    ...outcomes,
    { probability: share ** RETRANSMISSIONS, result: 'answer', late: FIRST_WAIT * (2 ** RETRANSMISSIONS - 1) },
  ];
}
