import { idKey } from '../world/entity';
import type { CallerView } from './caller-view';
import type { KnownCall } from './known-calls';
import { DEFAULT_RETRY_ON, isRetried } from './tries';

/** Calls one after the other, of which the last meets a fault: what one request at its beginning may become. */
export interface Chain {
  readonly calls: readonly KnownCall[];
  /** Requests at the end for one at the beginning, at most: if each application passes on the status that it gets. */
  readonly requests: number;
}

const DEPTH = 6;

/** The chains of known calls that end with one that meets a fault, and multiply it. */
export function chainsTo(view: CallerView, calls: readonly KnownCall[]): readonly Chain[] {
  const status = statusOf(view);
  if (status === undefined) return [];
  const last = mostTries(view);
  const chains: Chain[] = [];
  const follow = (chain: readonly KnownCall[], requests: number) => {
    const [head] = chain;
    if (head === undefined || chain.length > DEPTH) return;
    for (const call of calls) {
      if (chain.includes(call) || !reaches(call, head)) continue;
      const product = requests * triesOn(call, status);
      chains.push({ calls: [call, ...chain], requests: product });
      follow([call, ...chain], product);
    }
  };
  follow([view.call], last);
  return chains
    .filter(({ requests }) => requests > 1)
    .sort((a, b) => b.requests - a.requests || a.calls.length - b.calls.length);
}

/** The status that a caller gets in the bad case. */
function statusOf({ phases }: CallerView): 503 | 504 | undefined {
  const [worst] = [...phases].sort((a, b) => b.errorRate - a.errorRate);
  const found = worst?.ends.find(({ result }) => result === 503 || result === 504)?.result;
  return found === 503 || found === 504 ? found : undefined;
}

function mostTries({ phases, policy }: CallerView): number {
  return phases.some(({ tries }) => tries > 1 + 1e-9) ? policy.attempts + 1 : 1;
}

/** How often a call is made at most, where it is answered with a status. */
function triesOn({ outcome }: KnownCall, status: 503 | 504): number {
  const retries = outcome.ends.find(({ kind }) => kind === 'reached')?.decision?.retries;
  if (retries === undefined) return 1;
  const on = new Set((retries.on || DEFAULT_RETRY_ON).split(',').map((each) => each.trim()));
  const again = status === 503 ? isRetried(on, '503') : ['5xx', 'gateway-error', '504'].some((each) => on.has(each));
  return again ? retries.attempts + 1 : 1;
}

function reaches({ outcome, from }: KnownCall, next: KnownCall): boolean {
  const { workload } = next.from;
  if (workload === undefined || from.workload === workload) return false;
  return outcome.ends.some(({ destination }) =>
    destination?.workloads.some((each) => idKey(each.workload.entity.id) === idKey(workload.entity.id)),
  );
}
