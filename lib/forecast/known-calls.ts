import { isWildcard } from '../mesh/host-names';
import type { Mesh } from '../mesh/mesh';
import { type MeshProxy, OUTSIDE } from '../mesh/proxies';
import { MESH_GATEWAY } from '../mesh/virtual-services';
import type { FieldPath } from '../model/finding';
import { type Call, CallError, parseCall } from '../simulation/call';
import { findClient } from '../simulation/find-client';
import type { Outcome } from '../simulation/outcome';
import { simulate } from '../simulation/simulate';
import type { Entity, Place } from '../world/entity';
import { CANARY } from '../world/kinds';

/** A call of which it is known, or taken to be so, that somebody makes it. */
export interface KnownCall {
  readonly from: MeshProxy;
  /** `GET http://reviews:9080/`. */
  readonly request: string;
  /** `manifest`: a text in one says so. `said`: whoever asks for the forecast. `assumed`: nobody; anyone may. */
  readonly basis: 'manifest' | 'said' | 'assumed';
  readonly place: Place | undefined;
  readonly outcome: Outcome;
}

/** A call that somebody says is made: `default/productpage-v1`, `GET http://reviews:9080/reviews/0`. */
export interface SaidCall {
  readonly from: string;
  readonly request: string;
}

/**
 * All calls that manifests show: addresses in commands, arguments and variables of containers, load tests of Canaries,
 * and hosts of gateways; with those that are said. An application keeps its other calls to itself.
 *
 * @throws ClientError, CallError for what is said and is none
 */
export function knownCalls(mesh: Mesh, said: readonly SaidCall[]): readonly KnownCall[] {
  const calls: KnownCall[] = said.map(({ from, request }) => {
    const call = parseCall(findClient(mesh, from), request);
    return { from: call.from, request, basis: 'said', place: undefined, outcome: simulate(mesh, call) };
  });
  const add = (from: MeshProxy, request: string, place: Place) => {
    const call = read(from, request);
    if (call === undefined || calls.some((known) => known.from === from && known.request === request)) return;
    calls.push({ from, request, basis: 'manifest', place, outcome: simulate(mesh, call) });
  };
  for (const { from, request, place } of [...inContainers(mesh), ...ofLoadTests(mesh), ...throughGateways(mesh)]) {
    add(from, request, place);
  }
  return calls;
}

/** Any client with a sidecar, beside a service if there is one, that calls a port of it: nobody says that it does. */
export function assumedCall(
  mesh: Mesh,
  { host, namespace, port }: { readonly host: string; readonly namespace: string; readonly port: number },
  except: ReadonlySet<string>,
): KnownCall | undefined {
  const clients = mesh.proxies.filter(
    ({ kind, namespace: of, name }) => kind === 'sidecar' && !except.has(`${of}/${name}`),
  );
  const from = clients.find((each) => each.namespace === namespace) ?? clients[0];
  if (from === undefined) return undefined;
  const request = `GET http://${host}:${port}/`;
  return { from, request, basis: 'assumed', place: undefined, outcome: simulate(mesh, parseCall(from, request)) };
}

interface FoundCall {
  readonly from: MeshProxy;
  readonly request: string;
  readonly place: Place;
}

