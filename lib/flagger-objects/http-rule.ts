import type { ManifestObject } from '../model/manifest';
import type { Match } from './match';
import type { RouteState } from './route-state';

/** A rule of `spec.http` of a VirtualService. */
export type HttpRule = ManifestObject;

/** A destination of a rule. */
export interface RouteDestination extends ManifestObject {
  readonly destination: { readonly host: string; readonly port?: { readonly number: number } };
  readonly weight: number;
}

/** The shares alone. */
export type Weights = Pick<RouteState, 'primaryWeight' | 'canaryWeight'>;

/** Makes rules that do to requests what a Canary says. */
export interface RuleMaker {
  rule(match: readonly Match[] | undefined, route: readonly RouteDestination[]): HttpRule;
  /** The destinations primary and canary. */
  split(weights: Weights): readonly [RouteDestination, RouteDestination];
}
