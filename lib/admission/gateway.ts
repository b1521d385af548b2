import { quote } from '../kube/go';
import { checkIpAddress, checkUnixAddress, isUnixAddress, parseIpAddress } from './addresses';
import { isDnsLabel, isPartialWildcard, whyNoWildcardDomain } from './domain-names';
import type { Field } from './field';
import type { Context } from './kinds';
import { once } from './once';
import { checkPortNumber, checkServerProtocol, isHttp, isProtocol, isTls } from './ports';
import type { Report } from './report';
import { checkServerTls } from './server-tls';

/** @see https://istio.io/latest/docs/reference/config/networking/gateway/ */
export function checkGateway(spec: Field, { object }: Context, report: Report): void {
  const name = object.get('metadata').get('name');
  if (!isDnsLabel(name.text)) {
    report.refuse(
      name,
      `${quote(name.text)} cannot be the name of a Gateway`,
      'use letters, digits and hyphens, no dots',
    );
  }
  const servers = spec.get('servers');
  if (!servers.filled) report.refuse(servers, 'the gateway serves nothing', 'write a server with port and hosts');
  const names = new Set<string>();
  for (const server of servers.items()) {
    checkServer(server, report);
    const port = server.get('port').get('name');
    if (!server.get('port').present) continue;
    if (names.has(port.text)) {
      const what = `there are several servers whose port is named ${quote(port.text)}`;
      report.refuse(port, what, 'give each port a name of its own');
    }
    names.add(port.text);
  }
}

const checkServer = once((server, report) => {
  const hosts = server.get('hosts');
  if (!hosts.filled) report.refuse(hosts, 'the server has no hosts', 'write hosts, such as "*"');
  for (const [, host] of hosts.texts()) checkScopedHost(host, 'gateway', report);
  const port = server.get('port');
  const bind = server.get('bind');
  if (!port.present) report.refuse(port, 'no port given', 'write port with number, name and protocol');
  const sound = port.present && checkServerPort(port, bind, report);
  if (isUnixAddress(bind.text)) {
    checkUnixAddress(bind, report);
    if (port.get('number').number !== 0) {
      report.refuse(port.get('number'), 'a server on a socket of a file has no port', 'write 0');
    }
  } else if (bind.text !== '') checkIpAddress(bind, report);
  const tls = server.get('tls');
  checkServerTls(tls, report);
  if (sound) checkTlsOfProtocol(port.get('protocol').text, tls, server, report);
});

/** @returns whether the port is sound */
function checkServerPort(port: Field, bind: Field, report: Report): boolean {
  const before = report.count;
  checkServerProtocol(port.get('protocol'), report);
  const number = port.get('number');
  if (number.number > 0 || !isUnixAddress(bind.text)) checkPortNumber(number, report);
  const target = port.get('targetPort');
  if (target.number > 0) {
    report.refuse(target, 'a gateway listens on the number itself', 'remove it; the Service of the gateway maps ports');
  }
  const name = port.get('name');
  if (name.text === '') report.refuse(name, 'the port has no name', 'write a name that no other port has');
  return report.count === before && isProtocol(port.get('protocol').text);
}

function checkTlsOfProtocol(protocol: string, tls: Field, server: Field, report: Report): void {
  if (isTls(protocol)) {
    if (!tls.present) {
      report.refuse(tls, `a server for ${protocol} says how TLS is handled`, 'write tls.mode with its certificates');
    }
  } else if (tls.present) {
    const mode = tls.get('mode').text;
    const ends = !['', 'PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(mode);
    const files = ['serverCertificate', 'privateKey', 'caCertificates'].some((name) => tls.get(name).text !== '');
    if (!isHttp(protocol)) {
      report.refuse(
        server.get('tls'),
        `a server for ${protocol} has no TLS`,
        'remove tls, or write protocol TLS or HTTPS',
      );
    } else if (ends || files) {
      const what = `a server for ${protocol} has no TLS, apart from httpsRedirect`;
      report.refuse(tls, what, 'remove it, or write protocol: HTTPS');
    }
  }
  const redirect = tls.get('httpsRedirect');
  if (redirect.flag && !isHttp(protocol)) {
    const what = `only plain requests are redirected to HTTPS, and this server is for ${protocol}`;
    report.warn(redirect, what, 'remove it here, and write it for the server with protocol: HTTP');
  }
}

const NAMESPACES = { gateway: ['*', '.'], sidecar: ['*', '.', '~'] };

/** `namespace/host`; a gateway may leave the namespace out. */
export function checkScopedHost(at: Field, of: 'gateway' | 'sidecar', report: Report): void {
  const { text } = at;
  const slash = text.indexOf('/');
  if (slash === -1 && of === 'sidecar') {
    const what = `${quote(text)} does not say of which namespace`;
    report.refuse(at, what, `write namespace/host; */${text} is of any namespace, ./${text} of this one`);
    return;
  }
  const host = text.slice(slash + 1);
  const namespace = text.slice(0, slash);
  if (slash !== -1 && !NAMESPACES[of].includes(namespace) && !isDnsLabel(namespace)) {
    const what = `${quote(namespace)} names no namespace`;
    report.refuse(at, what, `write ${NAMESPACES[of].join(', ')} or the name of a namespace`);
  }
  checkHostPart(at, host, of, report);
}

function checkHostPart(at: Field, host: string, of: 'gateway' | 'sidecar', report: Report): void {
  if (host !== '*' && !host.includes('.')) {
    const what = `${quote(host)} is a short name, which nothing completes here`;
    report.refuse(at, what, `write the whole name, such as ${host || 'reviews'}.default.svc.cluster.local`);
  }
  const why = whyNoWildcardDomain(host);
  if (why !== undefined && (of === 'sidecar' || parseIpAddress(host) === undefined)) {
    report.refuse(at, `${quote(host)} is not a host: ${why}`, 'write a host such as shop.example.com or *.example.com');
  }
  if (isPartialWildcard(host)) {
    const what = `${quote(host)}: * stands for whole labels only`;
    report.refuse(at, what, 'write * or *.example.com');
  }
}
