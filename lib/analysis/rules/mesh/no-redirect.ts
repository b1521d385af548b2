import type { Server } from '../../../../imports/networking.istio.io';
import { GATEWAY } from '../../../world/kinds';
import { istio } from '../../examples';
import type { Rule } from '../../rule';

const example = (more: string) =>
  istio(
    'Gateway',
    'edge',
    `selector: {istio: ingressgateway}
servers:
- port: {number: 80, name: http, protocol: HTTP}
  hosts: [shop.example.com]${more}
- port: {number: 443, name: https, protocol: HTTPS}
  hosts: [shop.example.com]
  tls: {mode: SIMPLE, serverCertificate: /etc/certs/tls.crt, privateKey: /etc/certs/tls.key}`,
  );

export const noRedirect: Rule = {
  id: 'MESH_NO_HTTPS_REDIRECT',
  severity: 'note',
  kinds: [GATEWAY],
  docs: {
    says: 'a Gateway that serves a host with TLS and in plain text alike',
    why: 'A client that begins with http:// goes on in plain text, with all that it sends. With `httpsRedirect` it is sent to https:// at once.',
    fix: 'Set `tls: {httpsRedirect: true}` at the server for HTTP.',
    see: 'https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-https_redirect',
    wrong: example(''),
    right: example('\n  tls: {httpsRedirect: true}'),
  },

  check({ given }, report) {
    for (const entity of given.all(GATEWAY)) {
      const servers = entity.spec.servers ?? [];
      const secured = servers.flatMap((server, index) => (isSecure(server) ? [{ server, index }] : []));
      for (const [index, server] of servers.entries()) {
        if (!/^HTTP2?$/i.test(server.port.protocol) || server.tls?.httpsRedirect === true) continue;
        const other = secured.find(({ server: own }) => own.hosts.some((host) => server.hosts.includes(host)));
        if (other === undefined) continue;
        const host = other.server.hosts.find((each) => server.hosts.includes(each));
        report(entity, ['spec', 'servers', index], {
          message: `${host} is served in plain text as well as with TLS`,
          fix: 'set tls: {httpsRedirect: true} here, unless both are meant',
          related: [{ entity, path: ['spec', 'servers', other.index], message: 'with TLS' }],
        });
      }
    }
  },
};

function isSecure({ port, tls }: Server): boolean {
  return /^HTTPS$/i.test(port.protocol) && tls?.mode !== undefined && !/PASSTHROUGH/.test(tls.mode);
}