const URL_IN_TEXT = /\b(https?|grpc|tcp):\/\/([A-Za-z0-9.-]+)(?::(\d+))?(\/[^\s'"`;,|&<>()\\]*)?/g;
const HOST_IN_TEXT = /(?:^|[\s,;=@'"])([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):(\d{2,5})(?=[/\s'",;]|$)/g;

/** Requests whose addresses stand in a text, to hosts that a namespace knows. */
function requestsIn(mesh: Mesh, text: string, namespace: string): readonly string[] {
  const found: string[] = [];
  const isKnown = (host: string) => mesh.host(host, namespace) !== undefined || servesByDns(mesh, host, namespace);
  for (const [, scheme = '', host = '', port, path = '/'] of text.matchAll(URL_IN_TEXT)) {
    if (!isKnown(host)) continue;
    const at = port === undefined ? host : `${host}:${port}`;
    found.push(scheme === 'tcp' ? `tcp://${at}` : `${scheme === 'grpc' ? '' : 'GET '}${scheme}://${at}${path}`);
  }
  for (const [, host = '', port = ''] of text.matchAll(HOST_IN_TEXT)) {
    if (isKnown(host)) found.push(`GET http://${host}:${port}/`);
  }
  return found;
}

/** `ad.weather`: what DNS completes. */
function servesByDns(mesh: Mesh, host: string, from: string): boolean {
  const { clusterDomain } = mesh.config;
  return [`${host}.${from}.svc.${clusterDomain}`, `${host}.svc.${clusterDomain}`, `${host}.${clusterDomain}`].some(
    (full) => mesh.servicesWithHost(full).length > 0,
  );
}

function* inContainers(mesh: Mesh): Generator<FoundCall> {
  for (const workload of mesh.world.workloads) {
    const { entity, pod, template, namespace } = workload;
    for (const list of ['containers', 'initContainers'] as const) {
      for (const [index, { command = [], args = [], env = [] }] of (pod?.[list] ?? []).entries()) {
        const at: FieldPath = [...template, 'spec', list, index];
        const texts: readonly (readonly [string, FieldPath])[] = [
          ...command.map((text, i) => [text, [...at, 'command', i]] as const),
          ...args.map((text, i) => [text, [...at, 'args', i]] as const),
          ...env.map(({ value = '' }, i) => [value, [...at, 'env', i, 'value']] as const),
        ];
        for (const [text, path] of texts) {
          for (const request of requestsIn(mesh, text, namespace)) {
            yield { from: mesh.proxyOf(workload), request, place: { entity, path } };
          }
        }
      }
    }
  }
}

/** Load testers whom webhooks of Canaries tell what to ask for. */
function* ofLoadTests(mesh: Mesh): Generator<FoundCall> {
  for (const canary of mesh.given.all(CANARY)) {
    for (const [index, { url = '', metadata = {} }] of (canary.spec.analysis?.webhooks ?? []).entries()) {
      const [, host = ''] = /^https?:\/\/([^:/]+)/.exec(url) ?? [];
      const [name = '', namespace = canary.id.namespace] = host.split('.');
      const service = mesh.host(name, namespace);
      const workload = service && mesh.endpoints(service)[0]?.workload;
      if (workload === undefined) continue;
      for (const [key, text] of Object.entries(metadata)) {
        const place: Place = {
          entity: canary as Entity,
          path: ['spec', 'analysis', 'webhooks', index, 'metadata', key],
        };
        for (const request of requestsIn(mesh, text, workload.namespace)) {
          yield { from: mesh.proxyOf(workload), request, place };
        }
      }
    }
  }
}

/** Whoever is outside, by the hosts and the paths of VirtualServices and routes on gateways. */
function* throughGateways(mesh: Mesh): Generator<FoundCall> {
  for (const { entity, hosts, gateways, http } of [...mesh.virtualServices, ...mesh.virtualServicesOfRoutes]) {
    if (gateways.every((each) => each === MESH_GATEWAY)) continue;
    for (const host of hosts) {
      const name = host === '*' ? 'any.example.com' : isWildcard(host) ? `any${host.slice(1)}` : host;
      for (const { rule, place, ofRoute } of http) {
        const { uri } = rule.match?.[0] ?? {};
        const own = ofRoute?.conditions.find(({ on }) => on === 'path')?.matcher;
        const ofApi = own === undefined || own.kind === 'present' || own.kind === 'regex' ? undefined : own.value;
        const path = uri?.exact ?? uri?.prefix ?? ofApi ?? '/';
        yield {
          from: OUTSIDE,
          request: `GET http://${name}${path}`,
          place: { entity: place.entity ?? entity, path: place.path },
        };
      }
    }
  }
}

function read(from: MeshProxy, request: string): Call | undefined {
  try {
    return parseCall(from, request);
  } catch (error) {
    // What stands in a text is not always a URL.
    if (error instanceof CallError) return undefined;
    throw error;
  }
}
