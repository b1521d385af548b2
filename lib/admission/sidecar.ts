import { quote } from '../kube/go';
import { checkIpAddress, checkUnixAddress, isUnixAddress } from './addresses';
import { checkConnectionPool } from './destination-rule/connection-pool';
import { checkDomainName } from './domain-names';
import type { Field } from './field';
import { checkScopedHost } from './gateway';
import type { Context } from './kinds';
import { checkPortName, checkPortNumber, checkProtocol, isHttp, isTls } from './ports';
import type { Report } from './report';
import { checkServerTls } from './server-tls';
import { checkDestination } from './virtual-service/destinations';
import { checkWorkloadSelector } from './workload-selectors';

/** @see https://istio.io/latest/docs/reference/config/networking/sidecar/ */
export function checkSidecar(spec: Field, { namespace }: Context, report: Report): void {
  const ingress = spec.get('ingress');
  const egress = spec.get('egress');
  const policy = spec.get('outboundTrafficPolicy');
  const pool = spec.get('inboundConnectionPool');
  if (!ingress.filled && !egress.filled && !policy.present && !pool.present) {
    const names = 'egress, ingress, outboundTrafficPolicy or inboundConnectionPool';
    report.refuse(spec, 'the Sidecar says nothing', `write ${names}`);
    return;
  }
  checkWorkloadSelector(spec.get('workloadSelector'), report);
  checkIngress(ingress, report);
  spec.check('inboundConnectionPool', checkConnectionPool, report);
  checkEgress(egress, namespace, report);
  checkOutboundPolicy(policy, report);
}

function checkIngress(ingress: Field, report: Report): void {
  const numbers = new Set<number>();
  for (const listener of ingress.items()) {
    const port = listener.get('port');
    if (!port.present) {
      report.refuse(port, 'no port given', 'write port with number, name and protocol');
      continue;
    }
    checkListenerPort(port, report);
    const bind = listener.get('bind');
    if (bind.text !== '') checkIpAddress(bind, report);
    checkUnique(port.get('number'), numbers, report);
    checkDefaultEndpoint(listener.get('defaultEndpoint'), report);
    const protocol = port.get('protocol').text;
    const tls = listener.get('tls');
    if (tls.present) checkIngressTls(tls, protocol, report);
    const pool = listener.get('connectionPool');
    listener.check('connectionPool', checkConnectionPool, report);
    if (pool.get('http').present && !isHttp(protocol)) {
      const shown = protocol === '' ? 'has no protocol of HTTP' : `is for ${protocol}`;
      const what = `the port ${shown}, so settings of HTTP have no effect`;
      report.warn(pool.get('http'), what, 'write them under tcp, or protocol: HTTP');
    }
  }
}

function checkListenerPort(port: Field, report: Report): void {
  if (port.get('name').text !== '') checkPortName(port.get('name'), report);
  checkProtocol(port.get('protocol'), report);
  checkPortNumber(port.get('number'), report);
}

function checkUnique(number: Field, seen: Set<number>, report: Report): void {
  if (seen.has(number.number)) {
    report.refuse(number, `port ${number.number} is written twice`, 'keep one listener for each port');
  }
  seen.add(number.number);
}

const ENDPOINT_HOSTS = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];

/** Where the application listens. */
function checkDefaultEndpoint(at: Field, report: Report): void {
  const { text } = at;
  if (text === '') return;
  if (isUnixAddress(text)) {
    checkUnixAddress(at, report);
    return;
  }
  const match = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(text);
  const [, bracketed, plain, port = ''] = match ?? [];
  const host = bracketed ?? plain ?? '';
  const number = /^[+-]?[0-9]+$/.test(port) ? Number(port) : 0;
  if (match !== null && ENDPOINT_HOSTS.includes(host) && number >= 1 && number <= 65535) return;
  const what = `${quote(text)} is not where an application of the pod listens`;
  report.refuse(at, what, 'write 127.0.0.1:PORT, 0.0.0.0:PORT, [::1]:PORT, [::]:PORT, :PORT or unix:///path');
}

