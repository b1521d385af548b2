import { type GatewayReference, gatewayName, hostsOverlap, isMesh, MESH, serverTakesHost } from './gateway-reference';
import type { Host } from './host';
import type { RuleContext } from './rule-context';

/** The hosts of a VirtualService and the gateways that it is bound to, and whether they go together. */
export class GatewayBinding {
  /** The hosts, as the API server reads them. */
  readonly hosts: readonly string[];
  /** The hosts. */
  readonly owners: readonly Host[];
  private readonly gateways: readonly GatewayReference[];

  constructor(
    props: { readonly hosts: readonly { readonly host: Host }[]; readonly gateways?: readonly GatewayReference[] },
    private readonly context: RuleContext,
  ) {
    this.owners = props.hosts.map(({ host }) => host);
    this.gateways = props.gateways ?? [MESH];
    this.hosts = this.owners.map((host) => context.hostName(host));
    if (!this.isOfGatewaysOnly && this.hosts.includes('*')) {
      throw context.error(
        'host * for the whole mesh would catch all its requests: give gateways other than MESH, or name the hosts',
      );
    }
    this.owners.forEach((host, index) => {
      const other = this.owners.slice(0, index).find((before) => hostsOverlap(before.fullName, host.fullName));
      if (other) throw context.error(`hosts ${other.name} and ${host.name} overlap: leave one of them out`);
    });
    const names = this.gateways.map((gateway) => gatewayName(gateway, context.namespace));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw context.error(`gateway ${twice} is there twice: name it once`);
  }

  /** Whether no sidecar routes by it. */
  get isOfGatewaysOnly(): boolean {
    return !this.gateways.some(isMesh);
  }

  /** Throws for a match by the pod that sends a request, where all requests come through gateways. */
  checkSource(source: SourceConditions): void {
    checkSource(this.gateways, source, this.context);
  }

  /** Throws for a port of a match that no host has: in the mesh it is the port of the Service that was asked for. */
  checkMatchPort(port: number | undefined): void {
    if (port === undefined || !this.gateways.every(isMesh)) return;
    const ports = this.owners.map((host) => host.ports.map(({ number }) => number));
    if (ports.some((known) => known.length === 0) || ports.flat().includes(port)) return;
    throw this.context.error(
      `a match is for port ${port}, which ${this.owners.map(({ name }) => name).join(', ')} has not: it has ${[...new Set(ports.flat())].join(', ')}, ` +
        'as those who ask name it',
    );
  }

  /** Throws for gateways of a match that the VirtualService is not bound to: the match would never hold. */
  checkMatchGateways(gateways: readonly GatewayReference[]): void {
    const bound = this.gateways.map((gateway) => gatewayName(gateway, this.context.namespace));
    const stray = gateways
      .map((gateway) => gatewayName(gateway, this.context.namespace))
      .find((name) => !bound.includes(name));
    if (stray !== undefined) {
      throw this.context.error(
        `a match is for gateway ${stray}, which the VirtualService is not bound to (${bound.join(', ')}): add it to gateways`,
      );
    }
  }

  /** Throws for names of TLS that are not within the hosts: istiod compares them as they are written. */
  checkSniHosts(names: readonly string[]): void {
    const stray = names.find((name) => !this.hosts.some((host) => hostsOverlap(host, name) && isWithin(name, host)));
    if (stray !== undefined) {
      throw this.context.error(
        `sniHosts has ${stray}, which is not within the hosts as they are written (${this.hosts.join(', ')}): name one of them`,
      );
    }
  }

  /** Hosts that no server of a known gateway takes: requests for them never arrive. Known when all servers are there. */
  problems(): string[] {
    const taken = (gateway: GatewayReference, servers: readonly string[]): Host[] =>
      this.owners.filter((host) =>
        servers.some((server) =>
          serverTakesHost(server, host.fullName, this.context.namespace, gateway.gatewayNamespace),
        ),
      );
    const known = this.gateways.filter(({ gatewayHosts }) => gatewayHosts !== undefined);
    const listed = known.map((gateway) => `${gateway.gatewayName} (${gateway.gatewayHosts?.join(', ')})`).join(', ');
    // Bound to the mesh too, or to gateways of others, a host that one gateway does not take may be for those.
    if (known.length === this.gateways.length) {
      const all = new Set(known.flatMap((gateway) => taken(gateway, gateway.gatewayHosts ?? [])));
      const stray = this.owners.filter((host) => !all.has(host));
      if (stray.length > 0) {
        return stray.map(({ name }) => `host ${name} is not among those of gateway ${listed}: add it to a server`);
      }
    }
    return known
      .filter((gateway) => taken(gateway, gateway.gatewayHosts ?? []).length === 0)
      .map(
        ({ gatewayName: name, gatewayHosts }) =>
          `no host is among those of gateway ${name} (${gatewayHosts?.join(', ')}): add one to a server, or leave the gateway out`,
      );
  }
}

/** Conditions on the pod that sends a request. */
export interface SourceConditions {
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
}

/** Throws for a match by the pod that sends a request, where all requests come through gateways. */
export function checkSource(
  gateways: readonly GatewayReference[],
  { sourceLabels, sourceNamespace }: SourceConditions,
  context: RuleContext,
): void {
  if (gateways.some(isMesh)) return;
  const names = gateways.map((gateway) => gatewayName(gateway, context.namespace)).join(', ');
  const fail = (what: string, whose: string) => {
    throw context.error(
      `${what} of a match is compared with ${whose} of the gateway itself (${names}), not of who asks it, so that it never ` +
        'holds: add MESH to gateways, or match by what the request brings, such as a header',
    );
  };
  const isOf = ({ gatewaySelector = {} }: GatewayReference) =>
    Object.entries(sourceLabels ?? {}).every(([key, value]) => gatewaySelector[key] === value);
  // By its own label, one of several gateways can be meant.
  if (sourceLabels !== undefined && !('istio' in sourceLabels) && !gateways.some(isOf))
    fail('sourceLabels', 'the labels');
  const namespaces = ['istio-system', ...gateways.map(({ gatewayNamespace }) => gatewayNamespace)];
  if (sourceNamespace !== undefined && !namespaces.includes(sourceNamespace)) fail('sourceNamespace', 'the namespace');
}

/** Whether all that `name` stands for is in `host`. */
function isWithin(name: string, host: string): boolean {
  return !name.startsWith('*') || host === '*' || (host.startsWith('*') && name.length >= host.length);
}
