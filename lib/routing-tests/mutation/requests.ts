import { apiListenersOf } from '../../mesh/api-listeners';
import { fullName, isWildcard } from '../../mesh/host-names';
import type { Mesh } from '../../mesh/mesh';
import { isOpaqueTls } from '../../mesh/protocols';
import type { MeshService } from '../../mesh/services';
import { MESH_GATEWAY, type MeshVirtualService } from '../../mesh/virtual-services';
import type { FieldPath } from '../../model/finding';
import type { HeaderLine } from '../../simulation/call';
import { type Entity, idKey } from '../../world/entity';
import { kindKey } from '../../world/kind';
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  GATEWAY,
  GATEWAY_API_GATEWAY,
  GRPC_ROUTE,
  HTTP_ROUTE,
  SERVICE,
  VIRTUAL_SERVICE,
} from '../../world/kinds';
import { at } from '../../world/workload';
import type { TestRequest } from '../request-test';

/** How many clients, hosts and requests are tried: whoever has none of these different is hardly worth a search. */
const MAX_CLIENTS = 6;
const MAX_HOSTS = 8;

/**
 * Requests that an object may have to do with, from clients of each namespace and from outside.
 *
 * @param known clients that tests speak of
 */
export function requestsAbout(mesh: Mesh, entity: Entity, known: ReadonlySet<string>): readonly TestRequest[] {
  const urls = urlsFor(mesh, entity);
  const sources = clientsOf(mesh, entity.id.namespace, known);
  const requests = urls.flatMap(({ url, isGateway }) =>
    (isGateway ? ['outside'] : sources).flatMap((source) =>
      shapesFor(entity).map(({ method, path, headers }) =>
        requestOf(source, `${method} ${url}${path}`.trim(), headers),
      ),
    ),
  );
  // Rules can be asked where nothing is behind them.
  const hosts = virtualServiceOf(mesh, entity)?.hosts ?? [];
  return [...requests, ...hosts.map((host) => requestOf(undefined, `GET http://${concrete(host)}/`))];
}

function requestOf(source: string | undefined, text: string, headers: readonly HeaderLine[] = []): TestRequest {
  return { source, text, options: { headers }, saysPort: source !== undefined };
}

/** One client for each service account: those that tests know first, then those of the namespace. */
function clientsOf(mesh: Mesh, namespace: string, known: ReadonlySet<string>): readonly string[] {
  const ranked = mesh.proxies
    .filter(({ kind, workload }) => kind !== 'gateway' && workload?.replicas !== 0)
    .map((proxy) => {
      const name = `${proxy.namespace}/${proxy.name}`;
      // What stands in no file is known to few.
      const order = [!known.has(name), proxy.workload?.entity.derived !== undefined, proxy.namespace !== namespace];
      return {
        name,
        account: `${proxy.namespace}/${proxy.serviceAccount}/${proxy.kind}`,
        order: order.map(Number).join(''),
      };
    })
    .sort((a, b) => (a.order + a.name < b.order + b.name ? -1 : 1));
  const first = new Map<string, string>();
  for (const { account, name } of ranked) if (!first.has(account)) first.set(account, name);
  return [...first.values()].slice(0, MAX_CLIENTS);
}

interface Url {
  readonly url: string;
  readonly isGateway: boolean;
}

