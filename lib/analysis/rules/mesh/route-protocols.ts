import type { GatewaySpec, VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { fullName, overlaps } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { isOpaqueTls, protocolNamed } from '../../../mesh/protocols';
import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import type { FieldPath } from '../../../model/finding';
import { describeId, isSound, type Sound } from '../../../world/entity';
import { GATEWAY, VIRTUAL_SERVICE } from '../../../world/kinds';
import { deployment, documents, istio, meshNamespace, service } from '../../examples';
import type { RelatedObservation, Rule } from '../../rule';

const example = (port: string) =>
  documents(
    meshNamespace(),
    deployment('reviews'),
    service('reviews', `{name: ${port}, port: 80, targetPort: 8080}`),
    istio(
      'VirtualService',
      'reviews',
      'hosts: [reviews]\nhttp: [{timeout: 3s, route: [{destination: {host: reviews}}]}]',
    ),
  );

export const routeProtocols: Rule = {
  id: 'MESH_ROUTE_PROTOCOL',
  severity: 'error',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'rules of a VirtualService for another protocol than arrives',
    why: 'Which list of rules is looked at depends on the port: `http` where requests can be read, `tls` where TLS is forwarded unopened, `tcp` where bytes are. At a Service the name of the port decides, at a Gateway the protocol of the server with its mode of TLS. Other lists are passed over in silence.',
    fix: 'Name the port for its protocol (`http-…`), or write the rules into the list that is looked at.',
    symptoms: ['rules are ignored', '404 NR', 'connection reset'],
    see: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
    wrong: example('tcp-web'),
    right: example('http-web'),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const lists = LISTS.filter((list) => (entity.spec[list] ?? []).length > 0);
      if (lists.length === 0 || (entity.spec.hosts ?? []).length === 0) continue;
      const arrivals = arrivalsOf(mesh, entity);
      if (arrivals === undefined || arrivals.length === 0) continue;
      for (const list of lists) {
        if (arrivals.some(({ lists: own }) => own.includes(list))) continue;
        const [first] = arrivals;
        if (first === undefined) continue;
        const path: FieldPath = ['spec', list];
        report(entity, path, {
          // Rules for several protocols are for several kinds of ports.
          severity: lists.length > 1 ? 'warning' : 'error',
          message: `${first.what()}: rules of ${list} are not looked at`,
          fix: first.fix(list),
          related: [first.related],
        });
      }
    }
  },
};

const LISTS = ['http', 'tls', 'tcp'] as const;
type List = (typeof LISTS)[number];

/** Where clients arrive, and which lists of rules are looked at there. */
interface Arrival {
  readonly what: () => string;
  readonly lists: readonly List[];
  readonly fix: (list: List) => string;
  readonly related: RelatedObservation;
}

/** Undefined where not all are known. */
function arrivalsOf(mesh: Mesh, entity: Sound<VirtualServiceSpec>): readonly Arrival[] | undefined {
  const { gateways = [] } = entity.spec;
  const found: Arrival[] = [];
  for (const name of gateways.length === 0 ? [MESH_GATEWAY] : gateways) {
    const own =
      name === MESH_GATEWAY
        ? atServices(mesh, entity)
        : atGateway(mesh, entity, gatewayName(name, entity.id.namespace));
    if (own === undefined) return undefined;
    found.push(...own);
  }
  return found;
}

function atServices(mesh: Mesh, { spec, id }: Sound<VirtualServiceSpec>): readonly Arrival[] | undefined {
  const found: Arrival[] = [];
  for (const host of spec.hosts ?? []) {
    const services = mesh.servicesWithHost(fullName(host, id.namespace, mesh.config.clusterDomain));
    // Port 80 of any name is for rules of http.
    if (services.length === 0) return undefined;
    for (const service of services) {
      // Another alternative may have ports of other names.
      if (mesh.given.alternatives(service.entity.id).length > 1 || service.aliasOf !== undefined) return undefined;
      for (const port of service.ports) {
        if (port.class === 'udp') continue;
        const lists: readonly List[] =
          port.class === 'http'
            ? ['http']
            : port.class === 'auto'
              ? LISTS
              : isOpaqueTls(port.protocol)
                ? ['tls', 'tcp']
                : ['tcp', 'tls'];
        found.push({
          what: () =>
            `${host}:${port.number} is ${port.protocol} by ${service.registry === 'Kubernetes' ? 'its name' : 'its protocol'}${port.name === undefined ? '' : ` (${port.name})`}`,
          lists,
          fix: (list) => (list === 'http' ? 'name the port http-…, if it is HTTP' : `write the rules into ${lists[0]}`),
          related: { entity: service.entity, path: port.path, message: 'the port' },
        });
      }
    }
  }
  return found;
}

function atGateway(mesh: Mesh, { spec, id }: Sound<VirtualServiceSpec>, name: string): readonly Arrival[] | undefined {
  const [namespace = '', called = ''] = name.split('/');
  const alternatives = mesh.given.alternatives({ ...GATEWAY, namespace, name: called });
  const [gateway] = alternatives;
  if (gateway === undefined || alternatives.length > 1 || !isSound(gateway)) return undefined;
  const { servers = [] } = (gateway as Sound<GatewaySpec>).spec;
  const hosts = (spec.hosts ?? []).map((host) => fullName(host, id.namespace, mesh.config.clusterDomain));
  return servers.flatMap((server, index): readonly Arrival[] => {
    const serves = server.hosts.map((host) => host.slice(host.indexOf('/') + 1).toLowerCase());
    const protocol = protocolNamed(server.port.protocol);
    const isTls = protocol === 'https' || protocol === 'tls';
    const isOpened = isTls && server.tls?.mode !== undefined && !/PASSTHROUGH/.test(server.tls.mode);
    const isHttp = isTls ? protocol === 'https' && isOpened : !/^(?:tcp|mongo|redis|mysql)$/.test(protocol);
    if ((isHttp || (isTls && !isOpened)) && !serves.some((own) => hosts.some((host) => overlaps(own, host)))) return [];
    const lists: readonly List[] = isHttp ? ['http'] : isTls && !isOpened ? ['tls'] : ['tcp'];
    return [
      {
        what: () =>
          `${describeId(gateway.id)} ${isHttp ? (isTls ? 'opens TLS and takes HTTP' : 'takes HTTP') : isTls && !isOpened ? 'forwards TLS unopened' : 'forwards bytes'} at port ${server.port.number}`,
        lists,
        fix: () => `write the rules into ${lists[0]}, or change the server`,
        related: { entity: gateway, path: ['spec', 'servers', index], message: 'the server' },
      },
    ];
  });
}
