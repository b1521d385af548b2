import { compilePattern } from '../../../kube/regular-expression';
import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import type { Rule } from '../../rule';
import { httpMatchesWith } from '../../traffic/routes';

const MATCH = 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest';
const route = (match: string, app = 'reviews') =>
  istio(
    'VirtualService',
    app,
    `hosts: [${app}]
http:
- match: [${match}]
  timeout: 3s
  route: [{destination: {host: ${app}}}]
- route: [{destination: {host: ${app}}}]`,
  );

export const queryNeverMatches: Rule = {
  id: 'MESH_QUERY_NEVER_MATCHES',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a condition on a parameter of the query with characters that a query has only in another form',
    why: 'Values are compared as they are sent: a blank is `%20` or `+`, letters outside of ASCII are percent-encoded. The condition is never met.',
    fix: 'Write the value as it is sent, such as `a%20b`.',
    symptoms: ['rules are ignored'],
    see: MATCH,
    wrong: documents(shop('reviews'), route('{queryParams: {title: {exact: a b}}}')),
    right: documents(shop('reviews'), route('{queryParams: {title: {exact: a%20b}}}')),
  },

  check({ given }, report) {
    for (const { entity, match, at } of httpMatchesWith(given, 'queryParams')) {
      for (const [name, value] of Object.entries(match.queryParams ?? {})) {
        const [form, text] = value.exact !== undefined ? ['exact', value.exact] : ['prefix', value.prefix];
        // Printable characters of ASCII, without those that end a value.
        if (text === undefined || /^[!-~]*$/.test(text.replaceAll('#', ' ').replaceAll('&', ' '))) continue;
        report(entity, [...at, 'queryParams', name, form ?? 'exact'], {
          message: `no request has ${JSON.stringify(text)} in its query, as values are compared as they are sent: the condition is never met`,
          fix: `write ${encodeURIComponent(text)}`,
        });
      }
    }
  },
};

export const cookieExpression: Rule = {
  id: 'MESH_COOKIE_EXPRESSION',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'an expression for a cookie that a browser with several cookies does not meet',
    why: 'Browsers write a blank after each semicolon: `a=1; user=jason`. An expression with the semicolon right before the name takes the cookie only where it comes first.',
    fix: 'Write `;\\s*` instead of `;`: `^(.*;\\s*)?user=jason(;.*)?$`.',
    symptoms: ['rules are ignored, now and then'],
    see: MATCH,
    wrong: documents(shop('reviews'), route('{headers: {cookie: {regex: "^(.*?;)?(user=jason)(;.*)?$"}}}')),
    right: documents(shop('reviews'), route('{headers: {cookie: {regex: "^(.*?;\\\\s*)?(user=jason)(;.*)?$"}}}')),
  },

  check({ given }, report) {
    for (const { entity, match, at } of httpMatchesWith(given, 'headers')) {
      for (const [name, { regex }] of Object.entries(match.headers ?? {})) {
        if (name.toLowerCase() !== 'cookie' || regex === undefined) continue;
        const [cookie] = /[A-Za-z0-9_.-]+=[A-Za-z0-9_.-]+/.exec(regex) ?? [];
        const compiled = compilePattern(`^(?s:${regex})$`);
        if (cookie === undefined || typeof compiled === 'string') continue;
        const takes = (text: string) => compiled.test(text);
        if (!takes(cookie) || !takes(`a=1;${cookie}`) || takes(`a=1; ${cookie}`)) continue;
        report(entity, [...at, 'headers', name, 'regex'], {
          message: `"a=1; ${cookie}", as browsers write it, is not taken, as there is a blank after the semicolon`,
          fix: 'allow blanks after the semicolon: ;\\s*',
        });
      }
    }
  },
};

export const authorityWithoutPort: Rule = {
  id: 'MESH_AUTHORITY_WITHOUT_PORT',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a condition on the authority without a port, where clients send one',
    why: 'The authority is compared as it is sent. Clients add the port unless it is 80 for HTTP or 443 for HTTPS, so at other ports a host alone is never met. `hosts` of the VirtualService are compared without the port.',
    fix: 'Write the port (`reviews:8080`), a `prefix`, or leave the condition out.',
    symptoms: ['rules are ignored', '404 NR'],
    see: MATCH,
    wrong: documents(
      meshNamespace(),
      service('reviews', '{name: http, port: 8080}'),
      deployment('reviews'),
      route('{authority: {exact: reviews}}'),
    ),
    right: documents(
      meshNamespace(),
      service('reviews', '{name: http, port: 8080}'),
      deployment('reviews'),
      route('{authority: {prefix: reviews}}'),
    ),
  },

  check(mesh, report) {
    for (const { entity, match, at } of httpMatchesWith(mesh.given, 'authority')) {
      const exact = match.authority?.exact;
      if (exact === undefined || exact === '' || /:\d+$/.test(exact)) continue;
      const { gateways = [], hosts = [] } = entity.spec;
      if (
        gateways.some((name) => name !== MESH_GATEWAY) ||
        (match.gateways ?? []).some((name) => name !== MESH_GATEWAY)
      )
        continue;
      const ports = match.port
        ? [match.port]
        : hosts.flatMap((host) => httpPortsOf(mesh, fullName(host, entity.id.namespace, mesh.config.clusterDomain)));
      if (ports.length === 0 || ports.some((port) => port === 80 || port === 443)) continue;
      report(entity, [...at, 'authority', 'exact'], {
        message: `clients that dial port ${ports.join(' or ')} send ${exact}:${ports[0]}, and not ${exact}: the condition is never met`,
        fix: `write ${exact}:${ports[0]}`,
      });
    }
  },
};

function httpPortsOf(mesh: Mesh, host: string): readonly number[] {
  return mesh
    .servicesWithHost(host)
    .flatMap(({ ports }) =>
      ports.filter((port) => port.class === 'http' || port.class === 'auto').map(({ number }) => number),
    );
}
