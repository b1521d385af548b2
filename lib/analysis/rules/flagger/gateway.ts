import { fullName, overlaps } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import { describeId } from '../../../world/entity';
import { isOfKind } from '../../../world/kind';
import { CANARY, GATEWAY } from '../../../world/kinds';
import { reportMissing } from '../../missing';
import { objectExample, releaseExample } from '../../release/example';
import { istioReleases, type Release } from '../../release/releases';
import type { Report, Rule } from '../../rule';

const example = (gateway: string) =>
  releaseExample(
    { service: `port: 9080, gateways: [${gateway}, mesh], hosts: [reviews.example.com]` },
    objectExample(
      'networking.istio.io/v1',
      'Gateway',
      'public',
      'spec:',
      '  selector: {istio: ingressgateway}',
      "  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*.example.com']}]",
    ),
  );

export const gateway: Rule = {
  id: 'FLAGGER_GATEWAY',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary for a Gateway that does not exist, or that serves none of its hosts',
    why: 'Requests that arrive at the gateway get 404: no route is for them. Where only they are shared out to the canary, its checks find no values, and each release is rolled back.',
    fix: 'Write `namespace/name` of the Gateway into `service.gateways`, and hosts of its servers into `service.hosts`.',
    symptoms: ['404 NR', 'no values found', 'canary never gets traffic'],
    see: 'https://docs.flagger.app/tutorials/istio-progressive-delivery',
    wrong: example('pubic'),
    right: example('public'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ role, to, from }) => role === 'parent' && isOfKind(to, GATEWAY) && from.id.kind === CANARY.kind,
      consequence: () => 'no request that arrives at it takes the routes of the Canary',
      unknown: 'note',
    });
    for (const release of istioReleases(mesh)) reportUnserved(mesh, release, report);
  },
};

function reportUnserved({ given, config }: Mesh, { entity, spec, names, namespace }: Release, report: Report): void {
  const { gateways = [], hosts = [], delegation } = spec.service ?? {};
  if (delegation === true) return;
  const routed = [...hosts, names.apex].map((host) => fullName(host, namespace, config.clusterDomain));
  for (const [index, written] of gateways.entries()) {
    const [of = '', name = ''] = gatewayName(written, namespace).split('/');
    const found = written === MESH_GATEWAY ? undefined : given.get(GATEWAY, { namespace: of, name });
    // Bytes are forwarded whatever their host.
    const servers = found?.spec?.servers ?? [];
    if (found === undefined || servers.length === 0 || given.alternatives(found.id).length > 1) continue;
    if (servers.some(({ port }) => !/^(http|https|http2|grpc|grpc-web)$/i.test(port.protocol))) continue;
    const served = servers.flatMap((server) =>
      server.hosts.flatMap((host) => {
        const [first = '', second] = host.split('/');
        if (second === undefined) return [first];
        return first === '*' || first === namespace || (first === '.' && of === namespace) ? [second] : [];
      }),
    );
    if (served.some((host) => routed.some((own) => own === '*' || overlaps(host.toLowerCase(), own)))) continue;
    report(entity, ['spec', 'service', 'gateways', index], {
      severity: 'warning',
      message: `${describeId(found.id)} serves ${served.length === 0 ? 'nothing of this namespace' : served.slice(0, 5).join(', ')}, and none of the hosts of the Canary: no request that arrives there takes its routes`,
      fix: 'add a host that the Gateway serves to service.hosts',
      related: [{ entity: found, path: ['spec', 'servers'], message: 'what it serves' }],
    });
  }
}
