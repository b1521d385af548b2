import { goDurationSeconds } from '../kube/go-duration';
import type { Endpoint } from '../mesh/endpoints';
import { isInSubset } from '../mesh/endpoints';
import type { Mesh } from '../mesh/mesh';
import type { End, EndDestination } from '../simulation/outcome';
import { idKey } from '../world/entity';
import type { Workload } from '../world/workload';
import { type Effect, includesPort, type Traffic } from './effect';
import type { Hit } from './hits';
import type { KnownCall } from './known-calls';
import { outcomesOf, type Phase, phase, phasesOf } from './phases';
import { outlierRemarks, remarksOn } from './remarks';
import { type CallPolicy, DEFAULT_RETRY_ON, followTries, type PodsHit } from './tries';

/** What a caller sees while an experiment runs. */
export interface CallerView {
  readonly call: KnownCall;
  /** `server`: what it calls is hit. `itself`: its own pods are. `way`: a node on the way to what it calls. */
  readonly hit: 'server' | 'itself' | 'way';
  /** `shop/reviews-v2`: who is hit. */
  readonly who: string;
  /** The share of its requests whose first try meets the fault, from 0 to 1. */
  readonly share: number;
  readonly policy: CallPolicy;
  /** One after the other; one alone for a fault that stays the same. */
  readonly phases: readonly Phase[];
  /** What cannot be known, and why. */
  readonly unknown: readonly string[];
  readonly remarks: readonly string[];
}

/** What a caller sees of an effect on workloads; undefined where it does not meet it. */
export function viewOf(mesh: Mesh, call: KnownCall, effect: Effect, hits: readonly Hit[]): CallerView | undefined {
  const server = call.outcome.ends.filter((end) => isMet(end, effect, hits));
  const [first] = server;
  if (first !== undefined) return serverView(mesh, call, effect, hits, server, first);
  const own = hits.find(({ workload }) => isSame(workload, call.from.workload));
  if (own === undefined || !isCallHit(call, effect)) return undefined;
  return ownView(call, effect, own);
}

/** Whether an end is at a workload that is hit, at a port that is. */
function isMet({ kind, destination }: End, effect: Effect, hits: readonly Hit[]): boolean {
  if (kind !== 'reached' || destination === undefined) return false;
  if (!destination.workloads.some(({ workload }) => hits.some((hit) => isSame(hit.workload, workload)))) return false;
  const { targetPort } = destination;
  switch (effect.kind) {
    case 'late':
    case 'lost':
    case 'silent':
      return targetPort === undefined || includesPort(effect.traffic.answers, effect.traffic.except, targetPort);
    case 'gone':
      return true;
    case 'unknown':
      return true;
    case 'misled':
    case 'harmless':
      return false;
  }
}

function serverView(
  mesh: Mesh,
  call: KnownCall,
  effect: Effect,
  hits: readonly Hit[],
  ends: readonly End[],
  first: End,
): CallerView {
  const parts = ends.map((end) => {
    const destination = end.destination as EndDestination;
    return { end, destination, pods: podsOf(mesh, destination, hits) };
  });
  const unknownShares = parts.some(({ pods }) => pods === undefined);
  const policy = policyOf(first);
  const known = parts.flatMap(({ end, pods }) => (pods === undefined ? [] : [{ probability: end.probability, pods }]));
  const share = known.reduce(
    (sum, { probability, pods }) => sum + (probability * Math.min(pods.hit, pods.all)) / Math.max(pods.all, 1e-9),
    0,
  );
  const phases = unknownShares ? [] : phasesOf(effect, call, policy, known);
  const who = [
    ...new Set(
      hits
        .filter(({ workload }) =>
          ends.some(({ destination }) => destination?.workloads.some((each) => isSame(each.workload, workload))),
        )
        .map(({ workload }) => `${workload.namespace}/${workload.name}`),
    ),
  ].join(', ');
  return {
    ...{ call, hit: 'server', who, share, policy, phases },
    unknown: [
      ...(effect.kind === 'unknown' ? [effect.why] : []),
      ...(unknownShares ? ['how many of its pods there are, and how many are hit'] : []),
    ],
    remarks: [
      ...(isDrawn(ends, hits)
        ? [
            'this is on average: pods are drawn from several workloads, and whoever calls only some of them may meet more of it, or nothing',
          ]
        : []),
      ...remarksOn(effect, policy, phases),
      ...outlierRemarks(first.destination as EndDestination, phases, parts[0]?.pods),
    ],
  };
}

function isDrawn(ends: readonly End[], hits: readonly Hit[]): boolean {
  const met = ends.flatMap(({ destination }) => destination?.workloads ?? []);
  return hits.some(({ drawn, workload }) => drawn && met.some((each) => isSame(each.workload, workload)));
}

