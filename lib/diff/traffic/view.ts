import type { HTTPRoute } from '../../../imports/networking.istio.io';
import { remembered } from '../../kube/remembered';
import type { GatewayChain } from '../../mesh/gateway-listeners';
import type { HttpRoute, RouteCondition } from '../../mesh/http-routes';
import type { Mesh } from '../../mesh/mesh';
import { ALLOW_ANY } from '../../mesh/outbound-routes';
import type { MeshProxy } from '../../mesh/proxies';
import type { RouteTable, VirtualHost } from '../../mesh/virtual-hosts';
import type { Call } from '../../simulation/call';
import { pickChain } from '../../simulation/connections';
import { dial } from '../../simulation/names';
import type { Workload } from '../../world/workload';
import { ClientFingerprints, type Fingerprints, type RoutePrint } from './fingerprints';

/** One way that requests of a conversation may take. */
export interface Branch {
  /** What they have to meet; those that meet nothing before it are for this one. */
  readonly conditions: readonly RouteCondition[];
  /** Equal texts mean equal ends. */
  readonly text: string;
  /** Who may get them, or a copy: what stands before them has a say. */
  readonly servers: readonly Workload[];
  readonly rule: HTTPRoute | undefined;
}

/** What a mesh does with the requests of a client to one host at one port, before anything else of them is known. */
export interface View {
  readonly branches: readonly Branch[];
  /** For those that no branch takes. */
  readonly rest: Branch;
  /** Proxies that look at all requests first. */
  readonly gates: readonly MeshProxy[];
  /** Whether requests that name another host are treated by the same branches. */
  accepts(authority: string): boolean;
  /** Equal texts mean equal ends for all requests. */
  readonly text: string;
  /** Whether the name is one of the cluster that DNS does not know. */
  readonly isUnresolved: boolean;
}

const known = new WeakMap<Fingerprints, Map<MeshProxy, Views>>();

/** The views of a client of a mesh, made once. */
export function viewsOf(all: Fingerprints, client: MeshProxy): Views {
  const clients = remembered(known, all, () => new Map<MeshProxy, Views>());
  return remembered(clients, client, () => new Views(all, client));
}

/** The views of a client of a mesh. */
export class Views {
  private readonly prints: ClientFingerprints;

  constructor(
    private readonly all: Fingerprints,
    readonly client: MeshProxy,
  ) {
    this.prints = new ClientFingerprints(all, client);
  }

  of(call: Call): View {
    switch (this.client.kind) {
      case 'gateway':
        return this.throughGateway(call);
      case 'sidecar':
        return this.throughSidecar(call);
      case 'ambient':
      case 'none':
        return this.direct(call);
    }
  }

  private get mesh(): Mesh {
    return this.all.mesh;
  }

  private throughSidecar(call: Call): View {
    const { service, address, unresolved } = dial(this.mesh, call.host, this.client.namespace);
    if (unresolved) return UNRESOLVED;
    const listener = this.mesh.listener(this.client, call.port, {
      ...(address === undefined ? {} : { address }),
      ...(service === undefined ? {} : { service }),
    });
    const original = () => this.prints.original(service, call.host, call.port);
    const passed = () => {
      const { mode } = this.mesh.scope(this.client).outboundTrafficPolicy;
      if (mode === 'REGISTRY_ONLY') return only(branch('closed'));
      return only(branch(`passed ${original().text}`, original().servers));
    };
    if (listener === undefined) return passed();
    if (call.scheme === 'http' && listener.routes !== undefined) {
      return this.routed(listener.routes, call, original, []);
    }
    const sni = call.scheme === 'https' || call.scheme === 'tls' ? call.sni : '';
    const chain = pickChain(listener.chains, { address, sni });
    if (chain === undefined) return passed();
    const { text, servers } = this.prints.chainPrint(chain, call.port);
    return only(branch(text, servers));
  }

  private direct(call: Call): View {
    const { service, unresolved } = dial(this.mesh, call.host, this.client.namespace);
    if (unresolved) return UNRESOLVED;
    const { text, servers } = this.prints.original(service, call.host, call.port);
    return only(branch(text, servers));
  }

