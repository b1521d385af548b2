import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { GRPCRouteParentRef } from '../../imports/gateway.networking.k8s.io';
import type { AppliedTogether, Mistake } from '../core/app-check';
import { hostsOverlap } from '../istio/gateway-reference';
import type { Host } from '../istio/host';
import { checkPort, type RuleContext } from '../istio/rule-context';
import type { HostOwner } from '../istio/virtual-service';
import { Namespace } from '../kubernetes/namespaces';
import type { GatewayReference, ListenerFacts, ListenerReference } from './gateway-reference';
import type { ListenerProtocol } from './listener';

/** A Service whose clients a route is for, and one of its ports. */
export interface ServicePort {
  readonly service: HostOwner;
  /** The port that clients call. */
  readonly port: number;
}

/** What a route is attached to: a Gateway, one listener of it, or in a mesh a Service, for those who call it. */
export type RouteParent<Protocol extends ListenerProtocol> =
  | (GatewayReference & { readonly sectionName?: undefined })
  | ListenerReference<Protocol>
  | HostOwner
  | ServicePort;

type AnyParent = RouteParent<ListenerProtocol>;

/** The kinds of routes, and what listeners speak that take them. */
export const PROTOCOLS_OF_ROUTES = {
  HTTPRoute: ['HTTP', 'HTTPS'],
  GRPCRoute: ['HTTP', 'HTTPS'],
  TLSRoute: ['TLS'],
} as const satisfies Record<string, readonly ListenerProtocol[]>;

export type RouteKind = keyof typeof PROTOCOLS_OF_ROUTES;

/** The parents of a route, and whether they take it. */
export class Parents {
  /** The Services whose clients it is for. */
  readonly services: readonly Host[];

  constructor(
    private readonly parents: readonly AnyParent[],
    private readonly kind: RouteKind,
    private readonly hostnames: readonly string[],
    private readonly context: RuleContext,
  ) {
    this.services = parents.flatMap((parent) => serviceOf(parent)?.host ?? []);
    this.checkTwice();
    if (parents.length > 32) throw context.error(`a route has at most 32 parents, not ${parents.length}`);
    if (!this.hasGateway && hostnames.length > 0) {
      throw context.error(
        `hostnames (${hostnames.join(', ')}) are for Gateways, and all parents are Services, whose clients call them by their own names: leave them out`,
      );
    }
    for (const parent of parents) if (isGateway(parent)) this.checkAttached(parent, undefined);
  }

  get hasGateway(): boolean {
    return this.parents.some(isGateway);
  }

  /** Parents whose listeners take no routes of the namespace, by the labels that it has. */
  problems(labels: Readonly<Record<string, string>>): readonly string[] {
    return this.parents.filter(isGateway).flatMap((parent) => this.whyNotAttached(parent, labels) ?? []);
  }

  /** As the API server reads it. */
  refs(): GRPCRouteParentRef[] {
    return this.parents.map((parent) => {
      if (isGateway(parent)) {
        const { name, namespace } = parent.parentGateway;
        return { name, namespace: this.elsewhere(namespace), sectionName: parent.sectionName };
      }
      const { host, port } = serviceOf(parent);
      if (!host.isService) {
        throw this.context.error(
          `${host.name} is no Service of the cluster: a route of a mesh is for those who call one`,
        );
      }
      // As wherever a rule names a Service: a name without a namespace cannot be told.
      this.context.hostName(host);
      return { group: '', kind: 'Service', name: host.name, namespace: this.elsewhere(host.namespace), port };
    });
  }

  /** The API server takes a parent twice only with a listener each time. */
  private checkTwice(): void {
    const seen = new Map<string, (string | undefined)[]>();
    for (const { kind = 'Gateway', name, namespace, sectionName } of this.refs()) {
      const key = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
      const sections = seen.get(key) ?? [];
      if (
        sections.length > 0 &&
        (sectionName === undefined || [undefined, sectionName].some((each) => sections.includes(each)))
      ) {
        throw this.context.error(`parent ${key} is there twice: name it once, or give a listener of its own each time`);
      }
      seen.set(key, [...sections, sectionName]);
    }
  }

  private elsewhere(namespace: string | undefined): string | undefined {
    return namespace === this.context.namespace ? undefined : namespace;
  }

