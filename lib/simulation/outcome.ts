import type { CorsPolicy, HeaderOperations } from '../../imports/networking.istio.io';
import type { EffectivePolicy } from '../mesh/effective-policy';
import type { HttpRoute } from '../mesh/http-routes';
import type { MeshProxy } from '../mesh/proxies';
import type { MeshService } from '../mesh/services';
import type { VirtualHost } from '../mesh/virtual-hosts';
import type { MeshVirtualService } from '../mesh/virtual-services';
import type { Place } from '../world/entity';
import type { Workload } from '../world/workload';
import type { Call } from './call';
import type { Redirect } from './redirects';
import type { Request } from './request';

/**
 * What an answer rests on: `exact`, the manifests and nothing else; `assumed`, something that they do not say and that is
 * taken to be as it mostly is; `unknown`, something that could change the answer and is not modelled.
 */
export type Certainty = 'exact' | 'assumed' | 'unknown';

/** Something that an answer rests on besides the manifests. */
export interface Reservation {
  readonly certainty: 'assumed' | 'unknown';
  readonly text: string;
  /** What it is about. */
  readonly places: readonly Place[];
}

/** What becomes of a call. */
export interface Outcome {
  readonly call: Call;
  readonly certainty: Certainty;
  readonly reservations: readonly Reservation[];
  /** What was decided before ways part, in order. */
  readonly steps: readonly Step[];
  /** Every end that the call may have; their probabilities sum to one. */
  readonly ends: readonly End[];
}

/** What a step is about. */
export type StepKind =
  | 'client'
  | 'name'
  | 'listener'
  | 'tls'
  | 'host'
  | 'route'
  | 'fault'
  | 'destination'
  | 'policy'
  | 'server'
  | 'answer';

/** A decision on the way. */
export interface Step {
  readonly kind: StepKind;
  readonly text: string;
  /** What made the decision; undefined for what nobody wrote. */
  readonly place: Place | undefined;
  /** For routes: whether it is this one; `skipped` for one that can never be, for this client. */
  readonly verdict?: 'match' | 'no match' | 'skipped' | 'unknown';
  /** For the choice of a host: its routes, for who wants to know what else could have been. */
  readonly host?: VirtualHost;
}

/** How a call may end. */
export interface End {
  /** From 0 to 1. */
  readonly probability: number;
  /**
   * `reached`: a workload, or something outside, gets it and answers. `answered`: a proxy on the way does. `failed`:
   * there is no answer, as the connection is refused or closed.
   */
  readonly kind: 'reached' | 'answered' | 'failed';
  /** Of an answer of a proxy; a gRPC status is in `grpcStatus`. */
  readonly status: number | undefined;
  readonly grpcStatus: string | undefined;
  /**
   * As Envoy logs it: NR no route, NC no such cluster, UH no endpoints, UF connection failed, UC connection closed, FI
   * fault, RBAC denied, …
   *
   * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#response-flags
   */
  readonly flag: string | undefined;
  /** In words. */
  readonly why: string;
  readonly destination: EndDestination | undefined;
  readonly redirect: Redirect | undefined;
  /** The body of a direct response. */
  readonly body: string | undefined;
  /** The request as the destination gets it, or as it was when it ended. */
  readonly request: Request;
  readonly decision: RouteDecision | undefined;
  readonly delay: Delay | undefined;
  readonly mirrors: readonly Mirror[];
  /** Gateways that it went through, in order. */
  readonly via: readonly MeshProxy[];
  readonly steps: readonly Step[];
}

/** Who gets a request. */
export interface EndDestination {
  /** In full. */
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
  /** As Envoy calls it: `outbound|9080|v1|reviews.web.svc.cluster.local`, `PassthroughCluster`. */
  readonly cluster: string;
  /** Undefined where nothing is known of the host. */
  readonly service: MeshService | undefined;
  readonly workloads: readonly WorkloadShare[];
  /** Addresses that are no pods. */
  readonly addresses: readonly string[];
  /** The port of the pods. */
  readonly targetPort: number | undefined;
  /** What holds on the way: each field with its place. */
  readonly policy: EffectivePolicy;
  readonly tls: UpstreamTls;
  readonly stickiness: Stickiness | undefined;
}

/** The pods of a workload among those that may answer. */
export interface WorkloadShare {
  readonly workload: Workload;
  readonly pods: number;
  /** Of the requests to the destination; from 0 to 1. */
  readonly share: number;
}

/** What the connection to a destination is. */
export interface UpstreamTls {
  readonly mode: 'plaintext' | 'istio-mutual' | 'simple' | 'mutual' | 'passthrough';
  /** Why: a DestinationRule, or that sidecars speak mutual TLS among themselves. */
  readonly by: 'client' | 'destination rule' | 'auto' | 'none';
  readonly place: Place | undefined;
}

/** That the same key leads to the same pod. */
export interface Stickiness {
  readonly on: string;
  /** Of this request; undefined when it has none, so that any pod may answer. */
  readonly key: string | undefined;
}

/** The route that decided. */
export interface RouteDecision {
  readonly route: HttpRoute | undefined;
  readonly virtualService: MeshVirtualService | undefined;
  /** The match, or the rule. */
  readonly place: Place | undefined;
  /** As Envoy names it: `default`, `allow_any`, `block_all`, or the name of the rule. */
  readonly name: string;
  /** As written: `500ms`; undefined for no limit. */
  readonly timeout: string | undefined;
  readonly retries: Retries | undefined;
  readonly cors: CorsPolicy | undefined;
  readonly responseHeaders: readonly HeaderOperations[];
}

/** What is tried again, and how often. */
export interface Retries {
  readonly attempts: number;
  readonly on: string;
  readonly perTryTimeout: string | undefined;
  /** Whether nobody asked for it. */
  readonly byDefault: boolean;
}

/** A wait before anything else is done. */
export interface Delay {
  /** As written: `3s`. */
  readonly duration: string;
  /** From 0 to 1. */
  readonly probability: number;
}

/** Somebody who gets a copy, and whose answer nobody waits for. */
export interface Mirror {
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
  /** Of the requests; from 0 to 1. */
  readonly probability: number;
  /** Why the copy goes nowhere, if so. */
  readonly missing: string | undefined;
}
