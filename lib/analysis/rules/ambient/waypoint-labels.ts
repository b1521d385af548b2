import { isWaypoint, trafficOf } from '../../../mesh/waypoints';
import { describeId } from '../../../world/entity';
import { GATEWAY_API_GATEWAY, NAMESPACE } from '../../../world/kinds';
import { absenceOf, absent, isMeant, isSure, nearest } from '../../missing';
import type { Rule } from '../../rule';
import { ambient, waypoint } from './example';
import { waypointUses } from './waypoints';

export const waypointMissing: Rule = {
  id: 'AMBIENT_WAYPOINT_MISSING',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'a label that names a waypoint that does not exist',
    why: 'Requests go on without it, from ztunnel to ztunnel: no rule of HTTP, no policy for HTTP and no token is looked at.',
    fix: 'Add the Gateway of class istio-waypoint (`istioctl waypoint generate`), or correct its name or namespace (`istio.io/use-waypoint-namespace`).',
    symptoms: ['rules are ignored', 'a policy has no effect'],
    see: 'https://istio.io/latest/docs/ambient/usage/waypoint/#use-a-waypoint-proxy',
    wrong: ambient(', istio.io/use-waypoint: waypont', waypoint()),
    right: ambient(', istio.io/use-waypoint: waypoint', waypoint()),
  },

  check(mesh, report) {
    const { given, world } = mesh;
    for (const { entity, path, to } of waypointUses(mesh)) {
      const gateway = given.get(GATEWAY_API_GATEWAY, to);
      if (gateway !== undefined) {
        if (isWaypoint(gateway)) continue;
        report(entity, path, {
          message: `${describeId(to)} is no waypoint, as its class is another: requests do not go through it`,
          fix: 'name a Gateway of class istio-waypoint',
          related: [{ entity: gateway, path: ['spec', 'gatewayClassName'], message: 'its class' }],
        });
        continue;
      }
      if (world.exists(to) === 'yes') continue;
      const near = nearest(given, to);
      const absence = absenceOf(world, to);
      const isKnown = isSure(absence, isMeant(to, near));
      report(entity, path, {
        severity: isKnown ? 'error' : absence === 'open' && near === undefined ? 'note' : 'warning',
        message: absent(describeId(to), isKnown, 'requests go on without a waypoint'),
        fix: near === undefined ? 'add the Gateway, with class istio-waypoint' : `did you mean ${near.id.name}?`,
        related:
          near === undefined
            ? []
            : [{ entity: near, path: ['metadata', 'name'], message: `is ${describeId(near.id)}` }],
      });
    }
  },
};

export const waypointUnused: Rule = {
  id: 'AMBIENT_WAYPOINT_UNUSED',
  severity: 'note',
  kinds: [GATEWAY_API_GATEWAY],
  docs: {
    says: 'a waypoint that nothing uses',
    why: 'A waypoint stands beside the way of requests until a namespace, a Service or pods name it in the label `istio.io/use-waypoint`.',
    fix: 'Label the namespace or the Service with `istio.io/use-waypoint`, or remove the Gateway.',
    symptoms: ['rules are ignored', 'a policy has no effect'],
    see: 'https://istio.io/latest/docs/ambient/usage/waypoint/#use-a-waypoint-proxy',
    wrong: ambient('', waypoint()),
    right: ambient(', istio.io/use-waypoint: waypoint', waypoint()),
  },

  check(mesh, report) {
    const used = new Set(waypointUses(mesh).map(({ to }) => describeId(to)));
    for (const entity of mesh.given.entitiesOf(GATEWAY_API_GATEWAY)) {
      if (!isWaypoint(entity) || used.has(describeId(entity.id))) continue;
      // The namespace may be labelled where it is described.
      if (mesh.given.get(NAMESPACE, { namespace: '', name: entity.id.namespace }) === undefined) continue;
      // A slip of the pen is told there.
      if (
        waypointUses(mesh).some(
          ({ to }) => to.namespace === entity.id.namespace && mesh.given.get(GATEWAY_API_GATEWAY, to) === undefined,
        )
      )
        continue;
      report(entity, ['metadata', 'name'], {
        message: `nothing among the files has the label istio.io/use-waypoint: ${entity.id.name}: no request goes through the waypoint`,
        fix: `label the namespace, or a Service, with istio.io/use-waypoint: ${entity.id.name}`,
      });
    }
  },
};

export const waypointTraffic: Rule = {
  id: 'AMBIENT_WAYPOINT_FOR',
  severity: 'warning',
  kinds: [GATEWAY_API_GATEWAY],
  docs: {
    says: 'a waypoint for another traffic than that of what uses it',
    why: 'By the label `istio.io/waypoint-for` a waypoint takes requests to Services (`service`, the default), to pods by their addresses (`workload`), or `all`. Services go past one for pods, and pods past one for Services.',
    fix: 'Set `istio.io/waypoint-for: all`, or the one that is meant.',
    symptoms: ['rules are ignored', 'a policy has no effect'],
    see: 'https://istio.io/latest/docs/ambient/usage/waypoint/#waypoint-traffic-types',
    wrong: ambient(', istio.io/use-waypoint: waypoint', waypoint(', labels: {istio.io/waypoint-for: workload}')),
    right: ambient(', istio.io/use-waypoint: waypoint', waypoint(', labels: {istio.io/waypoint-for: all}')),
  },

  check(mesh, report) {
    for (const { entity, path, to, from } of waypointUses(mesh)) {
      const gateway = mesh.given.get(GATEWAY_API_GATEWAY, to);
      if (gateway === undefined || !isWaypoint(gateway)) continue;
      const traffic = trafficOf(gateway);
      if (traffic === 'all' || (from === 'pods' ? traffic === 'workload' : traffic === 'service')) continue;
      const what = from === 'pods' ? 'requests to addresses of pods' : 'requests to Services';
      report(entity, path, {
        message: `${what} do not go through ${describeId(to)}, which is for ${traffic === 'none' ? 'nothing' : traffic === 'service' ? 'Services' : 'pods'} (istio.io/waypoint-for: ${traffic})`,
        fix: 'write istio.io/waypoint-for: all at the waypoint',
        related: [{ entity: gateway, path: ['metadata', 'labels'], message: 'what it is for' }],
      });
    }
  },
};
