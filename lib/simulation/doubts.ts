import { LISTENERS_OF_ROUTES } from '../mesh/api-attachments';
import { apiGatewaysOf } from '../mesh/api-listeners';
import type { Direction, Extension } from '../mesh/extensions';
import { isForService } from '../mesh/gateway-api';
import { isWithin, withoutPort } from '../mesh/host-names';
import type { MeshProxy } from '../mesh/proxies';
import type { MeshService } from '../mesh/services';
import type { Entity } from '../world/entity';
import { INGRESS, INGRESS_CLASS } from '../world/kinds';
import { at } from '../world/workload';
import { nameOf, type Walk } from './walk';

/** Where in a proxy a request is: what is undefined is not known, or does not matter. */
export interface Whereabouts {
  readonly direction: Direction;
  readonly port?: number;
  readonly routeTable?: string;
  readonly virtualHost?: string;
  readonly route?: string;
  readonly service?: string;
}

const WORDS = { filter: 'filters', routes: 'routes', connections: 'connections' } as const;

/** Notes what could change the answer at a place in a proxy, and is not modelled. */
export function doubtExtensions(walk: Walk, proxy: MeshProxy, touches: Extension['touches'], where: Whereabouts): void {
  const extensions = walk.mesh.extensions(proxy);
  if (extensions.length === 0) return;
  for (const each of extensions) {
    if (each.touches !== touches || !each.directions.includes(where.direction) || !isThere(each, where)) continue;
    walk.doubt(
      `${nameOf(each.place)} changes ${WORDS[touches]} of ${proxy.namespace}/${proxy.name}, which is not modelled`,
      each.place,
    );
  }
}

function isThere(extension: Extension, where: Whereabouts): boolean {
  const fields = ['port', 'routeTable', 'virtualHost', 'route', 'service'] as const;
  return fields.every((field) => {
    const wanted = extension[field];
    return wanted === undefined || where[field] === undefined || wanted === where[field];
  });
}

/** Notes routes of the Gateway API that are for a service and of a kind that is not modelled. */
export function doubtRoutesOf(walk: Walk, service: MeshService): void {
  for (const route of walk.mesh.gatewayApiRoutes) {
    if (isModelled(route) || !isForService(route, service)) continue;
    walk.doubt(`${nameOf(route)} is for ${service.host}, which is not modelled`, {
      entity: route.entity,
      path: ['spec', 'parentRefs'],
    });
  }
}

function isModelled({ entity }: { readonly entity: Entity }): boolean {
  return entity.id.kind in LISTENERS_OF_ROUTES;
}

/**
 * Notes gateways of the Gateway API that may serve the host of a call and are not modelled: those of others than Istio, and
 * those of which only the routes are given. @returns whether there are any
 */
export function doubtGateways(walk: Walk): boolean {
  const { call, mesh } = walk;
  const host = withoutPort(call.authority);
  const known = new Set(apiGatewaysOf(mesh.world).map(({ id }) => `${id.namespace}/${id.name}`));
  const serving = mesh.gatewayApiRoutes.filter((route) => {
    const { gateways, hostnames } = route;
    if (!gateways.some((gateway) => !isModelled(route) || !known.has(gateway))) return false;
    return hostnames.length === 0 || hostnames.some((name) => isWithin(host, name));
  });
  for (const { entity } of serving) {
    walk.doubt(`${nameOf({ entity })} may serve ${host}, which is not modelled`, {
      entity,
      path: ['spec', 'hostnames'],
    });
  }
  return serving.length > 0;
}

/**
 * Notes Ingresses for the host of a call, which are not modelled: istiod makes routes of gateways of its own, and other
 * controllers take what clients outside send.
 */
export function doubtIngresses(walk: Walk, whose: 'istio' | 'any'): void {
  const host = withoutPort(walk.call.authority).toLowerCase();
  for (const ingress of ingressesOf(walk)) {
    if (whose === 'istio' && !isOfIstio(walk, ingress)) continue;
    const { rules = [], defaultBackend } = ingress.spec;
    const index = rules.findIndex((rule) => rule.host === undefined || isWithin(host, rule.host.toLowerCase()));
    if (index === -1 && defaultBackend === undefined) continue;
    const path = index === -1 ? ['spec', 'defaultBackend'] : ['spec', 'rules', index];
    walk.doubt(`${nameOf({ entity: ingress })} may serve ${host}, which is not modelled`, { entity: ingress, path });
  }
}

function ingressesOf({ mesh }: Walk) {
  return mesh.world.current(INGRESS);
}

function isOfIstio({ mesh }: Walk, { annotations, spec }: ReturnType<typeof ingressesOf>[number]): boolean {
  const said = annotations['kubernetes.io/ingress.class'];
  if (said !== undefined) return said === 'istio';
  const { ingressClassName: name } = spec;
  if (name === undefined) return false;
  const known = mesh.world.get(INGRESS_CLASS, { namespace: '', name });
  return known === undefined ? name === 'istio' : at(known.object, ['spec', 'controller']) === ISTIO_CONTROLLER;
}

const ISTIO_CONTROLLER = 'istio.io/ingress-controller';
