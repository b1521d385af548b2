import type { GatewayListener, GatewaySpec, GRPCRouteParentRef } from '../../../../imports/gateway.networking.k8s.io';
import { overlaps } from '../../../mesh/host-names';
import type { FieldPath } from '../../../model/finding';
import { describeId, type Entity, type Sound } from '../../../world/entity';
import type { Kind } from '../../../world/kind';
import { GATEWAY_API_GATEWAY, GRPC_ROUTE, HTTP_ROUTE, TLS_ROUTE } from '../../../world/kinds';
import type { World } from '../../../world/world';
import { documents } from '../../examples';
import type { Rule } from '../../rule';
import { api, REDIRECT } from './example';

const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['HTTP', 'HTTPS'],
  GRPCRoute: ['HTTP', 'HTTPS'],
  TLSRoute: ['TLS'],
};

const example = (hostname: string) =>
  documents(
    api(
      'Gateway',
      'shop',
      'gatewayClassName: istio\nlisteners: [{name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}]',
    ),
    api('HTTPRoute', 'shop', `parentRefs: [{name: shop}]\nhostnames: [${hostname}]\n${REDIRECT}`),
  );

interface Route {
  readonly parentRefs?: readonly GRPCRouteParentRef[];
  readonly hostnames?: readonly string[];
}

const ROUTES: readonly Kind<Route>[] = [HTTP_ROUTE, GRPC_ROUTE, TLS_ROUTE];

export const noListener: Rule = {
  id: 'GATEWAY_API_NO_LISTENER',
  severity: 'error',
  kinds: ROUTES,
  docs: {
    says: 'a route for a Gateway of which no listener is for its host, its port or its kind',
    why: 'A route is attached to the listeners that speak what it is for, at the port that it names, for a host that both have. Where there is none, no request takes it, and its status says NoMatchingListenerHostname, NoMatchingParent or NotAllowedByListeners.',
    fix: 'Write a host that a listener is for, the port of a listener, or a listener for routes of that kind.',
    symptoms: ['404', 'NoMatchingListenerHostname', 'NoMatchingParent', 'attachedRoutes 0'],
    see: 'https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec',
    wrong: example('shop.example.org'),
    right: example('shop.example.com'),
  },

  check({ given: world }, report) {
    for (const kind of ROUTES) {
      for (const entity of world.all(kind)) {
        const { parentRefs = [], hostnames = [] } = entity.spec;
        for (const [index, parent] of parentRefs.entries()) {
          const gateways = gatewaysOf(world, entity, parent);
          const reasons = gateways.map((gateway) => whyNot(gateway, entity, parent, hostnames));
          const [reason] = reasons;
          const [gateway] = gateways;
          if (reason === undefined || gateway === undefined || reasons.includes(undefined)) continue;
          report(entity, reason.isOfHosts ? ['spec', 'hostnames'] : ['spec', 'parentRefs', index, ...reason.path], {
            message: `no listener of ${describeId(gateway.id)} takes the route: ${reason.text}`,
            fix: reason.fix,
            related: [{ entity: gateway, path: ['spec', 'listeners'], message: 'its listeners' }],
          });
        }
      }
    }
  },
};

function gatewaysOf(
  world: World,
  { id }: Entity,
  { kind = 'Gateway', name, namespace = id.namespace }: GRPCRouteParentRef,
): readonly Sound<GatewaySpec>[] {
  if (kind !== 'Gateway') return [];
  const all = world.alternatives({ ...GATEWAY_API_GATEWAY, namespace, name });
  // What its schema refuses may be anything.
  return all.every(({ spec }) => spec !== undefined) ? (all as readonly Sound<GatewaySpec>[]) : [];
}

interface Reason {
  readonly text: string;
  readonly fix: string;
  readonly path: FieldPath;
  readonly isOfHosts?: true;
}

/** Why no listener is for a route, beside the namespaces that it takes; undefined if there is one, or none of the name. */
function whyNot(
  { spec }: Sound<GatewaySpec>,
  route: Entity,
  { sectionName, port }: GRPCRouteParentRef,
  hostnames: readonly string[],
): Reason | undefined {
  const named = spec.listeners.filter(({ name }) => sectionName === undefined || name === sectionName);
  if (named.length === 0) return undefined;
  const ofPort = named.filter((listener) => port === undefined || listener.port === port);
  if (ofPort.length === 0) {
    const ports = [...new Set(named.map((listener) => listener.port))].join(', ');
    return { text: `none has port ${port}`, fix: `write one of ${ports}, or leave the port out`, path: ['port'] };
  }
  const { kind } = route.id;
  const ofKind = ofPort.filter((listener) => isFor(listener, kind));
  if (ofKind.length === 0) {
    const protocols = [...new Set(ofPort.map(({ protocol }) => protocol))].join(', ');
    return {
      text: `a ${kind} is for ${PROTOCOLS[kind]?.join(' and ')}, and they speak ${protocols}, or allow other kinds`,
      fix: `add a listener for ${PROTOCOLS[kind]?.[0]}, or write a route of another kind`,
      path: [],
    };
  }
  const isMet = ofKind.some(
    ({ hostname }) =>
      hostname === undefined ||
      hostnames.length === 0 ||
      hostnames.some((host) => overlaps(host.toLowerCase(), hostname.toLowerCase())),
  );
  if (isMet) return undefined;
  const hosts = [...new Set(ofKind.flatMap(({ hostname }) => hostname ?? []))].join(', ');
  return {
    text: `they are for ${hosts}, and the route for ${hostnames.join(', ')}`,
    fix: 'write a host that both are for, or none at one of them',
    path: [],
    isOfHosts: true,
  };
}

function isFor({ protocol, allowedRoutes }: GatewayListener, kind: string): boolean {
  const kinds = allowedRoutes?.kinds;
  if (kinds !== undefined && kinds.length > 0) return kinds.some((each) => each.kind === kind);
  // Protocols of others may take anything.
  return protocol.includes('/') || (PROTOCOLS[kind] ?? []).includes(protocol);
}
