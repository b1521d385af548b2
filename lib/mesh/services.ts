import type { ServiceEntrySpec } from '../../imports/networking.istio.io';
import type { FieldPath } from '../model/finding';
import type { Sound } from '../world/entity';
import { SERVICE, SERVICE_ENTRY } from '../world/kinds';
import type { ServiceSpec } from '../world/native-specs';
import type { World } from '../world/world';
import { byCreation } from './creation-order';
import { fullName, serviceHost } from './host-names';
import type { MeshConfig } from './mesh-config';
import { classOf, type Protocol, type ProtocolClass, protocolNamed, protocolOfServicePort } from './protocols';
import { Visibility } from './visibility';

/**
 * How a proxy finds the endpoints of a service: `STATIC` from what istiod tells it, `DNS` and `DNS_ROUND_ROBIN` by asking
 * for names, `NONE` by taking the address that the client has dialled, `DYNAMIC_DNS` by the name in the request. An
 * `ALIAS` has none: it is another name for a host.
 */
export type Resolution = 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS' | 'NONE' | 'ALIAS';

/** A port of a service. */
export interface MeshPort {
  readonly number: number;
  readonly name: string | undefined;
  readonly protocol: Protocol;
  readonly class: ProtocolClass;
  /** The port of the endpoints, or the name of one of a pod. @default - the same number */
  readonly targetPort: number | string;
  readonly nodePort: number | undefined;
  /** Where it is written, in the object of the service. */
  readonly path: FieldPath;
}

interface Common {
  /** The full name, in lower case: `reviews.web.svc.cluster.local`, or a host of a ServiceEntry. */
  readonly host: string;
  readonly namespace: string;
  readonly ports: readonly MeshPort[];
  readonly resolution: Resolution;
  /**
   * The addresses that clients dial, as far as manifests say them: IPs or CIDRs. A Service of Kubernetes has one also
   * where this is empty, unless it is headless.
   */
  readonly addresses: readonly string[];
  /** Whether clients dial an address that is this service's alone. */
  readonly hasAddress: boolean;
  readonly visibility: Visibility;
}

/** A Service of Kubernetes. */
export interface KubernetesService extends Common {
  readonly registry: 'Kubernetes';
  readonly entity: Sound<ServiceSpec>;
  /** Whether clients dial pods. */
  readonly headless: boolean;
  readonly external: false;
  /** What an ExternalName Service stands for. */
  readonly aliasOf: string | undefined;
}

/** A host of a ServiceEntry. */
export interface EntryService extends Common {
  readonly registry: 'ServiceEntry';
  readonly entity: Sound<ServiceEntrySpec>;
  readonly headless: false;
  /** Whether it is outside of the mesh, where nobody speaks Istio's mutual TLS. */
  readonly external: boolean;
  readonly aliasOf: undefined;
}

/** A host that clients call, as istiod's registry has it. */
export type MeshService = KubernetesService | EntryService;

/** The port of a service with a number. */
export function portOf(service: MeshService, number: number): MeshPort | undefined {
  return service.ports.find((port) => port.number === number);
}

/** Every service of a world, whoever sees it; those that were created first come first. */
export function servicesOf(world: World, config: MeshConfig): readonly MeshService[] {
  const services: MeshService[] = [
    ...world.current(SERVICE).map((entity) => kubernetesService(entity, config)),
    ...world.current(SERVICE_ENTRY).flatMap((entity) => entryServices(entity, config)),
  ];
  return services.sort((a, b) => byCreation(a.entity, b.entity));
}

const EXPORT_TO = 'networking.istio.io/exportTo';

function kubernetesService(entity: Sound<ServiceSpec>, config: MeshConfig): KubernetesService {
  const { id, spec, annotations } = entity;
  const isAlias = spec.type === 'ExternalName';
  const headless = spec.clusterIP === 'None';
  const exportTo = annotations[EXPORT_TO]?.split(',').flatMap((each) => each.trim() || []);
  const clusterIPs = spec.clusterIPs ?? (spec.clusterIP === undefined ? [] : [spec.clusterIP]);
  return {
    registry: 'Kubernetes',
    host: serviceHost(id.name, id.namespace, config.clusterDomain),
    namespace: id.namespace,
    entity,
    ports: (spec.ports ?? []).map((port, index) => {
      const protocol = protocolOfServicePort(port);
      return {
        number: port.port,
        name: port.name,
        protocol,
        class: classOf(protocol),
        targetPort: port.targetPort || port.port,
        nodePort: port.nodePort,
        path: ['spec', 'ports', index],
      };
    }),
    resolution: isAlias ? 'ALIAS' : headless ? 'NONE' : 'STATIC',
    addresses: clusterIPs.filter((address) => address !== 'None' && address !== ''),
    hasAddress: !isAlias && !headless,
    headless,
    external: false,
    aliasOf: isAlias ? (spec.externalName ?? '').toLowerCase() : undefined,
    visibility: Visibility.of(id.namespace, exportTo, config.defaultServiceExportTo),
  };
}

function entryServices(entity: Sound<ServiceEntrySpec>, config: MeshConfig): readonly EntryService[] {
  const { id, spec } = entity;
  const resolution = spec.resolution ?? 'NONE';
  const addresses = (spec.addresses ?? []).map((address) => address.replace(/\/(32|128)$/, ''));
  const ports = (spec.ports ?? []).map((port, index): MeshPort => {
    const protocol = protocolNamed(port.protocol);
    return {
      number: port.number,
      name: port.name,
      protocol,
      class: classOf(protocol),
      targetPort: port.targetPort || port.number,
      nodePort: undefined,
      path: ['spec', 'ports', index],
    };
  });
  // Without an address of its own, a sidecar that answers DNS gives it one; wildcards and NONE cannot have one.
  const isGivenAddress = (host: string) => config.dnsCapture && !host.startsWith('*') && resolution !== 'NONE';
  return spec.hosts.map((host) => ({
    registry: 'ServiceEntry',
    host: fullName(host, id.namespace, config.clusterDomain),
    namespace: id.namespace,
    entity,
    ports,
    resolution,
    addresses,
    hasAddress: addresses.some((address) => !address.includes('/')) || (addresses.length === 0 && isGivenAddress(host)),
    headless: false,
    external: spec.location !== 'MESH_INTERNAL',
    aliasOf: undefined,
    visibility: Visibility.of(id.namespace, spec.exportTo, config.defaultServiceExportTo),
  }));
}
