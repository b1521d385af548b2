import type {
  Destination,
  HTTPRoute,
  HTTPRouteDestination,
  VirtualServiceSpec,
} from '../../../imports/networking.istio.io';
import { remembered } from '../../kube/remembered';
import { fullName } from '../../mesh/host-names';
import { perMesh } from '../../mesh/per-mesh';
import type { FieldPath } from '../../model/finding';
import type { Sound } from '../../world/entity';
import { VIRTUAL_SERVICE } from '../../world/kinds';

/** A place of a VirtualService that says where traffic goes. */
export interface RoutedDestination {
  readonly from: Sound<VirtualServiceSpec>;
  readonly destination: Destination;
  /** Of the destination. */
  readonly path: FieldPath;
  readonly role: 'route' | 'mirror';
  readonly protocol: 'http' | 'tls' | 'tcp';
  /** Of the rule. */
  readonly rule: FieldPath;
}

/** A destination with its host, in full. */
export interface Use extends RoutedDestination {
  readonly host: string;
}

/** Every destination of every VirtualService that stands in a file. */
export const usesIn = perMesh(({ given, config }): readonly Use[] => {
  const found: Use[] = [];
  for (const virtualService of given.all(VIRTUAL_SERVICE)) {
    const { namespace } = virtualService.id;
    for (const { from, destination, path, role, protocol, rule } of destinationsIn(virtualService)) {
      const host = fullName(destination.host, namespace, config.clusterDomain);
      found.push({ from, destination, path, role, protocol, rule, host });
    }
  }
  return found;
});

const known = new WeakMap<Sound<VirtualServiceSpec>, readonly RoutedDestination[]>();

/** Every destination of a VirtualService, in the order in which they are written. */
export function destinationsIn(virtualService: Sound<VirtualServiceSpec>): readonly RoutedDestination[] {
  return remembered(known, virtualService, () => destinations(virtualService));
}

const NONE: readonly never[] = [];

function destinations(from: Sound<VirtualServiceSpec>): readonly RoutedDestination[] {
  const found: RoutedDestination[] = [];
  const { http = NONE, tls = NONE, tcp = NONE } = from.spec;
  for (let index = 0; index < http.length; index++) {
    const { route = NONE, mirror, mirrors = NONE } = http[index] as HTTPRoute;
    const rule = ['spec', 'http', index];
    const of = { from, protocol: 'http', rule } as const;
    for (let at = 0; at < route.length; at++) {
      const { destination } = route[at] as HTTPRouteDestination;
      found.push({ ...of, destination, path: [...rule, 'route', at, 'destination'], role: 'route' });
    }
    if (mirror !== undefined) found.push({ ...of, destination: mirror, path: [...rule, 'mirror'], role: 'mirror' });
    for (const [at, { destination }] of mirrors.entries()) {
      found.push({ ...of, destination, path: [...rule, 'mirrors', at, 'destination'], role: 'mirror' });
    }
  }
  for (const [protocol, rules] of [
    ['tls', tls],
    ['tcp', tcp],
  ] as const) {
    for (const [index, { route = [] }] of rules.entries()) {
      const rule = ['spec', protocol, index];
      for (const [at, { destination }] of route.entries()) {
        found.push({ from, protocol, rule, destination, path: [...rule, 'route', at, 'destination'], role: 'route' });
      }
    }
  }
  return found;
}