  private throughGateway(call: Call): View {
    const port = this.mesh.gatewayPort(this.client, call.port);
    const all = this.mesh.gatewayListeners(this.client).filter((each) => each.port === port);
    const listener = all.find(({ bind }) => bind === '') ?? all[0];
    if (listener === undefined) return only(branch('refused'));
    const isTls = call.scheme === 'https' || call.scheme === 'tls';
    const chain = pickChain(
      listener.chains.filter(({ tls }) => isTls === (tls !== 'plaintext')),
      { address: undefined, sni: call.sni },
    );
    if (chain === undefined) return only(branch('closed'));
    const mode = tlsModeOf(chain);
    const gate = `${chain.tls} ${mode} ${this.all.policies(this.client)}`;
    const isRequest = call.scheme === 'http' || (call.scheme === 'https' && chain.tls === 'terminated');
    if (chain.routes !== undefined && isRequest) {
      return prefixed(this.routed(chain.routes, call, undefined, [this.client]), gate);
    }
    if (chain.routes !== undefined) return only(branch('no request'));
    if (chain.forward === undefined) return only(branch('not modelled'));
    const { text, servers } = this.prints.chainPrint(chain.forward, port);
    return prefixed({ ...only(branch(text, servers)), gates: [this.client] }, gate);
  }

  private routed(
    table: RouteTable,
    call: Call,
    original: (() => RoutePrint) | undefined,
    gates: readonly MeshProxy[],
  ): View {
    const host = table.find(call.authority);
    const accepts = (name: string) => table.find(name) === host;
    if (host === undefined) return { ...only(branch('no host')), gates, accepts };
    if (host.requiresTls !== undefined && call.scheme === 'http')
      return { ...only(branch('to https')), gates, accepts };
    const make = () => host.routes.map((route) => this.branchOf(route, original));
    let branches: readonly Branch[] | undefined;
    return {
      ...{ gates, accepts, rest: branch('no route'), isUnresolved: false, text: this.textOf(host, original) },
      // Few are asked for: most texts are equal.
      get branches() {
        branches ??= make();
        return branches;
      },
    };
  }

  private branchOf(route: HttpRoute, original: (() => RoutePrint) | undefined): Branch {
    const { text, servers } = this.prints.route(route);
    const passed = isPassed(route) ? original?.() : undefined;
    return {
      conditions: route.conditions,
      text: passed === undefined ? text : `${text} ${passed.text}`,
      servers: passed === undefined ? servers : [...servers, ...passed.servers],
      rule: route.rule?.rule,
    };
  }

  private textOf(host: VirtualHost, original: (() => RoutePrint) | undefined): string {
    const text = this.prints.host(host);
    return original !== undefined && host.routes.some(isPassed) ? `${text} ${original().text}` : text;
  }
}

/** Whether a route is for what no route is for, so that it is passed through. */
function isPassed({ name, rule }: HttpRoute): boolean {
  return name === ALLOW_ANY && rule === undefined;
}

function branch(text: string, servers: readonly Workload[] = []): Branch {
  return { conditions: [], text, servers, rule: undefined };
}

/** All requests take one way. */
function only(one: Branch): View {
  return {
    branches: [one],
    rest: branch('nothing'),
    gates: [],
    accepts: () => true,
    text: one.text,
    isUnresolved: false,
  };
}

const UNRESOLVED: View = { ...only(branch('no such name')), isUnresolved: true };

/** With what a gateway asks of all. */
function prefixed(view: View, gate: string): View {
  const add = (each: Branch): Branch => ({ ...each, text: `${gate} ${each.text}` });
  const { gates, accepts, rest, text, isUnresolved } = view;
  let branches: readonly Branch[] | undefined;
  return {
    ...{ gates, accepts, isUnresolved, rest: add(rest), text: `${gate} ${text}` },
    get branches() {
      branches ??= view.branches.map(add);
      return branches;
    },
  };
}

/** What TLS a server asks for, with what says who may connect. */
function tlsModeOf({ servers: [first], tls }: GatewayChain): string {
  return tls === 'terminated' ? (first?.spec.tls?.mode ?? '') : '';
}