function checkIngressTls(tls: Field, protocol: string, report: Report): void {
  const unsupported = ['subjectAltNames', 'httpsRedirect', 'credentialName', 'credentialNames', 'tlsCertificates'];
  for (const name of unsupported) {
    const field = tls.get(name);
    if (!field.filled && field.text === '' && !field.flag) continue;
    report.refuse(field, `a sidecar does not support ${name}`, 'remove it, or do it at a gateway');
  }
  const mode = tls.get('mode');
  if (mode.text === 'ISTIO_MUTUAL' || mode.text === 'AUTO_PASSTHROUGH') {
    report.refuse(mode, `a sidecar does not support mode ${mode.text} here`, 'write SIMPLE or MUTUAL');
  }
  if (!isTls(protocol)) {
    const shown = protocol === '' ? 'a detected protocol' : protocol;
    report.refuse(tls, `a port for ${shown} has no TLS`, 'remove tls, or write protocol: HTTPS or TLS');
  }
  checkServerTls(tls, report);
}

function checkEgress(egress: Field, namespace: string | undefined, report: Report): void {
  const numbers = new Set<number>();
  const sockets = new Set<string>();
  const listeners = egress.items();
  for (const [index, listener] of listeners.entries()) {
    const port = listener.get('port');
    if (port.present) checkEgressPort(listener, numbers, sockets, report);
    else if (index < listeners.length - 1) {
      const what = 'a listener without a port is for all that no other one is for, so it comes last';
      report.refuse(listener, what, 'move it to the end');
    }
    checkEgressHosts(listener.get('hosts'), namespace, report);
  }
}

function checkEgressPort(listener: Field, numbers: Set<number>, sockets: Set<string>, report: Report): void {
  const port = listener.get('port');
  const bind = listener.get('bind');
  const number = port.get('number');
  if (number.number !== 0) {
    checkListenerPort(port, report);
    if (bind.text !== '') checkIpAddress(bind, report);
    checkUnique(number, numbers, report);
    return;
  }
  if (port.get('name').text !== '') checkPortName(port.get('name'), report);
  checkProtocol(port.get('protocol'), report);
  if (isUnixAddress(bind.text)) checkUnixAddress(bind, report);
  else
    report.refuse(bind, 'a listener without a port number is on a socket of a file', 'write unix:///path, or a number');
  const capture = listener.get('captureMode');
  if (capture.text === 'IPTABLES') {
    report.refuse(capture, 'what goes to a socket of a file is not captured', 'write NONE, or remove it');
  }
  if (sockets.has(bind.text)) {
    report.refuse(bind, `${quote(bind.text)} is written twice`, 'keep one listener for each socket');
  }
  sockets.add(bind.text);
}

function checkEgressHosts(hosts: Field, namespace: string | undefined, report: Report): void {
  if (!hosts.filled) report.refuse(hosts, 'the listener has no hosts', 'write namespace/host, such as ./*');
  const seen = new Map<string, Set<string>>();
  for (const [text, item] of hosts.texts()) {
    const slash = text.indexOf('/');
    if (slash !== -1) {
      const written = text.slice(0, slash);
      const scope = written === '.' ? (namespace ?? '.') : written;
      const host = text.slice(slash + 1);
      const others = seen.get(scope) ?? new Set<string>();
      const repeated = host === '*' ? others.size > 0 : others.has(host) || others.has('*');
      if (repeated) report.warn(item, `${quote(text)} is in what else is given`, 'remove one of them');
      others.add(host);
      seen.set(scope, others);
    }
    checkScopedHost(item, 'sidecar', report);
  }
  if (seen.get('*')?.has('*') && seen.size > 1) {
    report.warn(hosts, '*/* is every host, so the others have no effect', 'keep */*, or remove it');
  }
}

/** @see https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy */
function checkOutboundPolicy(policy: Field, report: Report): void {
  const proxy = policy.get('egressProxy');
  if (!proxy.present) return;
  if (policy.get('mode').text !== 'ALLOW_ANY') {
    const what = 'only with mode ALLOW_ANY do unknown hosts go anywhere';
    report.refuse(proxy, what, 'write mode: ALLOW_ANY, or remove it');
    return;
  }
  checkDomainName(proxy.get('host'), report);
  if (proxy.get('port').present) checkDestination(proxy, report);
  else report.refuse(proxy.get('port'), 'no port given', 'write port.number');
}
