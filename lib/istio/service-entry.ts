import { isIP } from 'node:net';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';
import type { Named } from '../core/named';
import { checkDnsLabel } from '../core/names';
import { checkCount, checkExportTo, checkSelectingLabels, checkSubnet, isDnsName } from './checks';
import { Host } from './host';
import type { Locality } from './locality';
import type { Network } from './network';
import type { NonEmpty } from './non-empty';
import { type ObjectProps, objectMetadata } from './object-props';
import { checkPort, RuleContext } from './rule-context';
import { type Selectable, selectedLabels } from './workload-selector';

/** A port that a {@link ServiceEntry} adds to the mesh. */
export interface ServiceEntryPort {
  /** The port that clients ask for, 1 to 65535. */
  readonly number: number;
  /** What is spoken there, which decides what routes can see of it. */
  readonly protocol: 'HTTP' | 'HTTPS' | 'HTTP2' | 'GRPC' | 'GRPC-WEB' | 'TCP' | 'TLS' | 'MONGO' | 'MYSQL' | 'REDIS';
  /** The port's name, unique in the entry. @default - the protocol in lower case */
  readonly name?: string;
  /** The port of the endpoints, 1 to 65535. @default - the same as `number` */
  readonly targetPort?: number;
}

/**
 * An address behind the hosts.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/workload-entry/#WorkloadEntry
 */
export interface ServiceEntryEndpoint {
  /** An IP address, or, for {@link Resolution.dns}, a DNS name. */
  readonly address: string;
  /** Its ports by the names of the entry's ports. @default - the entry's own */
  readonly ports?: Readonly<Record<string, number>>;
  /** Its labels, for subsets. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where it is, as a text `region/zone/sub-zone`. @default - not known */
  readonly locality?: Locality | string;
  /** The network that it is in, if not that of all who call it: they reach it through a gateway. @default - theirs */
  readonly network?: Network;
  /** Its share of the connections, relative to the others'. @default 1 */
  readonly weight?: number;
  /** The account that it runs as, if it has a sidecar. @default - none */
  readonly serviceAccount?: string;
}

type Behind = Pick<wire.ServiceEntrySpec, 'resolution' | 'workloadSelector' | 'endpoints'>;

/**
 * How proxies find the addresses behind the hosts.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution
 */
export class Resolution {
  /** They do not: a connection goes to the address that the client has asked for. For wildcards, too. */
  static none(): Resolution {
    return new Resolution({ resolution: 'NONE' });
  }

  /** They are these. */
  static static(endpoints: NonEmpty<ServiceEntryEndpoint>): Resolution {
    for (const { address } of endpoints) {
      if (isIP(address) === 0) {
        throw new MeshwrightError(
          'Resolution.static',
          `endpoint "${address}" is no IP address: give one, or use Resolution.dns`,
        );
      }
    }
    return new Resolution({ resolution: 'STATIC', endpoints: endpoints.map(endpointToWire) });
  }

  /** They are those of the pods, or virtual machines, of the entry's namespace with these labels. */
  static workloads(pods: Selectable): Resolution {
    const labels = selectedLabels('Resolution.workloads', pods);
    return new Resolution({ resolution: 'STATIC', workloadSelector: { labels } });
  }

  /** They ask DNS: for the endpoints' names, or for the hosts themselves. */
  static dns(endpoints: readonly ServiceEntryEndpoint[] = []): Resolution {
    return new Resolution({
      resolution: 'DNS',
      ...(endpoints.length > 0 && { endpoints: endpoints.map(endpointToWire) }),
    });
  }

  /** They ask DNS, and connect to the first address of each answer: for names with many and ever new addresses. */
  static dnsRoundRobin(endpoint?: ServiceEntryEndpoint): Resolution {
    return new Resolution({
      resolution: 'DNS_ROUND_ROBIN',
      ...(endpoint && { endpoints: [endpointToWire(endpoint)] }),
    });
  }

  /** They ask DNS for the name in each request: for wildcards, over HTTP and TLS. */
  static dynamicDns(): Resolution {
    return new Resolution({ resolution: 'DYNAMIC_DNS' });
  }

  private constructor(private readonly behind: Behind) {}

  /** As the API server reads it. @internal */
  _toWire(): Behind {
    return this.behind;
  }
}

/** What a {@link ServiceEntry} adds to the mesh. */
export interface ServiceEntryProps<HostName extends string = string> extends ObjectProps {
  /** DNS names, or wildcards such as `*.example.com` where the resolution allows them. */
  readonly hosts: NonEmpty<HostName>;
  readonly ports: NonEmpty<ServiceEntryPort>;
  readonly resolution: Resolution;
  /**
   * Addresses, or ranges where the resolution is static or none, that clients may ask for in place of the hosts.
   * @default - Istio gives each host one, for clients whose sidecar answers DNS
   */
  readonly addresses?: NonEmpty<string>;
  /**
   * Whether it runs in the mesh, so that mutual TLS is spoken with it.
   * @default MESH_EXTERNAL
   */
  readonly location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL';
  /** Names of which the server's certificate must have one. @default - not checked */
  readonly subjectAltNames?: NonEmpty<string>;
  /**
   * The namespaces that see it: names, `.` for its own, `*` for all.
   * @default - as the mesh is configured, usually all
   */
  readonly exportTo?: NonEmpty<string | Named>;
}

