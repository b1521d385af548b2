import type { DestinationRuleSpec } from '../../../../imports/networking.istio.io';
import { fullName } from '../../../mesh/host-names';
import { isOpaqueTls } from '../../../mesh/protocols';
import { describeId, type Sound } from '../../../world/entity';
import { DESTINATION_RULE, VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio } from '../../examples';
import type { Rule } from '../../rule';
import { usesIn } from '../../traffic/destinations';
import { followersOf } from '../../traffic/followers';
import { serviceOrName } from '../../traffic/hosts';

const ENTRY = istio(
  'ServiceEntry',
  'api',
  `hosts: [api.example.com]
location: MESH_EXTERNAL
ports: [{number: 80, name: http, protocol: HTTP}, {number: 443, name: https, protocol: HTTPS}]
resolution: DNS`,
);
const ROUTE = istio(
  'VirtualService',
  'api',
  'hosts: [api.example.com]\nhttp: [{match: [{port: 80}], route: [{destination: {host: api.example.com, port: {number: 443}}}]}]',
);
const TLS = istio(
  'DestinationRule',
  'api',
  'host: api.example.com\ntrafficPolicy: {portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE}}]}',
);

export const plainTextToTls: Rule = {
  id: 'MESH_PLAIN_TEXT_TO_TLS',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a rule for HTTP that sends requests to a port for TLS, as they are',
    why: 'A rule of `http` has read the request, and sends it on in plain text, or with mutual TLS of Istio. The server at a port for HTTPS expects TLS: it answers 400, or closes the connection.',
    fix: 'Add a DestinationRule with `tls: {mode: SIMPLE}` for the port, or send to the port for HTTP.',
    symptoms: ['400 from the application', '503 UC'],
    see: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-tls-origination/',
    wrong: documents(ENTRY, ROUTE),
    right: documents(ENTRY, ROUTE, TLS),
  },

  check(mesh, report) {
    for (const { from: entity, destination, path, protocol, host } of usesIn(mesh)) {
      if (protocol !== 'http') continue;
      const [service, other] = mesh.servicesWithHost(host);
      if (service === undefined || other !== undefined) continue;
      // Without a port, the one that was dialled; for a single one, that.
      const number = destination.port?.number ?? (service.ports.length === 1 ? service.ports[0]?.number : undefined);
      const port = service.ports.find((each) => each.number === number);
      if (port === undefined || !isOpaqueTls(port.protocol)) continue;
      const plain = followersOf(mesh, entity).find((client) => {
        const mode = mesh.policy(
          client,
          serviceOrName(mesh, host, entity.id.namespace),
          port.number,
          destination.subset,
        ).tls?.value.mode;
        return mode === undefined || mode === 'DISABLE' || mode === 'ISTIO_MUTUAL';
      });
      if (plain === undefined || hasTlsElsewhere(mesh.given.all(DESTINATION_RULE), host, mesh.config.clusterDomain))
        continue;
      report(entity, path, {
        message: `requests of ${plain.name} arrive in plain text at port ${port.number} of ${destination.host}, which is for TLS (${port.protocol})`,
        fix: `add a DestinationRule for ${destination.host} with tls mode SIMPLE at port ${port.number}`,
        related: [{ entity: service.entity, path: port.path, message: `the port of ${describeId(service.entity.id)}` }],
      });
    }
  },
};

/** Whether an alternative that does not count now begins TLS. */
function hasTlsElsewhere(rules: readonly Sound<DestinationRuleSpec>[], host: string, domain: string): boolean {
  return rules.some(({ spec, id, object }) => {
    if (fullName(spec.host, id.namespace, domain) !== host) return false;
    return /"mode":"(?:SIMPLE|MUTUAL)"/.test(JSON.stringify(object.spec));
  });
}
