import type { GRPCRouteRequestMirror } from '../../imports/gateway.networking.k8s.io';
import type {
  Destination,
  HeaderOperations,
  HTTPMirrorPolicy,
  HTTPRouteDestination,
  RouteDestination,
} from '../../imports/networking.istio.io';
import type { Entity } from '../world/entity';
import { SERVICE } from '../world/kinds';
import { isGranted } from '../world/reference-grants';
import type { World } from '../world/world';
import { serviceHost } from './host-names';
import type { MeshConfig } from './mesh-config';

/** What a rule of a route sends to. */
export interface BackendRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly weight?: number;
  readonly filters?: readonly {
    readonly type: string;
    readonly requestHeaderModifier?: Modifier;
    readonly responseHeaderModifier?: Modifier;
  }[];
}

/** What becomes of the backends of a rule. */
export interface Backends {
  readonly destinations: readonly {
    /** Of those that are written. */
    readonly index: number;
    readonly to: HTTPRouteDestination;
    /** Why nothing is sent there. */
    readonly refused: string | undefined;
  }[];
  /** Why there is none. */
  readonly nothing: string | undefined;
}

/** The backends of routes as destinations of VirtualServices. */
export class ApiBackends {
  constructor(
    private readonly world: World,
    private readonly config: MeshConfig,
    /** Whether Services of other namespaces have to be granted: not to routes of a mesh. */
    private readonly asksForGrants: boolean,
  ) {}

  /** Those of a rule; what has no weight gets nothing, and one alone everything. */
  of(route: Entity, refs: readonly BackendRef[]): Backends {
    const weighted = refs
      .map((ref, index) => ({ ref, index, weight: ref.weight ?? 1 }))
      .filter(({ weight }) => weight > 0);
    return {
      destinations: weighted.map(({ ref, index, weight }) => {
        const { host, refused } = this.target(route, ref);
        return { index, to: { destination: destinationOf(host, ref.port), weight, ...headersOf(ref) }, refused };
      }),
      nothing: refs.length > 0 && weighted.length === 0 ? 'all weights are 0' : undefined,
    };
  }

  /** The same for connections, which have no answer: what is refused leads nowhere. */
  connections(route: Entity, refs: readonly BackendRef[]): readonly RouteDestination[] {
    return this.of(route, refs).destinations.map(({ to: { destination, weight = 1 }, refused }) => ({
      destination: refused === undefined ? destination : { host: `not.allowed.invalid` },
      weight,
    }));
  }

  /** A copy, unless nobody gets it. */
  mirrorOf(route: Entity, { backendRef, percent, fraction }: GRPCRouteRequestMirror): HTTPMirrorPolicy | undefined {
    const { host, refused } = this.target(route, backendRef);
    if (refused !== undefined) return undefined;
    const value =
      fraction === undefined ? (percent ?? 100) : (100 * fraction.numerator) / (fraction.denominator ?? 100);
    return { destination: destinationOf(host, backendRef.port), percentage: { value } };
  }

  private target({ id }: Entity, ref: BackendRef): { readonly host: string; readonly refused: string | undefined } {
    const { group = '', kind = 'Service', name, namespace = id.namespace, port } = ref;
    if (group === 'networking.istio.io' && kind === 'Hostname') return { host: name, refused: undefined };
    const host = serviceHost(name, namespace, this.config.clusterDomain);
    if (group !== '' || kind !== 'Service') return { host, refused: `${kind} ${name} is no destination of routes` };
    if (port === undefined) return { host, refused: `the port of Service ${name} is not given` };
    const to = { ...SERVICE, namespace, name };
    if (this.asksForGrants && namespace !== id.namespace && !isGranted(this.world, id, to)) {
      return {
        host,
        refused: `no ReferenceGrant of namespace ${namespace} lets a ${id.kind} of ${id.namespace} use Service ${name}`,
      };
    }
    return { host, refused: undefined };
  }
}

function destinationOf(host: string, port: number | undefined): Destination {
  return { host, ...(port !== undefined && { port: { number: port } }) };
}

function headersOf({ filters = [] }: BackendRef): Pick<HTTPRouteDestination, 'headers'> {
  const request = filters.find(({ type }) => type === 'RequestHeaderModifier')?.requestHeaderModifier;
  const response = filters.find(({ type }) => type === 'ResponseHeaderModifier')?.responseHeaderModifier;
  if (request === undefined && response === undefined) return {};
  return {
    headers: { ...(request && { request: operations(request) }), ...(response && { response: operations(response) }) },
  };
}

interface Modifier {
  readonly set?: readonly { readonly name: string; readonly value: string }[];
  readonly add?: readonly { readonly name: string; readonly value: string }[];
  readonly remove?: readonly string[];
}

/** Changes of headers, in the words of a VirtualService. */
export function operations({ set, add, remove }: Modifier): HeaderOperations {
  const pairs = (list: Modifier['set']) => list && Object.fromEntries(list.map(({ name, value }) => [name, value]));
  return { set: pairs(set), add: pairs(add), ...(remove && { remove }) };
}
