import type { Rule } from '../../rule';
import { bothModes } from './both-modes';
import { noEffect } from './no-effect';
import { policyWithoutWaypoint } from './policy-without-waypoint';
import { sourceMatches } from './source-matches';
import { waypointMissing, waypointTraffic, waypointUnused } from './waypoint-labels';
import { mixedRoutes, otherNamespace, withoutWaypoint } from './without-waypoint';
import { waypointIdentity, ztunnelPolicies } from './ztunnel-policies';

/** Rules about ambient mode: ztunnels, waypoints, and what they do not do. */
export const AMBIENT_RULES: readonly Rule[] = [
  ...[bothModes, waypointMissing, waypointUnused, waypointTraffic],
  ...[withoutWaypoint, otherNamespace, mixedRoutes, noEffect, ztunnelPolicies, waypointIdentity],
  ...[policyWithoutWaypoint, sourceMatches],
];
