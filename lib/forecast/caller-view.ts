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
import {
  type CallEnds,
  type CallPolicy,
  DEFAULT_RETRY_ON,
  followTries,
  isRetried,
  lossOutcomes,
  type PodsHit,
  type TryOutcome,
} from './tries';

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

interface Part {
  readonly probability: number;
  readonly pods: PodsHit;
}

function phasesOf(effect: Effect, call: KnownCall, policy: CallPolicy, parts: readonly Part[]): readonly Phase[] {
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

function phase(when: string, missed: number, parts: readonly ({ readonly probability: number } & CallEnds)[]): Phase {
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

function outcomesOf(effect: Extract<Effect, { readonly traffic: Traffic }>): readonly TryOutcome[] {
  switch (effect.kind) {
    case 'late':
      return lateOutcomes(effect.seconds);
    case 'lost':
      return lossOutcomes(effect.share);
    case 'silent':
      return [{ probability: 1, result: 'answer', late: Number.POSITIVE_INFINITY }];
  }
}

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

function remarksOn(
  effect: Effect,
  { perTryTimeout, timeout, attempts, retryOn, sticky }: CallPolicy,
  phases: readonly Phase[],
): readonly string[] {
  const remarks: string[] = [];
  const isLate = effect.kind === 'late' || effect.kind === 'lost' || effect.kind === 'silent';
  const longest = effect.kind === 'late' ? effect.seconds : Number.POSITIVE_INFINITY;
  if (isLate && perTryTimeout !== undefined && longest >= perTryTimeout && !isRetried(retryOn, 'too late'))
    remarks.push(
      'a try that takes longer than perTryTimeout is not tried again: retryOn needs gateway-error, 5xx or reset',
    );
  if (isLate && attempts > 0 && perTryTimeout === undefined)
    remarks.push('slow answers are not tried again: without perTryTimeout the first try may take as long as it likes');
  if (isLate && timeout === undefined && perTryTimeout === undefined)
    remarks.push('there is no timeout: callers wait as long as it takes');
  if (effect.kind === 'late') {
    remarks.push(`the first request on a new connection is late by as much again for the handshake of TCP, and of TLS`);
    if (effect.offset > 0) remarks.push(`it varies by ${effect.offset} s more or less`);
  }
  if (effect.kind === 'lost')
    remarks.push(
      'TCP sends again what is lost, after 200 ms and then twice as long each time: there are no errors but those of timeouts',
    );
  if (sticky && attempts > 0) remarks.push('with a consistent hash the same pod is asked again');
  const [first] = phases;
  if (effect.kind === 'gone' && first !== undefined && first.errorRate < 1e-6 && first.tries > 1)
    remarks.push('retries hide it: callers see no error, and the number of requests shows it');
  return remarks;
}

/** What outlier detection makes of the errors that a caller sees. */
function outlierRemarks(
  { policy }: EndDestination,
  phases: readonly Phase[],
  pods: PodsHit | undefined,
): readonly string[] {
  const detection = policy.outlierDetection?.value;
  if (detection === undefined) return [];
  const fails = phases.some(({ errorRate, tries }) => errorRate > 0 || tries > 1);
  if (!fails) return ['outlier detection sees no errors: slow answers are answers, and no pod is left out'];
  const errors = detection.consecutive5xxErrors ?? detection.consecutiveGatewayErrors ?? 5;
  if (errors === 0) return ['outlier detection is off: it counts no errors'];
  const time = detection.baseEjectionTime ?? '30s';
  const most = detection.maxEjectionPercent || 10;
  const all = pods?.all ?? 0;
  const allowed = Math.floor((all * most) / 100);
  return [
    allowed < 1
      ? `after ${errors} errors in a row a pod would be left out for ${time}; whether one may be, where maxEjectionPercent of ${most} is less than one of ${all} pods, is not known`
      : `after ${errors} errors in a row a sidecar leaves a pod out for ${time}, longer each time, at most ${allowed} of ${all}: then its requests go to the others`,
  ];
}

function isSame(a: Workload, b: Workload | undefined): boolean {
  return b !== undefined && idKey(a.entity.id) === idKey(b.entity.id);
}
