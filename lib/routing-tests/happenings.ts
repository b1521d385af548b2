import type { End, Outcome } from '../simulation/outcome';
import { qualifiedName } from '../world/entity';
import type { Workload } from '../world/workload';

/** One thing that may become of a request: an end, and of those who may answer there one. */
export interface Happening {
  /** From 0 to 1. */
  readonly probability: number;
  readonly end: End;
  /** Undefined for an answer of a proxy, and for what is no pod. */
  readonly workload: Workload | undefined;
}

/** Everything that may become of a request; the probabilities sum to one. */
export function happeningsOf({ ends }: Pick<Outcome, 'ends'>): readonly Happening[] {
  return ends.flatMap((end): readonly Happening[] => {
    const { probability, destination } = end;
    const workloads = end.kind === 'reached' ? (destination?.workloads ?? []) : [];
    const rest = workloads.reduce((left, { share }) => left - share, 1);
    return [
      ...workloads.map(({ workload, share }) => ({ probability: probability * share, end, workload })),
      ...(rest > EPSILON ? [{ probability: probability * rest, end, workload: undefined }] : []),
    ];
  });
}

/** What floating point adds. */
export const EPSILON = 1e-6;

/** What becomes of a request, in a word or two each: `80 % default/tomcat, 20 % 503 UH`. */
export function summaryOf(outcome: Pick<Outcome, 'ends'>): string {
  const shares = new Map<string, number>();
  for (const each of happeningsOf(outcome)) {
    const name = happeningName(each);
    shares.set(name, (shares.get(name) ?? 0) + each.probability);
  }
  const parts = [...shares].map(([name, share]) => (share > 1 - EPSILON ? name : `${percentOf(share)} % ${name}`));
  return parts.join(', ');
}

/** From 0 to 100, without what floating point adds. */
export function percentOf(share: number): number {
  return Number((share * 100).toFixed(4));
}

/** What becomes of a request in a word or two: `shop/web`, `503 UH`. */
export function happeningName({ end, workload }: Pick<Happening, 'end' | 'workload'>): string {
  const { kind, status, grpcStatus, flag, why, destination, redirect } = end;
  if (redirect !== undefined) return `${redirect.status} to ${redirect.location}`;
  if (kind === 'failed') return `no answer (${why})`;
  if (kind === 'answered') {
    return [status, ...(grpcStatus === undefined ? [] : [`gRPC ${grpcStatus}`]), ...(flag === undefined ? [] : [flag])]
      .filter((each) => each !== undefined)
      .join(' ');
  }
  if (workload !== undefined) return qualifiedName(workload);
  return destination === undefined ? why : `${destination.host}:${destination.port}`;
}
