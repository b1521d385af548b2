import type { Destination, VirtualServiceSpec } from '../../../imports/networking.istio.io';
import type { FieldPath } from '../../model/finding';
import type { Sound } from '../../world/entity';

/** A place of a VirtualService that says where traffic goes. */
export interface RoutedDestination {
  readonly destination: Destination;
  /** Of the destination. */
  readonly path: FieldPath;
  readonly role: 'route' | 'mirror';
  readonly protocol: 'http' | 'tls' | 'tcp';
  /** Of the rule. */
  readonly rule: FieldPath;
}

const known = new WeakMap<Sound<VirtualServiceSpec>, readonly RoutedDestination[]>();

/** Every destination of a VirtualService, in the order in which they are written. */
export function destinationsIn(virtualService: Sound<VirtualServiceSpec>): readonly RoutedDestination[] {
  let found = known.get(virtualService);
  if (found === undefined) {
    found = [...destinations(virtualService.spec)];
    known.set(virtualService, found);
  }
  return found;
}

function* destinations({ http = [], tls = [], tcp = [] }: VirtualServiceSpec): Generator<RoutedDestination> {
  for (const [index, { route = [], mirror, mirrors = [] }] of http.entries()) {
    const rule = ['spec', 'http', index];
    const of = { protocol: 'http', rule } as const;
    for (const [at, { destination }] of route.entries()) {
      yield { ...of, destination, path: [...rule, 'route', at, 'destination'], role: 'route' };
    }
    if (mirror !== undefined) yield { ...of, destination: mirror, path: [...rule, 'mirror'], role: 'mirror' };
    for (const [at, { destination }] of mirrors.entries()) {
      yield { ...of, destination, path: [...rule, 'mirrors', at, 'destination'], role: 'mirror' };
    }
  }
  for (const [protocol, rules] of [
    ['tls', tls],
    ['tcp', tcp],
  ] as const) {
    for (const [index, { route = [] }] of rules.entries()) {
      const rule = ['spec', protocol, index];
      for (const [at, { destination }] of route.entries()) {
        yield { protocol, rule, destination, path: [...rule, 'route', at, 'destination'], role: 'route' };
      }
    }
  }
}
