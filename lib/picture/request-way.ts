import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import type { MeshVirtualService } from '../mesh/virtual-services';
import type { End, Outcome } from '../simulation/outcome';
import { type ObjectId, qualifiedName } from '../world/entity';
import { GATEWAY_API_GATEWAY } from '../world/kinds';
import { gatewayApiId, gatewayId, routeId, serviceId, subsetId, workloadId } from './node-ids';
import type { EdgeKind, PictureEdge } from './picture';

/** What a request meets in a picture, whichever end it comes to. */
export interface RequestWay {
  /** The ids of nodes, that of the client first, if it is one. */
  readonly nodes: ReadonlySet<string>;
  /** Where the client's own proxy, or the client itself, sends to: no edge of the picture says who calls. */
  readonly calls: readonly { readonly from: string; readonly to: string }[];
  /** Whether an edge is a part of it. */
  takes(edge: PictureEdge): boolean;
}

/** The way of a request, in words of the picture of its mesh. */
export function requestWay(mesh: Mesh, { call, ends }: Outcome): RequestWay {
  const nodes = new Set<string>();
  const steps = new Set<string>();
  const calls = new Map<string, { readonly from: string; readonly to: string }>();
  const client = proxyNode(call.from);
  if (client !== undefined) nodes.add(client);
  for (const end of ends) {
    for (const way of waysOf(mesh, call.from, end)) {
      const [first] = way;
      if (client !== undefined && first !== undefined && first !== client) {
        calls.set(first, { from: client, to: first });
      }
      for (const [index, node] of way.entries()) {
        nodes.add(node);
        const next = way[index + 1];
        if (next !== undefined) steps.add(stepKey(node, next));
      }
    }
    for (const copy of copiesOf(mesh, end)) {
      nodes.add(copy);
      if (end.decision?.virtualService !== undefined) {
        steps.add(stepKey(routeNode(end.decision.virtualService), copy, 'copies'));
      }
    }
  }
  return {
    nodes,
    calls: [...calls.values()],
    takes: ({ from, to, kind }) => steps.has(stepKey(from, to, kind === 'copies' ? 'copies' : undefined)),
  };
}

function stepKey(from: string, to: string, kind?: EdgeKind): string {
  return `${from}\n${to}\n${kind ?? ''}`;
}

/** The nodes on the way to an end, from the first behind the client: one way for each workload that may answer. */
function waysOf(mesh: Mesh, from: MeshProxy, { decision, destination, via }: End): readonly (readonly string[])[] {
  const gateways = [...(from.kind === 'gateway' ? [from] : []), ...via];
  const virtualService = decision?.virtualService;
  const before: string[] = [];
  for (const gateway of gateways) {
    const pods = proxyNode(gateway);
    if (pods !== undefined) before.push(pods);
    const node = virtualService === undefined ? undefined : gatewayNode(mesh, gateway, virtualService);
    if (node !== undefined) before.push(node);
  }
  if (virtualService !== undefined) before.push(routeNode(virtualService));
  const service = destination?.service;
  if (destination === undefined || service === undefined) return [before];
  before.push(destination.subset === undefined ? serviceId(service) : subsetId(service, destination.subset));
  if (destination.workloads.length === 0) return [before];
  return destination.workloads.map(({ workload }) => [...before, workloadId(workload.entity)]);
}

/** The Gateway by which requests come to a route, of those that pods serve. */
function gatewayNode(mesh: Mesh, pods: MeshProxy, { gateways }: MeshVirtualService): string | undefined {
  const named = mesh
    .gateway(pods)
    .gateways.map(({ id }) => qualifiedName(id))
    .find((name) => gateways.includes(name));
  if (named !== undefined) return gatewayId(named);
  const from = pods.workload?.entity.derived?.from;
  return from !== undefined && isOfGatewayApi(from) ? gatewayApiId(from.kind, from) : undefined;
}

function routeNode(virtualService: MeshVirtualService): string {
  const { id } = virtualService.entity;
  return isOfGatewayApi(id) ? gatewayApiId(id.kind, id) : routeId(virtualService);
}

function isOfGatewayApi({ group }: ObjectId): boolean {
  return group === GATEWAY_API_GATEWAY.group;
}

function copiesOf(mesh: Mesh, { mirrors }: End): readonly string[] {
  return mirrors.flatMap(({ host, subset, missing }) => {
    const [service] = mesh.servicesWithHost(host);
    if (service === undefined || missing !== undefined) return [];
    return [subset === undefined ? serviceId(service) : subsetId(service, subset)];
  });
}

function proxyNode({ workload }: MeshProxy): string | undefined {
  return workload === undefined ? undefined : workloadId(workload.entity);
}
