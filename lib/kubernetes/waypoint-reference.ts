import type { IConstruct } from 'constructs';
import { MeshwrightError } from '../core/errors';

/** What a waypoint takes requests for: those to Services, those to addresses of pods, or both. */
export type WaypointTraffic = 'service' | 'workload' | 'all' | 'none';

/** A waypoint, through which what is enrolled is reached: `gatewayApi.Waypoint`, or one that somebody else has made. */
export interface WaypointReference {
  readonly waypoint: {
    /** The name of its Gateway. */
    readonly name: string;
    /** Undefined in charts without a namespace. */
    readonly namespace: string | undefined;
    /** What it takes requests for; undefined where that is not known. */
    readonly traffic?: WaypointTraffic;
    /** Whether it lets things of a namespace use it; undefined where that is not known. */
    takes?(namespace: string | undefined, labels?: Readonly<Record<string, string>>): boolean | undefined;
  };
}

/** What is reached through a waypoint, for messages and for what the waypoint must take. */
type Enrolled = 'namespace' | 'Service' | 'pod';

const NEEDED: Readonly<Record<Enrolled, readonly WaypointTraffic[]>> = {
  namespace: ['service', 'workload', 'all'],
  Service: ['service', 'all'],
  pod: ['workload', 'all'],
};

/**
 * The labels by which something is reached through a waypoint, or with `'none'` is not, whatever its namespace says.
 *
 * @throws MeshwrightError when the waypoint takes no such requests, or nothing of the namespace
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export function waypointLabels(
  where: IConstruct,
  what: Enrolled,
  use: WaypointReference | 'none' | undefined,
  namespace: string | undefined,
  labels?: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (use === undefined) return {};
  if (use === 'none') return { 'istio.io/use-waypoint': 'none' };
  const { waypoint } = use;
  const { name, traffic } = waypoint;
  if (traffic !== undefined && !NEEDED[what].includes(traffic)) {
    throw new MeshwrightError(
      where,
      `waypoint ${name} takes requests for ${traffic === 'none' ? 'nothing' : `each ${traffic}`}, and a ${what} would go past it: give it traffic: '${what === 'pod' ? 'workload' : 'service'}' or 'all'`,
    );
  }
  if (waypoint.takes?.(namespace, labels) === false) {
    throw new MeshwrightError(
      where,
      `waypoint ${name} of namespace ${waypoint.namespace ?? '(none)'} takes nothing of namespace ${namespace ?? '(none)'}: set its allowedNamespaces`,
    );
  }
  const isElsewhere = waypoint.namespace !== undefined && waypoint.namespace !== namespace;
  return {
    'istio.io/use-waypoint': name,
    ...(isElsewhere && { 'istio.io/use-waypoint-namespace': waypoint.namespace }),
  };
}
