import type { SidecarSpec } from '../../../../imports/networking.istio.io';
import { remembered } from '../../../kube/remembered';
import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import type { Scope } from '../../../mesh/scopes';
import type { MeshService } from '../../../mesh/services';
import type { FieldPath } from '../../../model/finding';
import { type Entity, qualifiedName, type Sound } from '../../../world/entity';
import { SIDECAR } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import type { Report, Rule } from '../../rule';
import { destinationsIn } from '../../traffic/destinations';

const CALLER = deployment('web').replace(
  'ports: [{containerPort: 8080}]',
  'env: [{name: RATINGS, value: "http://ratings.data:8080/"}]',
);
const example = (hosts: string) =>
  documents(
    shop('reviews'),
    CALLER,
    meshNamespace('data'),
    service('ratings', '{name: http, port: 8080}', { namespace: 'data' }),
    deployment('ratings', { namespace: 'data' }),
    istio('Sidecar', 'default', `egress: [{hosts: [${hosts}]}]`),
  );

export const sidecarHides: Rule = {
  id: 'MESH_SIDECAR_HIDES',
  severity: 'warning',
  kinds: [SIDECAR],
  docs: {
    says: 'a Sidecar that leaves out a Service that its workloads call',
    why: 'A proxy knows the hosts that `egress` of its Sidecar lists. Others are as if they were outside of the mesh: passed through without routes, retries and mutual TLS, so that pods that take that alone refuse it; or refused at once, with REGISTRY_ONLY.',
    fix: 'Add the host to `egress`, as `NAMESPACE/HOST` or `NAMESPACE/*`.',
    symptoms: ['502 BlackHoleCluster', 'connection reset', 'rules are ignored'],
    see: 'https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener-hosts',
    wrong: example('"./*"'),
    right: example('"./*", data/ratings.data.svc.cluster.local'),
  },

  check(mesh, report) {
    if (mesh.given.all(SIDECAR).length === 0) return;
    const told = new Set<string>();
    const scopes = new Set<Scope>();
    for (const workload of mesh.world.workloads) {
      const proxy = mesh.proxyOf(workload);
      if (proxy.kind !== 'sidecar') continue;
      const scope = mesh.scope(proxy);
      const { sidecar, outboundTrafficPolicy } = scope;
      if (sidecar === undefined || sidecar.derived !== undefined) continue;
      if (!scopes.has(scope)) reportRouted(mesh, sidecar, scope, told, report);
      scopes.add(scope);
      for (const { service, path } of calledBy(mesh, workload)) {
        const key = `${qualifiedName(sidecar.id)} ${service.host}`;
        if (scope.services.has(service.host) || told.has(key) || !mesh.given.together(sidecar, workload.entity))
          continue;
        told.add(key);
        const isRefused = outboundTrafficPolicy.mode === 'REGISTRY_ONLY';
        report(sidecar, ['spec', 'egress'], {
          severity: isRefused ? 'error' : 'warning',
          message: `${qualifiedName(workload)} calls ${service.host}, which no egress of the Sidecar lists: ${isRefused ? 'connections are refused (REGISTRY_ONLY)' : 'requests pass without routes and mutual TLS'}`,
          fix: `add ${service.namespace}/${service.host} to egress`,
          related: [
            { entity: workload.entity, path, message: 'calls it' },
            { entity: service.entity as Entity, path: ['metadata', 'name'], message: 'is called' },
          ],
        });
      }
    }
  },
};

/** Destinations of routes that no egress lists: istiod adds them, as long as the route is there. */
function reportRouted(mesh: Mesh, sidecar: Sound<SidecarSpec>, scope: Scope, told: Set<string>, report: Report): void {
  // Sidecars that say the same of egress share their listeners.
  for (const { entity, host, service, path } of remembered(added(mesh), scope.listeners, () => addedTo(mesh, scope))) {
    const key = `${qualifiedName(sidecar.id)} ${host}`;
    if (told.has(key) || !mesh.given.together(sidecar, entity)) continue;
    told.add(key);
    report(sidecar, ['spec', 'egress'], {
      severity: 'note',
      message: `a route sends requests to ${host}, which no egress of the Sidecar lists: istiod adds it for that route alone, and what else asks for it does not find it`,
      fix: `add ${service.namespace}/${host} to egress`,
      related: [{ entity, path, message: 'leads there' }],
    });
  }
}

