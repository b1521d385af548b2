import { inYaml } from '../kube/yaml-text';
import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import { publication } from '../mesh/publication';
import type { MeshService } from '../mesh/services';
import type { MeshVirtualService } from '../mesh/virtual-services';
import type { Entity, Place } from '../world/entity';
import { httpConditions } from './condition-words';
import { apiRouteFacts } from './gateway-api-facts';
import type { NodeFact } from './node-fact';
import { gatewayApiId, routeId, serviceId, subsetId, workloadId } from './node-ids';
import type { Picture } from './picture';

/**
 * What holds for each node of a picture, by its id, each with its origin: the policy for calls of a service from its own
 * namespace, what a route asks for, and what the pods of a workload demand of their callers.
 */
export function nodeFacts(mesh: Mesh, { nodes }: Picture): ReadonlyMap<string, readonly NodeFact[]> {
  const shown = new Set(nodes.map(({ id }) => id));
  const facts = new Map<string, readonly NodeFact[]>();
  const add = (id: string, make: () => readonly NodeFact[]) => {
    if (shown.has(id)) facts.set(id, make());
  };
  for (const service of mesh.services) {
    add(serviceId(service), () => [...publicationFacts(service), ...policyFacts(mesh, service, undefined)]);
    const rule = mesh.destinationRule({ namespace: service.namespace, labels: {} }, service);
    for (const name of rule?.subsets.keys() ?? []) add(subsetId(service, name), () => subsetFacts(mesh, service, name));
  }
  for (const each of mesh.virtualServices) add(routeId(each), () => routeFacts(each));
  for (const { entity } of mesh.gatewayApiRoutes)
    add(gatewayApiId(entity.id.kind, entity.id), () => apiRouteFacts(entity));
  for (const proxy of mesh.proxies) {
    const { workload } = proxy;
    if (workload !== undefined) add(workloadId(workload.entity), () => workloadFacts(mesh, proxy, workload));
  }
  return facts;
}

/** Where clients outside reach it without a gateway. */
function publicationFacts(service: MeshService): readonly NodeFact[] {
  const value = service.registry === 'Kubernetes' ? publication(service.entity.spec) : undefined;
  const place = { entity: service.entity, path: ['spec', 'type'] };
  return value === undefined ? [] : [{ name: 'clients outside reach it at', value, place }];
}

function subsetFacts(mesh: Mesh, service: MeshService, name: string): readonly NodeFact[] {
  const rule = mesh.destinationRule({ namespace: service.namespace, labels: {} }, service);
  const subset = rule?.subsets.get(name);
  const labels = subset?.value.labels;
  return [
    ...(labels === undefined ? [] : [{ name: 'labels', value: inYaml(labels), place: subset?.place }]),
    ...policyFacts(mesh, service, name),
  ];
}

function policyFacts(mesh: Mesh, service: MeshService, subset: string | undefined): readonly NodeFact[] {
  const client = { namespace: service.namespace, labels: {} };
  return service.ports.flatMap(({ number }) => {
    const { rule: _rule, ...fields } = mesh.policy(client, service, number, subset);
    return Object.entries(fields).map(([name, { value, place }]) => ({
      name: `port ${number}: ${name}`,
      value: inYaml(value),
      place,
    }));
  });
}

const ROUTE_FIELDS = ['timeout', 'retries', 'rewrite', 'headers', 'corsPolicy', 'fault'] as const;

function routeFacts({ http, entity }: MeshVirtualService): readonly NodeFact[] {
  const hosts = { name: 'hosts', value: inYaml(entity.spec.hosts ?? []), place: { entity, path: ['spec', 'hosts'] } };
  return [
    hosts,
    ...http.flatMap(({ rule, place }, index) => {
      const conditions = httpConditions(rule.match);
      const which = conditions === '' ? `rule ${index + 1}` : `rule ${index + 1} (${conditions})`;
      return ROUTE_FIELDS.flatMap((field) => {
        const value = rule[field];
        if (value === undefined) return [];
        // What a delegate inherits stands in the rule that names it: the whole rule is named for both.
        return [{ name: `${which}: ${field}`, value: inYaml(value), place }];
      });
    }),
  ];
}

const PROXY_WORDS: Readonly<Record<MeshProxy['kind'], string>> = {
  sidecar: 'a sidecar',
  gateway: 'it is one itself: a gateway',
  ambient: 'the ztunnel of the node',
  none: 'none: it is not in the mesh',
};

function workloadFacts(
  mesh: Mesh,
  proxy: MeshProxy,
  workload: NonNullable<MeshProxy['workload']>,
): readonly NodeFact[] {
  const facts: NodeFact[] = [
    { name: 'labels', value: inYaml(workload.labels), place: { entity: workload.entity, path: workload.template } },
    { name: 'service account', value: workload.serviceAccount, place: undefined },
    {
      name: 'proxy',
      value: `${PROXY_WORDS[proxy.kind]}${proxy.assumed === undefined ? '' : ` (${proxy.assumed})`}`,
      place: undefined,
    },
  ];
  if (proxy.kind === 'none') return facts;
  for (const { ports = [] } of workload.pod?.containers ?? []) {
    for (const { containerPort } of ports) {
      const { mode, place } = mesh.mutualTls(workload, containerPort);
      facts.push({ name: `port ${containerPort}: mutual TLS`, value: mode, place });
    }
  }
  const policies = mesh.authorizationPolicies(proxy);
  for (const action of ['custom', 'deny', 'allow', 'audit', 'dryRun'] as const) {
    const name = action === 'dryRun' ? 'authorization, tried only' : `authorization: ${action.toUpperCase()}`;
    for (const entity of policies[action])
      facts.push({ name, value: inYaml(entity.spec.rules ?? []), place: whole(entity) });
  }
  for (const entity of mesh.requestAuthentications(proxy)) {
    const issuers = (entity.spec.jwtRules ?? []).map(({ issuer }) => issuer);
    facts.push({ name: 'tokens of', value: inYaml(issuers), place: whole(entity) });
  }
  return facts;
}

function whole(entity: Entity): Place {
  return { entity, path: [] };
}