function urlsFor(mesh: Mesh, entity: Entity): readonly Url[] {
  switch (kindKey(entity.id)) {
    case kindKey(VIRTUAL_SERVICE): {
      const found = virtualServiceOf(mesh, entity);
      if (found === undefined) return [];
      const inside = found.gateways.includes(MESH_GATEWAY)
        ? found.hosts.flatMap((host) => mesh.servicesWithHost(host).flatMap(urlsOf))
        : [];
      return [...inside, ...edgeUrls(mesh, found)].slice(0, MAX_HOSTS);
    }
    case kindKey(DESTINATION_RULE): {
      const service = mesh.host(String(at(entity.object, ['spec', 'host'])), entity.id.namespace);
      return service === undefined ? [] : urlsTo(mesh, [service]);
    }
    case kindKey(GATEWAY):
      return serverUrls(entity, []).slice(0, MAX_HOSTS);
    case kindKey(HTTP_ROUTE):
    case kindKey(GRPC_ROUTE):
      return urlsForRoute(mesh, entity);
    case kindKey(GATEWAY_API_GATEWAY):
      return listenerUrls(mesh, `${entity.id.namespace}/${entity.id.name}`, []).slice(0, MAX_HOSTS);
    default: {
      const { namespace } = entity.id;
      const isRoot = namespace === mesh.config.rootNamespace;
      return urlsTo(
        mesh,
        mesh.services.filter((service) => isRoot || service.namespace === namespace),
      );
    }
  }
}

/** What may come by a route of the Gateway API: through its Gateways, and to the Services whose clients it is for. */
function urlsForRoute(mesh: Mesh, { key }: Entity): readonly Url[] {
  const route = mesh.gatewayApiRoutes.find(({ entity }) => entity.key === key);
  if (route === undefined) return [];
  const inside = mesh.services.filter(
    ({ namespace, entity }) =>
      kindKey(entity.id) === kindKey(SERVICE) && route.services.includes(`${namespace}/${entity.id.name}`),
  );
  const edge = route.gateways.flatMap((gateway) => listenerUrls(mesh, gateway, route.hostnames));
  return [...inside.flatMap(urlsOf), ...edge].slice(0, MAX_HOSTS);
}

/** What clients outside ask of the listeners of a Gateway of the Gateway API, for some hosts or for their own. */
function listenerUrls(mesh: Mesh, gateway: string, hosts: readonly string[]): readonly Url[] {
  return apiListenersOf(mesh.world)
    .filter(({ gateway: { id } }) => `${id.namespace}/${id.name}` === gateway)
    .flatMap(({ spec: { protocol, port }, hostname = '*' }) => {
      const scheme = protocol === 'HTTPS' ? 'https' : protocol === 'HTTP' ? 'http' : 'tls';
      const named = hosts.length > 0 ? hosts : [hostname];
      return named.map((host) => ({ url: urlOf(scheme, host, port), isGateway: true }));
    });
}

/** What may lead to services: by their names, and through gateways that have routes to them. */
function urlsTo(mesh: Mesh, services: readonly MeshService[]): readonly Url[] {
  const hosts = new Set(services.map(({ host }) => host));
  const edge = mesh.virtualServices
    .filter(({ http, tcp, tls, namespace }) =>
      [...http, ...tcp.map((each) => ({ namespace, ...each })), ...tls.map((each) => ({ namespace, ...each }))].some(
        ({ rule, namespace: home }) =>
          (rule.route ?? []).some(({ destination }) =>
            hosts.has(fullName(destination?.host ?? '', home, mesh.config.clusterDomain)),
          ),
      ),
    )
    .flatMap((each) => edgeUrls(mesh, each));
  return [...services.flatMap(urlsOf).slice(0, MAX_HOSTS), ...edge.slice(0, MAX_HOSTS)];
}

/** What clients outside ask of the gateways of a VirtualService. */
function edgeUrls(mesh: Mesh, { gateways, hosts }: MeshVirtualService): readonly Url[] {
  return mesh.world
    .current(GATEWAY)
    .filter(({ id }) => gateways.includes(`${id.namespace}/${id.name}`))
    .flatMap((each) => serverUrls(each, hosts));
}

function urlsOf({ host, ports }: MeshService): readonly Url[] {
  return ports
    .filter((port) => port.class !== 'udp')
    .map((port) => {
      const scheme = isOpaqueTls(port.protocol) ? 'tls' : port.class === 'tcp' ? 'tcp' : 'http';
      return { url: urlOf(scheme, host, port.number), isGateway: false };
    });
}

