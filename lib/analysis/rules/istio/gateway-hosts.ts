import type { GatewaySpec, Server, VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { isSlip } from '../../../kube/suggestion';
import { fullName, overlaps } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { protocolNamed } from '../../../mesh/protocols';
import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import { describeId, isSound, type Sound } from '../../../world/entity';
import { GATEWAY, VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Report, Rule } from '../../rule';

const example = (host: string) =>
  documents(
    shop('reviews'),
    istio(
      'Gateway',
      'edge',
      'selector: {istio: ingressgateway}\nservers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [reviews.example.com]}]',
    ),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [${host}]\ngateways: [edge]\nhttp: [{route: [{destination: {host: reviews}}]}]`,
    ),
  );

export const gatewayHosts: Rule = {
  id: 'IST0132',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'hosts of a VirtualService that its Gateway does not serve',
    why: 'A gateway takes of a VirtualService the hosts that its servers have, too. A host that no server has gets 404, or no connection at all; a host of a server may be for one namespace only (`shop/*`).',
    fix: 'Write the host into a server of the Gateway, or correct it.',
    symptoms: ['404 NR', 'route_not_found', 'connection reset'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0132/',
    wrong: example('review.example.com'),
    right: example('reviews.example.com'),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) checkVirtualService(mesh, entity, report);
  },
};

/** A Gateway of a VirtualService, with what it serves of it. */
interface Named {
  readonly index: number;
  readonly gateway: Sound<GatewaySpec>;
  /** For VirtualServices of the namespace. */
  readonly hosts: readonly string[];
}

function checkVirtualService(mesh: Mesh, entity: Sound<VirtualServiceSpec>, report: Report): void {
  const { gateways = [], hosts = [] } = entity.spec;
  const named: Named[] = [];
  for (const [index, name] of gateways.entries()) {
    if (name === MESH_GATEWAY) continue;
    const found = servedBy(mesh, gatewayName(name, entity.id.namespace), entity.id.namespace);
    // Missing, or for bytes, where hosts do not count.
    if (found === undefined) return;
    named.push({ index, ...found });
  }
  if (named.length === 0 || hosts.length === 0) return;
  const full = hosts.map((host) => fullName(host, entity.id.namespace, mesh.config.clusterDomain));
  const isServed = (host: string, { hosts: own }: Named) => own.some((each) => overlaps(each, host));
  const useless = named.filter((each) => !full.some((host) => isServed(host, each)));
  for (const { index, gateway, hosts: own } of useless) {
    const near = full.flatMap((host) => own.filter((each) => isSlip(host, each)))[0];
    report(entity, ['spec', 'gateways', index], {
      severity: useless.length === gateways.length ? 'error' : 'warning',
      message: `${describeId(gateway.id)} serves ${own.length === 0 ? `no host for namespace ${entity.id.namespace}` : own.slice(0, 4).join(', ')}, and not ${hosts.slice(0, 4).join(', ')}: no request that arrives there takes these rules`,
      fix: near === undefined ? 'add the host to a server of the Gateway' : `write ${near}`,
      related: [{ entity: gateway, path: ['spec', 'servers'], message: 'what it serves' }],
    });
  }
  if (useless.length > 0 || gateways.includes(MESH_GATEWAY)) return;
  for (const [index, host] of full.entries()) {
    if (named.some((each) => isServed(host, each))) continue;
    report(entity, ['spec', 'hosts', index], {
      message: `no Gateway of the VirtualService serves ${hosts[index]}: requests to it do not take these rules`,
      fix: 'add the host to a server of a Gateway, or remove it',
      related: named.map(({ gateway }) => ({ entity: gateway, path: ['spec', 'servers'], message: 'what it serves' })),
    });
  }
}

/** What a Gateway serves of VirtualServices of a namespace, all its alternatives together. */
function servedBy(
  { given }: Mesh,
  name: string,
  namespace: string,
): { readonly gateway: Sound<GatewaySpec>; readonly hosts: readonly string[] } | undefined {
  const [own = '', called = ''] = name.split('/');
  const all = given.alternatives({ ...GATEWAY, namespace: own, name: called });
  const sound = all.filter((each) => isSound(each)) as Sound<GatewaySpec>[];
  const [gateway] = sound;
  const servers = sound.flatMap(({ spec }) => spec.servers ?? []);
  if (gateway === undefined || sound.length < all.length || servers.length === 0 || servers.some(isForBytes))
    return undefined;
  return { gateway, hosts: servers.flatMap(({ hosts }) => hosts.flatMap((host) => hostFor(host, own, namespace))) };
}

function isForBytes({ port, tls }: Server): boolean {
  const protocol = protocolNamed(port.protocol);
  if (protocol === 'tls' || protocol === 'https')
    return protocol === 'tls' && tls?.mode !== undefined && !/PASSTHROUGH/.test(tls.mode);
  return !/^(?:http|grpc)/.test(protocol);
}

/** `namespace/host` is for one namespace, `.` for that of the Gateway. */
function hostFor(host: string, own: string, namespace: string): readonly string[] {
  const slash = host.indexOf('/');
  if (slash === -1) return [host.toLowerCase()];
  const of = host.slice(0, slash);
  if (of !== '*' && (of === '.' ? own : of) !== namespace) return [];
  return [host.slice(slash + 1).toLowerCase()];
}
