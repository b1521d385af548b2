import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import { portOf } from '../mesh/services';
import type { Call } from './call';
import { doubtGateways, doubtIngresses, doubtRoutesOf } from './doubts';
import { destinationOf, endOf, plainTarget } from './ends';
import { stopped } from './http-routing';
import { Journey } from './journey';
import { leaveSidecar } from './leaving';
import { type Dialled, dial } from './names';
import type { Certainty, End, Outcome, Reservation } from './outcome';
import { nearestGateway } from './outside';
import type { Request } from './request';
import { nameOf, Trail, Walk } from './walk';
import { asClient, throughWaypoint, waypointBefore } from './waypoint';

/**
 * Where a call goes, step by step, and all the ends that it may have. It has no effect, and depends on the mesh and the
 * call alone.
 */
export function simulate(mesh: Mesh, call: Call): Outcome {
  const walk = new Walk(mesh, call);
  const { scheme, method, path, authority, headers, grpc, from } = call;
  if (from.assumed !== undefined) walk.assume(from.assumed);
  const ends = endsOf(walk, { scheme, method, path, authority, headers, grpc });
  const { reservations } = walk;
  return { call, certainty: certaintyOf(reservations), reservations, steps: walk.trail.steps, ends };
}

function endsOf(walk: Walk, request: Request): readonly End[] {
  const { from } = walk.call;
  switch (from.kind) {
    case 'gateway':
      return throughGateway(walk, from, request);
    case 'sidecar':
      return fromSidecar(walk, from, request);
    case 'ambient':
    case 'none':
      return withoutProxy(walk, from, request);
  }
}

const NOWHERE: Dialled = { service: undefined, address: undefined, aliases: [], unresolved: false };

function throughGateway(walk: Walk, gateway: MeshProxy, request: Request): readonly End[] {
  const { port, sni, clientCertificate } = walk.call;
  doubtIngresses(walk, 'istio');
  walk.trail.add('client', `a client outside connects to gateway ${gateway.namespace}/${gateway.name}`);
  const arrival = {
    port: walk.mesh.gatewayPort(gateway, port),
    dialledPort: port,
    client: undefined,
    sni,
    clientCertificate,
  };
  return new Journey(walk, NOWHERE).atGateway(gateway, request, arrival);
}

function fromSidecar(walk: Walk, from: MeshProxy, request: Request): readonly End[] {
  const dialled = dialAndExplain(walk);
  const departures = leaveSidecar(walk, from, request, dialled, walk.call.port);
  return new Journey(walk, dialled).settle(from, departures);
}

/** No proxy of the client's has a say: the connection goes to whatever the name leads to. */
function withoutProxy(walk: Walk, from: MeshProxy, request: Request): readonly End[] {
  const dialled = dialAndExplain(walk);
  if (dialled.service === undefined && from.workload === undefined) {
    doubtIngresses(walk, 'any');
    const isElsewhere = doubtGateways(walk);
    const gateway = nearestGateway(walk);
    if (gateway !== undefined) return throughGateway(walk, gateway, request);
    const why = isElsewhere
      ? 'gateways of the Gateway API are not modelled'
      : `no gateway of the mesh serves ${walk.call.host}`;
    return [endOf(stopped(request, { kind: 'failed', why }), [], { kind: 'failed', why })];
  }
  const departure = { probability: 1, request, decision: undefined, delay: undefined, mirrors: [], trail: new Trail() };
  let client = from;
  if (from.kind === 'ambient' && dialled.service !== undefined) {
    const waypoint = waypointBefore(walk, dialled.service);
    if (waypoint === undefined) doubtRoutesOf(walk, dialled.service);
    else {
      const stop = throughWaypoint(walk, dialled.service, waypoint, request);
      const target = plainTarget(dialled.service.host, walk.call.port, '', dialled.service);
      if (stop !== undefined) return [endOf(departure, [], stop, destinationOf(target))];
      client = asClient(waypoint);
    }
  }
  return new Journey(walk, dialled).settle(client, [{ ...departure, to: { kind: 'original' } }]);
}

function dialAndExplain(walk: Walk): Dialled {
  const { call, trail, mesh } = walk;
  const dialled = dial(mesh, call.host, call.from.namespace);
  for (const { entity, host, aliasOf } of dialled.aliases) {
    trail.add('name', `${host} is another name for ${aliasOf}`, { entity, path: ['spec', 'externalName'] });
  }
  const { service, unresolved } = dialled;
  if (service !== undefined) {
    const what = service.host === call.host ? nameOf(service) : service.host;
    trail.add('name', `${call.host} is ${what}`, { entity: service.entity, path: [] });
    if (portOf(service, call.port) === undefined) {
      const ports = service.ports.map(({ number }) => number).join(', ') || 'none';
      trail.add('name', `${what} has no port ${call.port}, only ${ports}`, {
        entity: service.entity,
        path: ['spec', 'ports'],
      });
    }
  } else if (unresolved) walk.assume(`${call.host} is no Service: DNS has to know the name in some other way`);
  return dialled;
}

function certaintyOf(reservations: readonly Reservation[]): Certainty {
  if (reservations.some(({ certainty }) => certainty === 'unknown')) return 'unknown';
  return reservations.length > 0 ? 'assumed' : 'exact';
}