/**
 * Something that is no Service of the cluster, as part of the mesh: routes and DestinationRules can name it.
 *
 * ```ts
 * const google = new ServiceEntry(this, 'googleapis', {
 *   hosts: ['www.googleapis.com'],
 *   ports: [{ number: 443, protocol: 'HTTPS' }],
 *   resolution: Resolution.dns(),
 * });
 * new DestinationRule(this, 'tls', { host: google, trafficPolicy: { tls: ClientTls.simple() } });
 * ```
 *
 * @throws MeshwrightError when hosts, addresses or ports are none, or do not go with the resolution
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export class ServiceEntry<const HostName extends string = string> extends Construct {
  /** The first host, for routes. */
  readonly host: Host<HostName>;
  /** All hosts, in the order in which they are given. */
  readonly hosts: NonEmpty<Host<HostName>>;

  constructor(scope: Construct, id: string, props: ServiceEntryProps<HostName>) {
    super(scope, id);
    const context = new RuleContext(this, Chart.of(this).namespace);
    const [first, ...others] = props.hosts;
    this.host = Host.dns(first);
    this.hosts = [this.host, ...others.map((name) => Host.dns(name))];
    const behind = props.resolution._toWire();
    const ports = props.ports.map(portToWire);
    checkHosts(props.hosts, behind, context);
    checkPorts(props, ports, behind, context);
    checkAddresses(props.addresses ?? [], behind, context);
    new wire.ServiceEntry(this, 'Resource', {
      metadata: objectMetadata(this, props),
      // The resolution brings endpoints or a selector, never both, which the checker cannot see across two unions.
      spec: {
        hosts: props.hosts,
        addresses: props.addresses,
        ports,
        location: props.location,
        ...behind,
        subjectAltNames: props.subjectAltNames,
        exportTo: checkExportTo(this, props.exportTo, context.namespace),
      } as wire.ServiceEntrySpec,
    });
  }
}

function portToWire({ number, protocol, name, targetPort }: ServiceEntryPort): wire.ServicePort {
  return { number, name: name ?? protocol.toLowerCase(), protocol, targetPort };
}

function endpointToWire(endpoint: ServiceEntryEndpoint): wire.WorkloadEntrySpec {
  const where = `endpoint ${endpoint.address}`;
  if (isIP(endpoint.address) === 0 && !isDnsName(endpoint.address)) {
    throw new MeshwrightError(where, 'is neither an IP address nor a DNS name: give one without port and scheme');
  }
  for (const port of Object.values(endpoint.ports ?? {})) checkPort(where, port);
  if (endpoint.labels) checkSelectingLabels(where, 'an endpoint', endpoint.labels);
  checkCount(where, 'weight', endpoint.weight);
  const { locality, network, ...others } = endpoint;
  return { ...others, locality: locality && `${locality}`, network: network?.name };
}

function checkHosts(hosts: readonly string[], { resolution, endpoints }: Behind, context: RuleContext): void {
  const twice = hosts.find((host, index) => hosts.indexOf(host) !== index);
  if (twice !== undefined) throw context.error(`host ${twice} is there twice: name it once`);
  for (const host of hosts) {
    if (host === '*') throw context.error('host * would stand for everything: name the hosts, or *.example.com');
    const isWildcard = host.startsWith('*.');
    if (isWildcard && (resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN') && !endpoints) {
      throw context.error(
        `DNS knows no address of ${host}: name hosts without a wildcard, give endpoints, or use Resolution.dynamicDns`,
      );
    }
    if (!isWildcard && resolution === 'DYNAMIC_DNS') {
      throw context.error(`host ${host} is no wildcard, and Resolution.dynamicDns is for those: use Resolution.dns`);
    }
  }
}

function checkPorts(
  { hosts }: Pick<ServiceEntryProps, 'hosts'>,
  ports: readonly wire.ServicePort[],
  { resolution, endpoints }: Behind,
  context: RuleContext,
): void {
  ports.forEach(({ number, name, protocol, targetPort }, index) => {
    checkPort(context.construct, number);
    if (targetPort !== undefined) checkPort(context.construct, targetPort);
    checkDnsLabel(context.construct, 'name of a port', name);
    for (const other of ports.slice(0, index)) {
      if (other.number === number) throw context.error(`port ${number} is there twice: keep one`);
      if (other.name === name) {
        throw context.error(
          `ports ${other.number} and ${number} are both named "${name}": tell them apart by \`name\``,
        );
      }
    }
    const saysHost = ['HTTP', 'HTTPS', 'HTTP2', 'GRPC', 'GRPC-WEB', 'TLS'].includes(protocol ?? '');
    if (!saysHost && hosts.length > 1 && resolution !== 'NONE') {
      throw context.error(
        `port ${number} is ${protocol}, where a connection does not say which of ${hosts.length} hosts it is for: make an entry for each host`,
      );
    }
    if (resolution === 'DYNAMIC_DNS' && (!saysHost || protocol === 'GRPC-WEB')) {
      throw context.error(
        `port ${number} is ${protocol}, and Resolution.dynamicDns is for HTTP, HTTP2, HTTPS, GRPC and TLS: use another`,
      );
    }
  });
  for (const { address, ports: own } of endpoints ?? []) {
    const stray = Object.keys(own ?? {}).find((name) => !ports.some((port) => port.name === name));
    if (stray !== undefined) {
      const names = ports.map(({ name }) => name).join(', ');
      throw context.error(`endpoint ${address} has a port "${stray}", which the entry has not: it has ${names}`);
    }
  }
}

function checkAddresses(addresses: readonly string[], { resolution }: Behind, context: RuleContext): void {
  if (addresses.length > 0 && resolution === 'DYNAMIC_DNS') {
    throw context.error('addresses do not go with Resolution.dynamicDns, which goes by names: leave them out');
  }
  for (const address of addresses) {
    checkSubnet(context.construct, address);
    if (address.includes('/') && resolution !== 'NONE' && resolution !== 'STATIC') {
      throw context.error(`range ${address} needs Resolution.none or one with fixed endpoints: give single addresses`);
    }
  }
}
