import { parseAddress, parseCidr } from '../kube/addresses';
import { CLUSTER_DOMAIN, isWithin } from '../mesh/host-names';
import type { Mesh } from '../mesh/mesh';
import type { MeshService } from '../mesh/services';
import { isAddress } from './call';

/** What a client dials when it uses a name. */
export interface Dialled {
  /** The service whose address it is; undefined for what is outside of the registry. */
  readonly service: MeshService | undefined;
  /** The address, where it is known. */
  readonly address: string | undefined;
  /** Names of ExternalName Services on the way. */
  readonly aliases: readonly MeshService[];
  /** Whether the name is one of the cluster's that no Service has, so that DNS does not know it. */
  readonly unresolved: boolean;
}

/** How many names may stand for each other. */
const MAX_ALIASES = 8;

/** What a name, or an address, means for a client of a namespace: as DNS answers, whatever proxies know. */
export function dial(mesh: Mesh, host: string, from: string): Dialled {
  if (isAddress(host)) {
    const address = host.replace(/^\[|\]$/g, '');
    return { service: ownerOf(mesh, address), address, aliases: [], unresolved: false };
  }
  const aliases: MeshService[] = [];
  let name = host.endsWith('.') ? host.slice(0, -1) : host;
  for (let hop = 0; hop < MAX_ALIASES; hop++) {
    const service = find(mesh, name, from);
    if (service?.aliasOf === undefined) {
      const address = service?.addresses.find((each) => !each.includes('/'));
      return { service, address, aliases, unresolved: service === undefined && isOfCluster(mesh, name) };
    }
    aliases.push(service);
    name = service.aliasOf;
  }
  return { service: undefined, address: undefined, aliases, unresolved: true };
}

function find(mesh: Mesh, name: string, from: string): MeshService | undefined {
  for (const candidate of candidatesOf(mesh, name, from)) {
    const found = mesh.servicesWithHost(candidate).find(({ registry }) => registry === 'Kubernetes');
    if (found !== undefined) return found;
  }
  const entry = mesh.host(name, from);
  if (entry !== undefined) return entry;
  const wide = mesh.services
    .filter(({ host, visibility }) => host.startsWith('*') && isWithin(name, host) && visibility.includes(from))
    .sort((a, b) => b.host.length - a.host.length);
  return wide[0] ?? podOf(mesh, name, from);
}

/** What DNS tries for a name, as the resolver of a pod is told to. */
function candidatesOf(mesh: Mesh, name: string, from: string): readonly string[] {
  const { clusterDomain } = mesh.config;
  return [`${name}.${from}.svc.${clusterDomain}`, `${name}.svc.${clusterDomain}`, `${name}.${clusterDomain}`, name];
}

/** The headless Service of which a name is that of a pod: `db-0.db`. */
function podOf(mesh: Mesh, name: string, from: string): MeshService | undefined {
  const dot = name.indexOf('.');
  if (dot === -1) return undefined;
  for (const candidate of candidatesOf(mesh, name.slice(dot + 1), from)) {
    const found = mesh.servicesWithHost(candidate).find(({ headless }) => headless);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether only DNS of the cluster could know a name. */
function isOfCluster({ config }: Mesh, name: string): boolean {
  return (
    !name.includes('.') ||
    name.endsWith('.svc') ||
    name.endsWith(`.${config.clusterDomain}`) ||
    name.endsWith(`.${CLUSTER_DOMAIN}`)
  );
}

/** The service that has an address: the one that says it, else the one with the smallest range around it. */
function ownerOf(mesh: Mesh, address: string): MeshService | undefined {
  const parsed = parseAddress(address);
  let best: { readonly service: MeshService; readonly length: number } | undefined;
  for (const service of mesh.services) {
    for (const own of service.addresses) {
      if (own === address) return service;
      const range = own.includes('/') ? parseCidr(own) : undefined;
      if (range === undefined || parsed === undefined || range.family !== parsed.family) continue;
      const shift = BigInt((range.family === 4 ? 32 : 128) - range.length);
      if (range.bits >> shift !== parsed.bits >> shift) continue;
      if (best === undefined || range.length > best.length) best = { service, length: range.length };
    }
  }
  return best?.service;
}
