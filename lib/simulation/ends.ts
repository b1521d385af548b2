import type { EffectivePolicy } from '../mesh/effective-policy';
import type { MeshProxy } from '../mesh/proxies';
import type { MeshService } from '../mesh/services';
import type { Call } from './call';
import type { End, EndDestination, UpstreamTls, WorkloadShare } from './outcome';
import type { Request } from './request';
import type { Departure, Stop, Trail } from './walk';

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
    host: target.host,
    port: target.port,
    subset: target.subset,
    cluster: target.cluster,
    service: target.service,
    policy: target.policy,
    workloads: more.workloads ?? [],
    addresses: more.addresses ?? [],
    targetPort: more.targetPort,
    tls: more.tls ?? PLAINTEXT,
    stickiness: more.stickiness,
  };
}

const PLAINTEXT: UpstreamTls = { mode: 'plaintext', by: 'none', place: undefined };

/** A departure that comes to its end. */
export function endOf(
  departure: Omit<Departure, 'to' | 'trail'> & { readonly trail: Pick<Trail, 'steps'> },
  via: readonly MeshProxy[],
  stop: Stop,
  destination?: EndDestination,
): End {
  return {
    probability: departure.probability,
    kind: stop.kind,
    status: stop.status,
    grpcStatus: stop.grpcStatus,
    flag: stop.flag,
    why: stop.why,
    destination,
    redirect: stop.redirect,
    body: stop.body,
    request: departure.request,
    decision: departure.decision,
    delay: departure.delay,
    mirrors: departure.mirrors,
    via,
    steps: departure.trail.steps,
  };
}

/** What a client gets from its proxy when there is nowhere to send to: an answer, where the proxy speaks HTTP with it. */
export function refusal({ scheme }: Request, flag: string, why: string, status = 503): Stop {
  return scheme === 'http' ? { kind: 'answered', status, flag, why } : { kind: 'failed', flag, why };
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