/** A destination of a route, which a scope has for the route alone. */
interface Added {
  readonly entity: Entity;
  readonly path: FieldPath;
  readonly host: string;
  readonly service: MeshService;
}

const added = perMesh(() => new WeakMap<Scope['listeners'], readonly Added[]>());

function addedTo(mesh: Mesh, scope: Scope): readonly Added[] {
  const routes = scope.listeners.flatMap((each) => each.virtualServices);
  if (routes.length === 0) return [];
  const listed = new Set(scope.listeners.flatMap((each) => each.services.map(({ host }) => host)));
  return routes
    .filter(({ entity }) => entity.derived === undefined)
    .flatMap(({ entity }) =>
      destinationsIn(entity).flatMap(({ destination, path }) => {
        const host = fullName(destination.host, entity.id.namespace, mesh.config.clusterDomain);
        const service = scope.services.get(host);
        return service === undefined || listed.has(host) ? [] : [{ entity, path, host, service }];
      }),
    );
}

interface Called {
  readonly service: MeshService;
  readonly path: FieldPath;
}

/** The address of a server in a text: after `//`, or a name with a port. */
const ADDRESS =
  /(?:\/\/(?:[^/@\s]*@)?|(?<![\w.-]))([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*)(?=:\d{2,5}(?!\d)|[/\s'",;]|$)/g;

const known = perMesh(() => new Map<Workload, readonly Called[]>());

/** The Services of the mesh whose addresses stand in the commands and variables of pods. */
function calledBy(mesh: Mesh, workload: Workload): readonly Called[] {
  let found = known(mesh).get(workload);
  if (found === undefined) {
    found = [...callsIn(mesh, workload)];
    known(mesh).set(workload, found);
  }
  return found;
}

function* callsIn(mesh: Mesh, { pod, template, namespace }: Workload): Generator<Called> {
  for (const [index, { env = [], args = [], command = [] }] of (pod?.containers ?? []).entries()) {
    const at: FieldPath = [...template, 'spec', 'containers', index];
    const texts: readonly (readonly [string, FieldPath])[] = [
      ...env.flatMap(({ value }, i) => (value === undefined ? [] : [[value, [...at, 'env', i, 'value']] as const])),
      ...command.map((text, i) => [text, [...at, 'command', i]] as const),
      ...args.map((text, i) => [text, [...at, 'args', i]] as const),
    ];
    for (const [text, path] of texts) {
      // Long texts are scripts and settings, not addresses.
      if (text.length > 2000) continue;
      for (const match of text.matchAll(ADDRESS)) {
        const [whole, name = ''] = match;
        const isAddress = whole.startsWith('//') || /^:\d/.test(text.slice((match.index ?? 0) + whole.length));
        const service = isAddress ? serviceOf(mesh, name, namespace) : undefined;
        if (service !== undefined) yield { service, path };
      }
    }
  }
}

/** The Service of Kubernetes that a client of a namespace calls by a name, as its DNS completes it. */
function serviceOf(mesh: Mesh, name: string, namespace: string): MeshService | undefined {
  const { clusterDomain } = mesh.config;
  const [first = '', second = namespace, ...more] = name.split('.');
  if (more.length > 0 && more[0] !== 'svc') return undefined;
  const full = fullName(`${first}.${second}.svc.${clusterDomain}`, namespace);
  return mesh
    .servicesWithHost(full)
    .find(({ registry, visibility }) => registry === 'Kubernetes' && visibility.includes(namespace));
}