/** What clients outside ask of the servers of a Gateway, for some hosts or for its own. */
function serverUrls({ object }: Entity, hosts: readonly string[]): readonly Url[] {
  return listAt(object, ['spec', 'servers']).flatMap((server) => {
    const [number, protocol] = ['number', 'protocol'].map((key) => at(server, ['port', key]));
    const own = listAt(server, ['hosts']).map(String);
    const named = hosts.length > 0 ? hosts : own.map((each) => each.replace(/^[^/]*\//, ''));
    const mode = at(server, ['tls', 'mode']);
    const scheme = protocol === 'HTTPS' ? 'https' : protocol === 'TLS' ? 'tls' : protocol === 'TCP' ? 'tcp' : 'http';
    const seen = scheme === 'https' && mode === 'PASSTHROUGH' ? 'tls' : scheme;
    return named.map((host) => ({ url: urlOf(seen, host, number), isGateway: true }));
  });
}

function urlOf(scheme: string, host: string, port: unknown): string {
  const isUsual = (scheme === 'http' && port === 80) || (scheme === 'https' && port === 443);
  return `${scheme}://${concrete(host)}${isUsual ? '' : `:${port}`}`;
}

/** A name that a host with a wildcard takes. */
function concrete(host: string): string {
  return isWildcard(host) ? host.replace('*', 'any').replace(/^any$/, 'any.example.com') : host;
}

interface Shape {
  /** Empty for what is no request, and for the usual one. */
  readonly method: string;
  readonly path: string;
  readonly headers: readonly HeaderLine[];
}

const USUAL: Shape = { method: '', path: '/', headers: [] };

/** What policies ask of requests: for each of their rules one that meets it, and those that miss a part of it. */
function shapesFor(entity: Entity): readonly Shape[] {
  if (kindKey(entity.id) !== kindKey(AUTHORIZATION_POLICY)) return [USUAL];
  const asked = listAt(entity.object, ['spec', 'rules']).flatMap((rule) => {
    const headers = headersAsked(rule);
    const operations = listAt(rule, ['to']).map((each) => operationShape(each));
    return (operations.length === 0 ? [USUAL] : operations).flatMap(({ method, path }): readonly Shape[] => [
      { method, path, headers },
      { method: method === 'POST' ? 'PUT' : 'POST', path, headers },
      { method, path: '/mutant', headers },
      { method, path, headers: [] },
    ]);
  });
  return [USUAL, ...asked];
}

function operationShape(to: unknown): Pick<Shape, 'method' | 'path'> {
  const texts = (key: string) => listAt(to, ['operation', key]).map(String);
  const [method = texts('notMethods')[0] ?? ''] = texts('methods');
  const [written = texts('notPaths')[0] ?? '/'] = texts('paths');
  const path = written.replaceAll(/\{[^}]*\}|\*+/g, 'x');
  return { method: method.replaceAll('*', ''), path: path.startsWith('/') ? path : `/${path}` };
}

function headersAsked(rule: unknown): readonly HeaderLine[] {
  return listAt(rule, ['when']).flatMap((each): readonly HeaderLine[] => {
    const name = /^request\.headers\[(.+)\]$/.exec(String(at(each, ['key'])))?.[1];
    const [value] = [...listAt(each, ['values']), ...listAt(each, ['notValues'])];
    return name === undefined ? [] : [[name, String(value ?? 'x').replaceAll('*', 'x')]];
  });
}

function listAt(value: unknown, path: FieldPath): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** The VirtualService that an object is, or that it is a delegate of. */
function virtualServiceOf(mesh: Mesh, { id }: Entity): MeshVirtualService | undefined {
  const isIt = (entity: Entity) => idKey(entity.id) === idKey(id);
  return mesh.virtualServices.find(({ entity, http }) => isIt(entity) || http.some(({ place }) => isIt(place.entity)));
}
