import type {
  CorsPolicy,
  Delegate,
  Headers,
  HTTPDirectResponse,
  HTTPFaultInjection,
  HTTPRedirect,
  HTTPRetry,
  HTTPRewrite,
  HTTPRouteDestination,
} from '../../imports/networking.istio.io';
import type { CallOptions } from '../simulation/call';
import type { UpstreamTls } from '../simulation/outcome';
import type { Arrival } from './expectation';
import type { HostTarget } from './target';

/** A test of requests, as a file says it. */
export interface RequestTest {
  readonly description: string;
  /** As messages name it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Files that go on top of the mesh, absolute, in order. */
  readonly overlays: readonly string[];
  /** Every request that the test makes: all combinations of what it lists. */
  readonly requests: readonly TestRequest[];
  /** Whether what is expected is to be so, or not to be. */
  readonly wanted: boolean;
  /** Whether the test says so itself. */
  readonly saysWanted: boolean;
  /** What is expected of the rule that takes the request, as it is written in a VirtualService. */
  readonly rule: ExpectedRule;
  /** What is expected to become of the request. */
  readonly expected: readonly ExpectedOutcome[];
  /** Whether what cannot be known is taken to change nothing. */
  readonly ignoresUnknown: boolean;
}

/** A request of a test. */
export interface TestRequest {
  /** Who asks; undefined for whoever the VirtualService is for. */
  readonly source: string | undefined;
  /** `GET http://reviews:9080/` */
  readonly text: string;
  readonly options: CallOptions;
  /** Whether the port is said, so that conditions on it count. */
  readonly saysPort: boolean;
}

/** Fields of a rule; those that are given are compared as a whole. */
export interface ExpectedRule {
  readonly route?: readonly HTTPRouteDestination[];
  readonly redirect?: HTTPRedirect;
  readonly rewrite?: HTTPRewrite;
  readonly fault?: HTTPFaultInjection;
  readonly headers?: Headers;
  readonly delegate?: Delegate;
  readonly directResponse?: HTTPDirectResponse;
  readonly timeout?: string;
  readonly retries?: HTTPRetry;
  readonly corsPolicy?: CorsPolicy;
}

export const RULE_FIELDS = [
  ...(['route', 'redirect', 'rewrite', 'fault', 'headers', 'delegate'] as const),
  ...(['directResponse', 'timeout', 'retries', 'corsPolicy'] as const),
] as const satisfies readonly (keyof ExpectedRule)[];

/** A host with details, or the text that names a workload or a host. */
export type NamedTarget = string | HostTarget;

/** What is expected, before it is known in which mesh: names stand for what they are in it. */
export type ExpectedOutcome =
  | { readonly kind: 'reach'; readonly target: NamedTarget }
  | { readonly kind: 'answer'; readonly status: number; readonly flag?: string }
  | { readonly kind: 'no answer' }
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  | {
      readonly kind: 'split';
      readonly shares: readonly { readonly to: NamedTarget | number; readonly percent: number }[];
    }
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly percent: number }
  | { readonly kind: 'copy'; readonly target: NamedTarget; readonly percent: number }
  | { readonly kind: 'arrival'; readonly arrival: Arrival }
  | { readonly kind: 'timeout'; readonly milliseconds: number | undefined }
  | { readonly kind: 'retries'; readonly attempts: number }
  | { readonly kind: 'tls'; readonly mode: UpstreamTls['mode'] };
