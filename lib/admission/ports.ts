import { quote } from '../kube/go';
import { checkDnsLabel } from './domain-names';
import type { Field } from './field';
import type { Report } from './report';

const HTTP = ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'];
const TLS = ['https', 'tls'];
const OTHERS = ['tcp', 'udp', 'mongo', 'redis', 'mysql', 'hbone', 'doublehbone'];
const KNOWN: ReadonlySet<string> = new Set([...HTTP, ...TLS, ...OTHERS]);

const WRITABLE = 'HTTP, HTTP2, GRPC, GRPC-WEB, HTTPS, TLS, TCP, UDP, MONGO, MYSQL or REDIS';

/** Whether Istio knows a protocol; case does not matter. */
export function isProtocol(name: string): boolean {
  return KNOWN.has(name.toLowerCase());
}

/** Whether requests of HTTP are seen: plain HTTP of any version. */
export function isHttp(protocol: string): boolean {
  return HTTP.includes(protocol.toLowerCase());
}

/** Whether a TLS handshake is seen. */
export function isTls(protocol: string): boolean {
  return TLS.includes(protocol.toLowerCase());
}

/** Whether connections are routed, not requests. */
export function isTcp(protocol: string): boolean {
  return isTls(protocol) || ['tcp', 'mongo', 'redis', 'mysql'].includes(protocol.toLowerCase());
}

/** The number of a port; what is not written is 0. */
export function checkPortNumber(at: Field, report: Report, number = at.number): void {
  if (number >= 1 && number <= 65535) return;
  report.refuse(at, `${at.present ? number : 'no port'} given: a port is a number from 1 to 65535`, 'write its number');
}

export function checkPortName(at: Field, report: Report, name = at.text): void {
  checkDnsLabel(at, 'the name of a port', report, name);
}

/** A protocol; nothing means that it is detected. */
export function checkProtocol(at: Field, report: Report): void {
  if (at.text === '' || isProtocol(at.text)) return;
  report.refuse(at, `${quote(at.text)} is not a protocol that Istio knows`, `write ${WRITABLE}, or leave it out`);
}

/** The protocol of a port of a gateway, which is never detected. */
export function checkServerProtocol(at: Field, report: Report): void {
  if (isProtocol(at.text)) return;
  const what = at.text === '' ? 'no protocol given' : `${quote(at.text)} is not a protocol that Istio knows`;
  report.refuse(at, what, `write ${WRITABLE}`);
}