/** The pods of a destination's cluster, and how many of them are hit on average. */
function podsOf(mesh: Mesh, destination: EndDestination, hits: readonly Hit[]): PodsHit | undefined {
  const { service, subset, policy } = destination;
  const labels = subset === undefined ? undefined : policy.rule?.subsets.get(subset)?.value.labels;
  const all: readonly Endpoint[] =
    service === undefined ? [] : mesh.endpoints(service).filter((each) => isInSubset(each, labels));
  let [hit, count] = [0, 0];
  for (const { workload, replicas } of all) {
    count += replicas;
    const found = workload && hits.find((each) => isSame(each.workload, workload));
    if (found === undefined) continue;
    if (found.share === undefined) return undefined;
    hit += found.share * replicas;
  }
  return { hit, all: count };
}

function policyOf({ decision, destination }: End): CallPolicy {
  const { timeout, retries } = decision ?? {};
  const hash = destination?.policy.loadBalancer?.value.consistentHash;
  return {
    timeout: secondsOf(timeout),
    attempts: retries?.attempts ?? 0,
    perTryTimeout: secondsOf(retries?.perTryTimeout),
    retryOn: new Set((retries?.on ?? DEFAULT_RETRY_ON).split(',').map((each) => each.trim())),
    sticky: hash !== undefined,
  };
}

function secondsOf(duration: string | undefined): number | undefined {
  const seconds = duration === undefined ? undefined : goDurationSeconds(duration);
  return seconds === 0 ? undefined : seconds;
}

/** Whether what a workload that is hit asks of others meets the fault. */
function isCallHit({ outcome, request }: KnownCall, effect: Effect): boolean {
  switch (effect.kind) {
    case 'late':
    case 'lost':
    case 'silent':
      return outcome.ends.some(({ kind, destination }) => {
        const port = destination?.targetPort ?? destination?.port;
        return (
          kind === 'reached' && port !== undefined && includesPort(effect.traffic.calls, effect.traffic.except, port)
        );
      });
    case 'misled':
      return effect.names.some((name) => hostOf(request) === name || hostOf(request).startsWith(`${name}.`));
    default:
      return false;
  }
}

function hostOf(request: string): string {
  return /:\/\/([^/:]+)/.exec(request)?.[1] ?? '';
}

/** What somebody outside sees whose connection goes through a node that is hit: of that client nothing is known. */
export function wayView(
  call: KnownCall,
  effect: Extract<Effect, { readonly traffic: Traffic }>,
  who: string,
): CallerView {
  const followed = { probability: 1, ...followTries(EMPTY_POLICY, { hit: 1, all: 1 }, outcomesOf(effect)) };
  return {
    ...{ call, hit: 'way', who, share: 1, policy: EMPTY_POLICY },
    phases: [phase('while it runs', 0, [followed])],
    unknown: ['how many clients come through this node', 'how long clients outside wait, and whether they ask again'],
    remarks: remarksOn(effect, EMPTY_POLICY, []),
  };
}

/** All tries of a pod that is hit meet the fault, wherever they go. */
function ownView(call: KnownCall, effect: Effect, { workload, share }: Hit): CallerView {
  const [first] = call.outcome.ends;
  const policy = first === undefined ? EMPTY_POLICY : policyOf(first);
  const who = `${workload.namespace}/${workload.name}`;
  const base = { call, hit: 'itself' as const, who, share: share ?? 0, policy };
  if (effect.kind === 'misled') return { ...base, phases: [], ...misledWords(effect, call) };
  if (share === undefined) {
    return { ...base, phases: [], unknown: ['how many of its own pods are hit'], remarks: [] };
  }
  const outcomes = 'traffic' in effect ? outcomesOf(effect) : [];
  const followed = { probability: share, ...followTries(policy, { hit: 1, all: 1 }, outcomes) };
  const phases = [phase('while it runs', 1 - share, [followed])];
  return { ...base, phases, unknown: [], remarks: remarksOn(effect, policy, phases) };
}

const EMPTY_POLICY: CallPolicy = {
  timeout: undefined,
  attempts: 0,
  perTryTimeout: undefined,
  retryOn: new Set(),
  sticky: false,
};

function misledWords(
  { to }: Extract<Effect, { readonly kind: 'misled' }>,
  { from }: KnownCall,
): Pick<CallerView, 'unknown' | 'remarks'> {
  if (to === 'elsewhere' && from.kind === 'sidecar') {
    return { unknown: [], remarks: ['its sidecar routes HTTP by the host, whatever the address: nothing changes'] };
  }
  return to === 'self'
    ? {
        unknown: ['what it makes of asking itself: whatever listens there in its own pod answers, or nobody'],
        remarks: ['what goes to a loopback address passes by the sidecar: no route, no retry, no timeout is in force'],
      }
    : { unknown: ['who answers at the other address'], remarks: [] };
}

function isSame(a: Workload, b: Workload | undefined): boolean {
  return b !== undefined && idKey(a.entity.id) === idKey(b.entity.id);
}
