import { NOT_AN_ADDRESS, parseAddress } from '../kube/addresses';
import { isMap } from '../kube/json';
import { dnsLabel, dnsSubdomain, portNumber, qualifiedName } from '../kube/names';
import { Path } from '../violation/path';
import { integerOrZero, isEmptyList, isMissing, items, text, textItems } from './json';
import type { Report } from './rules';

type Fields = Readonly<Record<string, unknown>>;

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX_ADDRESSES = 100;
const MAX_ENDPOINTS = 1000;
const MAX_PORTS = 20_000;

/**
 * Checks Endpoints.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#endpoints
 */
export function checkEndpoints(object: Fields, report: Report): void {
  for (const [index, subset] of items(object.subsets).entries()) {
    if (!isMap(subset)) continue;
    const at = Path.ROOT.child('subsets').child(index);
    if (isEmptyList(subset.addresses) && isEmptyList(subset.notReadyAddresses)) {
      report.required('K8S_ENDPOINTS', at, 'must specify `addresses` or `notReadyAddresses`');
    }
    for (const list of ['addresses', 'notReadyAddresses']) {
      for (const [position, address] of items(subset[list]).entries()) {
        if (isMap(address)) checkAddress(at.child(list).child(position), address, report);
      }
    }
    const several = items(subset.ports).length > 1;
    for (const [position, port] of items(subset.ports).entries()) {
      if (isMap(port)) checkPort(at.child('ports').child(position), port, several, report);
    }
  }
}

function checkAddress(at: Path, { ip, hostname }: Fields, report: Report): void {
  const address = text(ip);
  if (address !== undefined) checkReachable(at.child('ip'), address, report);
  const host = text(hostname);
  if (host) report.invalidEach('K8S_ENDPOINTS', at.child('hostname'), host, dnsLabel(host));
}

/** Checks an address to which traffic is sent from other nodes. */
function checkReachable(at: Path, address: string, report: Report): void {
  if (parseAddress(address) === undefined) {
    report.invalid('K8S_ENDPOINTS', at, address, NOT_AN_ADDRESS);
    return;
  }
  const detail = forbidden(address.toLowerCase());
  if (detail !== undefined) report.invalid('K8S_ENDPOINTS', at, address, detail);
}

function forbidden(address: string): string | undefined {
  if (address === '0.0.0.0' || address === '::') return 'may not be unspecified (0.0.0.0 or ::)';
  if (address.startsWith('127.') || address === '::1') return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  if (address.startsWith('169.254.') || /^fe[89ab]/.test(address)) {
    return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  }
  if (address.startsWith('224.0.0.') || /^ff.2:/.test(address)) {
    return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
  }
  return undefined;
}

function checkPort(at: Path, { name, port, protocol, appProtocol }: Fields, needsName: boolean, report: Report): void {
  const named = text(name);
  if (named === '' && needsName) report.required('K8S_ENDPOINTS', at.child('name'));
  else if (named) report.invalidEach('K8S_ENDPOINTS', at.child('name'), named, dnsLabel(named));
  const number = integerOrZero(port);
  if (number !== undefined) report.invalidEach('K8S_ENDPOINTS', at.child('port'), number, portNumber(number));
  checkProtocols(at, protocol, appProtocol, report);
}

function checkProtocols(at: Path, protocol: unknown, application: unknown, report: Report): void {
  const name = text(protocol);
  if (name && !PROTOCOLS.includes(name)) report.unsupported('K8S_ENDPOINTS', at.child('protocol'), name, PROTOCOLS);
  if (typeof application === 'string') {
    report.invalidEach('K8S_ENDPOINTS', at.child('appProtocol'), application, qualifiedName(application));
  }
}

/**
 * Checks an EndpointSlice.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
 */
export function checkEndpointSlice(object: Fields, report: Report): void {
  const at = Path.ROOT;
  const type = text(object.addressType);
  if (type === '') report.required('K8S_ENDPOINTS', at.child('addressType'));
  else if (type !== undefined && !ADDRESS_TYPES.includes(type)) {
    report.unsupported('K8S_ENDPOINTS', at.child('addressType'), type, ADDRESS_TYPES);
  }
  const endpoints = items(object.endpoints);
  tooMany(at.child('endpoints'), endpoints, MAX_ENDPOINTS, report);
  for (const [index, endpoint] of endpoints.entries()) {
    if (isMap(endpoint)) checkEndpoint(at.child('endpoints').child(index), endpoint, type, report);
  }
  const ports = items(object.ports);
  tooMany(at.child('ports'), ports, MAX_PORTS, report);
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    if (!isMap(port)) continue;
    const place = at.child('ports').child(index);
    const name = text(port.name);
    if (name) report.invalidEach('K8S_ENDPOINTS', place.child('name'), name, dnsLabel(name));
    if (name !== undefined && names.has(name)) report.duplicate('K8S_ENDPOINTS', place.child('name'), name);
    names.add(name ?? '');
    checkProtocols(place, port.protocol, port.appProtocol, report);
  }
}

function checkEndpoint(at: Path, endpoint: Fields, type: string | undefined, report: Report): void {
  const addresses = textItems(endpoint.addresses);
  const place = at.child('addresses');
  if (isEmptyList(endpoint.addresses)) report.required('K8S_ENDPOINTS', place, 'must contain at least 1 address');
  tooMany(place, items(endpoint.addresses), MAX_ADDRESSES, report);
  for (const [index, address] of addresses) {
    const where = place.child(index);
    if (type === 'FQDN') report.invalidEach('K8S_ENDPOINTS', where, address, dnsSubdomain(address));
    else if (type === 'IPv4' || type === 'IPv6') {
      const isFour = address.includes('.') && !address.includes(':');
      if (parseAddress(address) === undefined) report.invalid('K8S_ENDPOINTS', where, address, NOT_AN_ADDRESS);
      else if (isFour !== (type === 'IPv4')) {
        report.invalid('K8S_ENDPOINTS', where, address, `must be an ${type} address`);
      } else checkReachable(where, address, report);
    }
  }
  const host = text(endpoint.hostname);
  if (host && !isMissing(endpoint.hostname)) {
    report.invalidEach('K8S_ENDPOINTS', at.child('hostname'), host, dnsLabel(host));
  }
  const node = endpoint.nodeName;
  if (typeof node === 'string') report.invalidEach('K8S_ENDPOINTS', at.child('nodeName'), node, dnsSubdomain(node));
}

function tooMany(at: Path, list: readonly unknown[], limit: number, report: Report): void {
  if (list.length <= limit) return;
  report.tooMany('K8S_ENDPOINTS', at, list.length, limit);
}
