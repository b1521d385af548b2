/** How requests are shared between the old version, the primary, and the new one, the canary. */
export interface RouteState {
  /** Percent of the requests for the primary: 100 less the canary's. */
  readonly primaryWeight: number;
  /** Percent of the requests for the canary, 0 to 100. */
  readonly canaryWeight: number;
  /** Whether the canary gets a copy of each request, whose answer nobody sees. */
  readonly mirror: boolean;
  /** The cookies of session affinity, once Flagger has routed. @default - none yet */
  readonly cookies?: Cookies;
}

/** Cookies that tell clients of the canary from others, each as `name=value`. */
export interface Cookies {
  /** The one of the release that goes on. */
  readonly current?: string;
  /** The one of the release before, which is to be forgotten. */
  readonly previous?: string;
  /** The one of clients of the primary. */
  readonly primary?: string;
}

/** Between two releases. */
export const AT_REST: RouteState = { primaryWeight: 100, canaryWeight: 0, mirror: false };
