/** An object of Kubernetes. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly generation?: number;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** Something that Flagger told: an event of the Canary. */
export interface ToldEvent {
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly message: string;
}

/** A call of a webhook of the Canary. */
export interface HookCall {
  readonly name: string;
  /** As in the Canary; empty for one of no type. */
  readonly type: string;
  /** The phase that Flagger told. */
  readonly phase: string;
  /** What it was answered. */
  readonly status: number;
}

/** A question to Prometheus. */
export interface MetricQuery {
  readonly query: string;
  /** What it was answered; null for no data. */
  readonly value: number | null;
}

/** A change that Flagger made, in the order of the changes. */
export interface Write {
  readonly verb: 'create' | 'update' | 'patch' | 'delete';
  readonly apiVersion: string;
  /** As in paths: `deployments`; `canaries/status` for a subresource. */
  readonly resource: string;
  readonly name: string;
  /** What was sent. */
  readonly object?: unknown;
}

/** What one run of Flagger's loop did to one Canary. */
export interface Tick {
  /** From 0, the tick that notices the new version; those before are negative, the last of them -1. */
  readonly tick: number;
  /** After the tick, as all that follows. */
  readonly phase: string;
  readonly primaryWeight: number;
  readonly canaryWeight: number;
  /** Whether requests are copied to the new version. */
  readonly mirrored: boolean;
  readonly iterations: number;
  readonly failedChecks: number;
  readonly events: readonly ToldEvent[];
  readonly hooks: readonly HookCall[];
  readonly queries: readonly MetricQuery[];
  readonly writes: readonly Write[];
  /** The VirtualService; undefined when there is none. */
  readonly virtualService?: KubeObject;
  readonly status: Readonly<Record<string, unknown>>;
}

/** A release as Flagger took it. */
export interface Timeline {
  /** Until the Canary is initialised. */
  readonly before: readonly Tick[];
  readonly ticks: readonly Tick[];
}
