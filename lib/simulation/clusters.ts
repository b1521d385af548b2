import { remembered } from '../kube/remembered';
import type { MergedDestinationRule } from '../mesh/destination-rules';
import { type EffectivePolicy, effectivePolicy } from '../mesh/effective-policy';
import type { Endpoint } from '../mesh/endpoints';
import { fullName } from '../mesh/host-names';
import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import { type MeshPort, type MeshService, portOf } from '../mesh/services';
import type { Place } from '../world/entity';

/** What a proxy knows of a destination: Envoy's cluster. */
export interface Cluster {
  /** `outbound|9080|v1|reviews.web.svc.cluster.local` */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
  /** Why there is no such cluster, if so. */
  readonly missing: MissingCluster | undefined;
  readonly service: MeshService | undefined;
  readonly servicePort: MeshPort | undefined;
  readonly policy: EffectivePolicy;
  /** What is behind it; workloads without pods are left out. */
  readonly endpoints: readonly Endpoint[];
  /** What is behind it and has no pods now. */
  readonly empty: readonly Endpoint[];
}

export interface MissingCluster {
  readonly what: 'host' | 'port' | 'subset';
  readonly text: string;
  /** What could have it. */
  readonly place: Place | undefined;
}

/** What a route names, in full. */
export interface ClusterName {
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
}

/** What a proxy sends a request to, given what a route names. */
export function clusterOf(mesh: Mesh, client: MeshProxy, named: ClusterName): Cluster {
  const { host, port, subset } = named;
  const service = mesh.scope(client).services.get(host);
  const servicePort = service === undefined || service.aliasOf !== undefined ? undefined : portOf(service, port);
  const rule = servicePort === undefined || service === undefined ? undefined : mesh.destinationRule(client, service);
  const missing = whyMissing(mesh, client, named, service, servicePort, rule);
  if (missing !== undefined || service === undefined)
    return makeCluster(mesh, named, { missing, service, servicePort, rule });
  const known = knownClusters(mesh, service, rule);
  let cluster = known.find((each) => each.port === port && each.subset === subset);
  if (cluster === undefined) {
    cluster = makeCluster(mesh, named, { missing, service, servicePort, rule });
    known.push(cluster);
  }
  return cluster;
}

type ClustersByRule = Map<MergedDestinationRule | undefined, Cluster[]>;

const clusters = new WeakMap<Mesh, Map<MeshService, ClustersByRule>>();

/** The clusters that there are: clients that follow the same rule to a service share them. */
function knownClusters(mesh: Mesh, service: MeshService, rule: MergedDestinationRule | undefined): Cluster[] {
  const ofMesh = remembered(clusters, mesh, () => new Map<MeshService, ClustersByRule>());
  const ofService = remembered(ofMesh, service, (): ClustersByRule => new Map());
  return remembered(ofService, rule, () => []);
}

type Found = Pick<Cluster, 'missing' | 'service' | 'servicePort'> & {
  readonly rule: MergedDestinationRule | undefined;
};

function makeCluster(
  mesh: Mesh,
  { host, port, subset }: ClusterName,
  { missing, service, servicePort, rule }: Found,
): Cluster {
  const labels = subset === undefined ? undefined : rule?.subsets.get(subset)?.value.labels;
  const all = missing === undefined && service !== undefined ? mesh.endpoints(service, labels) : [];
  return {
    name: `outbound|${port}|${subset ?? ''}|${host}`,
    ...{ host, port, subset, missing, service, servicePort },
    policy: effectivePolicy(rule, port, subset),
    endpoints: all.filter(({ replicas }) => replicas > 0),
    empty: all.filter(({ replicas }) => replicas <= 0),
  };
}

function whyMissing(
  mesh: Mesh,
  client: MeshProxy,
  { host, port, subset }: ClusterName,
  service: MeshService | undefined,
  servicePort: MeshPort | undefined,
  rule: MergedDestinationRule | undefined,
): MissingCluster | undefined {
  if (service === undefined) return { what: 'host', ...absentHost(mesh, client, host) };
  const place = { entity: service.entity, path: [] };
  if (service.aliasOf !== undefined)
    return { what: 'host', text: `${host} is only another name for ${service.aliasOf}`, place };
  if (servicePort === undefined || servicePort.class === 'udp') {
    const ports = service.ports.map(({ number }) => number).join(', ') || 'none';
    return { what: 'port', text: `${host} has no port ${port}; it has ${ports}`, place };
  }
  if (subset === undefined || rule?.subsets.has(subset) === true) return undefined;
  const [first] = rule?.rules ?? [];
  if (rule === undefined || first === undefined) {
    return {
      what: 'subset',
      text: `no DestinationRule that ${client.namespace} sees defines subset ${subset} of ${host}`,
      place: undefined,
    };
  }
  const names = [...rule.subsets.keys()].join(', ') || 'none';
  const by = rule.rules.map(({ id }) => `${id.namespace}/${id.name}`).join(' and ');
  return {
    what: 'subset',
    text: `DestinationRule ${by} defines no subset ${subset} of ${host}; it has ${names}`,
    place: { entity: first, path: ['spec', 'subsets'] },
  };
}

function absentHost(mesh: Mesh, client: MeshProxy, host: string): Omit<MissingCluster, 'what'> {
  const [hidden] = mesh.servicesWithHost(host);
  if (hidden === undefined) return { text: `there is no host ${host}`, place: undefined };
  const { sidecar } = mesh.scope(client);
  return hidden.visibility.includes(client.namespace) && sidecar !== undefined
    ? {
        text: `Sidecar ${sidecar.id.namespace}/${sidecar.id.name} does not import ${host}`,
        place: { entity: sidecar, path: ['spec', 'egress'] },
      }
    : { text: `${host} is not exported to namespace ${client.namespace}`, place: { entity: hidden.entity, path: [] } };
}

/** A destination as a VirtualService names it. */
export interface NamedDestination {
  readonly host: string;
  readonly port?: { readonly number?: number };
  readonly subset?: string;
}

/**
 * What a destination means for a proxy: without a port it is the only one of the service, as far as the proxy's listener
 * knows the service, else the port of the listener.
 *
 * @param home the namespace that short names belong to
 * @param knows a sidecar's routes of HTTP know services by the listener's port alone
 */
export function targetOf(
  mesh: Mesh,
  client: MeshProxy,
  { host, port, subset }: NamedDestination,
  home: string,
  listenerPort: number,
  knows: 'own port' | 'any port' = client.kind === 'gateway' ? 'any port' : 'own port',
): { readonly host: string; readonly port: number; readonly subset: string | undefined } {
  const full = fullName(host, home, mesh.config.clusterDomain);
  const found =
    client.kind === 'gateway' ? seenByGateway(mesh, client, full, home) : mesh.scope(client).services.get(full);
  const isAny = knows === 'any port';
  const known = found === undefined || isAny || portOf(found, listenerPort) !== undefined ? found : undefined;
  const [only] = isAny && known?.ports.length === 1 ? known.ports : [];
  return {
    host: known?.aliasOf ?? full,
    port: port?.number || only?.number || listenerPort,
    subset: subset || undefined,
  };
}

/** A service of the VirtualService's namespace if the gateway sees it, else any that it sees. */
function seenByGateway(mesh: Mesh, client: MeshProxy, host: string, home: string): MeshService | undefined {
  const seen = mesh.servicesWithHost(host).filter(({ visibility }) => visibility.includes(client.namespace));
  return seen.find(({ namespace }) => namespace === home) ?? seen[0];
}