  private checkAttached(parent: ListenerParent, labels: Readonly<Record<string, string>> | undefined): void {
    const why = this.whyNotAttached(parent, labels);
    if (why !== undefined) throw this.context.error(why);
  }

  /** Why no listener of a Gateway takes the route; undefined if one may. */
  private whyNotAttached(
    { parentGateway, sectionName }: ListenerParent,
    labels: Readonly<Record<string, string>> | undefined,
  ): string | undefined {
    const { listeners, name, namespace } = parentGateway;
    const wanted = listeners?.filter((listener) => sectionName === undefined || listener.name === sectionName);
    if (wanted === undefined) return undefined;
    if (wanted.length === 0) {
      return `Gateway ${name} has no listener ${sectionName}: it has ${listeners?.map((each) => each.name).join(', ')}`;
    }
    const reasons = wanted.map((listener) => this.whyRefused(listener, namespace, labels));
    if (reasons.includes(undefined)) return undefined;
    return `no listener of Gateway ${name} takes the route: ${reasons.join('; ')}`;
  }

  private whyRefused(
    { name, protocol, hostname, allowed }: ListenerFacts,
    gatewayNamespace: string | undefined,
    labels: Readonly<Record<string, string>> | undefined,
  ): string | undefined {
    const protocols: readonly ListenerProtocol[] = PROTOCOLS_OF_ROUTES[this.kind];
    if (!protocols.includes(protocol)) {
      return `${name} speaks ${protocol}, and a ${this.kind} is for ${protocols.join(' and ')}`;
    }
    const { namespace } = this.context;
    if (allowed._takes(namespace, gatewayNamespace, labels) === false) {
      return `${name} takes routes of namespace ${allowed._from === 'Same' ? (gatewayNamespace ?? '(none)') : allowed._words}, not of ${namespace ?? '(none)'}: set its allowedRoutes`;
    }
    if (hostname === undefined || this.hostnames.length === 0) return undefined;
    if (this.hostnames.some((each) => hostsOverlap(each, hostname))) return undefined;
    return `${name} is for host ${hostname}, and the route for ${this.hostnames.join(', ')}`;
  }
}

type ListenerParent = Extract<AnyParent, GatewayReference>;

function isGateway(parent: AnyParent): parent is ListenerParent {
  return 'parentGateway' in parent;
}

function serviceOf(parent: HostOwner | ServicePort): { readonly host: Host; readonly port?: number };
function serviceOf(parent: AnyParent): { readonly host: Host; readonly port?: number } | undefined;
function serviceOf(parent: AnyParent): { readonly host: Host; readonly port?: number } | undefined {
  if (isGateway(parent)) return undefined;
  // A microservice has a `service` as well, which is the object.
  return 'host' in parent ? { host: parent.host } : { host: parent.service.host, port: parent.port };
}

/** Throws for a port of a Service that it has not. */
export function checkServicePorts(parents: readonly AnyParent[], context: RuleContext): void {
  for (const parent of parents) {
    const { host, port } = serviceOf(parent) ?? {};
    if (host === undefined || port === undefined) continue;
    checkPort(context.construct, port);
    if (host.ports.length > 0 && !host.ports.some(({ number }) => number === port)) {
      const known = host.ports.map(({ number, name }) => `${number} (${name})`).join(', ');
      throw context.error(`Service "${host.name}" has no port ${port}: it has ${known}`);
    }
  }
}

/** A route, whose parents may select by the labels of its namespace. */
export interface Attached extends IConstruct {
  /** @internal */
  readonly _parents: Parents;
}

/** Routes that no listener takes for the labels of their namespace, where the app makes the namespace. */
export function* checkAttachments({ own, present }: AppliedTogether): Iterable<Mistake> {
  const routes = own.filter((construct): construct is Attached => '_parents' in construct);
  const namespaces = new Map(
    present.flatMap((each) => (each instanceof Namespace ? [[each.name as string, each._labels] as const] : [])),
  );
  for (const where of routes) {
    const labels = namespaces.get(Chart.of(where).namespace ?? '');
    if (labels === undefined) continue;
    for (const message of where._parents.problems(labels)) yield { where, message };
  }
}
