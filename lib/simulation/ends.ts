import type { EffectivePolicy } from '../mesh/effective-policy';
import type { MeshProxy } from '../mesh/proxies';
import type { MeshService } from '../mesh/services';
import type { Call } from './call';
import type { End, EndDestination, UpstreamTls, WorkloadShare } from './outcome';
import type { Request } from './request';
import type { Departure, Stop } from './walk';

/** What goes to a destination, before it is known who answers. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
  /** As Envoy calls it. */
  readonly cluster: string;
  readonly service: MeshService | undefined;
  readonly policy: EffectivePolicy;
}

/** What the target of a call is when no proxy has anything to say about it. */
export function plainTarget(host: string, port: number, cluster: string, service?: MeshService): Target {
  return { host, port, subset: undefined, cluster, service, policy: {} };
}

/** The destination of a target of which it is not known, or does not matter, who is behind it. */
export function destinationOf(target: Target, more: Partial<EndDestination> = {}): EndDestination {
  return {
    ...target,
    workloads: [],
    addresses: [],
    targetPort: undefined,
    tls: { mode: 'plaintext', by: 'none', place: undefined },
    stickiness: undefined,
    ...more,
  };
}

/** A departure that comes to its end. */
export function endOf(departure: Departure, via: readonly MeshProxy[], stop: Stop, destination?: EndDestination): End {
  const { probability, request, decision, delay, mirrors, trail } = departure;
  return {
    ...{ probability, request, decision, delay, mirrors, via, destination },
    kind: stop.kind,
    status: stop.status,
    grpcStatus: stop.grpcStatus,
    flag: stop.flag,
    why: stop.why,
    redirect: stop.redirect,
    body: stop.body,
    steps: trail.steps,
  };
}

/** What a client gets from its proxy when there is nowhere to send to: an answer, where the proxy speaks HTTP with it. */
export function refusal({ scheme }: Request, flag: string, why: string): Stop {
  return scheme === 'http' ? { kind: 'answered', status: 503, flag, why } : { kind: 'failed', flag, why };
}

/** TLS that the client itself has begun, if it has; with a certificate of the mesh below a request in plain text. */
export function ownTls({ scheme }: Request, { clientCertificate }: Call): UpstreamTls {
  const isTls = scheme === 'https' || scheme === 'tls';
  const mode = isTls ? 'passthrough' : clientCertificate ? 'istio-mutual' : 'plaintext';
  return { mode, by: 'client', place: undefined };
}

/** `1 pod of reviews-v1, 2 pods of reviews-v2` */
export function describeShares(workloads: readonly WorkloadShare[], addresses: readonly string[]): string {
  const pods = workloads.map(
    ({ workload, pods: count }) => `${count} ${count === 1 ? 'pod' : 'pods'} of ${workload.name}`,
  );
  return [...pods, ...addresses].join(', ');
}
