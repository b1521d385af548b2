import { AT_REST, type Cookies, type RouteState } from '../flagger-objects/route-state';
import type { PodAge } from './environment';
import type { Phase } from './phase';

/** What Flagger remembers from one tick to the next: the Canary's status, and what it has written. */
export interface Status {
  readonly phase: Phase;
  /** As Flagger has written them; the cookies are those that its rules name. */
  readonly routes: RouteState;
  readonly iterations: number;
  readonly failedChecks: number;
  /** The version that a release began with last. */
  readonly applied: number;
  /** The version that the primary has been promoted to. */
  readonly promoted: number;
  /** Whether the primary was ever given a version by a release. */
  readonly copied: boolean;
  /** Whether the target has pods. */
  readonly running: boolean;
  /** The version of the target that was there at the last tick. */
  readonly seen: number;
  /** The cookies of session affinity. */
  readonly cookies: Cookies;
  /** When the target's pods were changed last. */
  readonly canaryPods: PodChange;
  /** When the primary's pods were changed last. */
  readonly primaryPods: PodChange;
}

/** A change of pods. */
export interface PodChange extends Omit<PodAge, 'seconds'> {
  /** In seconds. */
  readonly at: number;
}

const LONG_AGO: PodChange = { at: Number.NEGATIVE_INFINITY, update: false, fresh: true };

/** A Canary that Flagger has never seen. */
export const UNKNOWN: Status = {
  phase: 'Initializing',
  routes: AT_REST,
  iterations: 0,
  failedChecks: 0,
  applied: 0,
  promoted: 0,
  copied: false,
  running: true,
  seen: 0,
  cookies: {},
  canaryPods: LONG_AGO,
  primaryPods: LONG_AGO,
};

/** A Canary whose first version has long been there. */
export const INITIALIZED: Status = { ...UNKNOWN, phase: 'Initialized', running: false };
