import { NOT_AN_ADDRESS, parseAddress } from '../kube/addresses';
import { isMap } from '../kube/json';
import { dnsLabel, dnsSubdomain, portNumber, qualifiedName } from '../kube/names';
import { At, type Issues } from './field';
import { integerOrZero, isEmptyList, isMissing, items, text, textItems } from './json';

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
export function checkEndpoints(object: Fields, issues: Issues): void {
  for (const [index, subset] of items(object.subsets).entries()) {
    if (!isMap(subset)) continue;
    const at = At.root.child('subsets').index(index);
    if (isEmptyList(subset.addresses) && isEmptyList(subset.notReadyAddresses)) {
      issues.required('K8S_ENDPOINTS', at, 'must specify `addresses` or `notReadyAddresses`');
    }
    for (const list of ['addresses', 'notReadyAddresses']) {
      for (const [position, address] of items(subset[list]).entries()) {
        if (isMap(address)) checkAddress(at.child(list).index(position), address, issues);
      }
    }
    const several = items(subset.ports).length > 1;
    for (const [position, port] of items(subset.ports).entries()) {
      if (isMap(port)) checkPort(at.child('ports').index(position), port, several, issues);
    }
  }
}

function checkAddress(at: At, { ip, hostname }: Fields, issues: Issues): void {
  const address = text(ip);
  if (address !== undefined) checkReachable(at.child('ip'), address, issues);
  const host = text(hostname);
  if (host) issues.invalidEach('K8S_ENDPOINTS', at.child('hostname'), host, dnsLabel(host));
}

/** Checks an address to which traffic is sent from other nodes. */
function checkReachable(at: At, address: string, issues: Issues): void {
  if (parseAddress(address) === undefined) {
    issues.invalid('K8S_ENDPOINTS', at, address, NOT_AN_ADDRESS);
    return;
  }
  const detail = forbidden(address.toLowerCase());
  if (detail !== undefined) issues.invalid('K8S_ENDPOINTS', at, address, detail);
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

function checkPort(at: At, { name, port, protocol, appProtocol }: Fields, needsName: boolean, issues: Issues): void {
  const named = text(name);
  if (named === '' && needsName) issues.required('K8S_ENDPOINTS', at.child('name'));
  else if (named) issues.invalidEach('K8S_ENDPOINTS', at.child('name'), named, dnsLabel(named));
  const number = integerOrZero(port);
  if (number !== undefined) issues.invalidEach('K8S_ENDPOINTS', at.child('port'), number, portNumber(number));
  checkProtocols(at, protocol, appProtocol, issues);
}

function checkProtocols(at: At, protocol: unknown, application: unknown, issues: Issues): void {
  const name = text(protocol);
  if (name && !PROTOCOLS.includes(name)) issues.unsupported('K8S_ENDPOINTS', at.child('protocol'), name, PROTOCOLS);
  if (typeof application === 'string') {
    issues.invalidEach('K8S_ENDPOINTS', at.child('appProtocol'), application, qualifiedName(application));
  }
}

/**
 * Checks an EndpointSlice.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
 */
export function checkEndpointSlice(object: Fields, issues: Issues): void {
  const at = At.root;
  const type = text(object.addressType);
  if (type === '') issues.required('K8S_ENDPOINTS', at.child('addressType'));
  else if (type !== undefined && !ADDRESS_TYPES.includes(type)) {
    issues.unsupported('K8S_ENDPOINTS', at.child('addressType'), type, ADDRESS_TYPES);
  }
  const endpoints = items(object.endpoints);
  tooMany(at.child('endpoints'), endpoints, MAX_ENDPOINTS, issues);
  for (const [index, endpoint] of endpoints.entries()) {
    if (isMap(endpoint)) checkEndpoint(at.child('endpoints').index(index), endpoint, type, issues);
  }
  const ports = items(object.ports);
  tooMany(at.child('ports'), ports, MAX_PORTS, issues);
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    if (!isMap(port)) continue;
    const place = at.child('ports').index(index);
    const name = text(port.name);
    if (name) issues.invalidEach('K8S_ENDPOINTS', place.child('name'), name, dnsLabel(name));
    if (name !== undefined && names.has(name)) issues.duplicate('K8S_ENDPOINTS', place.child('name'), name);
    names.add(name ?? '');
    checkProtocols(place, port.protocol, port.appProtocol, issues);
  }
}

function checkEndpoint(at: At, endpoint: Fields, type: string | undefined, issues: Issues): void {
  const addresses = textItems(endpoint.addresses);
  const place = at.child('addresses');
  if (isEmptyList(endpoint.addresses)) issues.required('K8S_ENDPOINTS', place, 'must contain at least 1 address');
  tooMany(place, items(endpoint.addresses), MAX_ADDRESSES, issues);
  for (const [index, address] of addresses) {
    const where = place.index(index);
    if (type === 'FQDN') issues.invalidEach('K8S_ENDPOINTS', where, address, dnsSubdomain(address));
    else if (type === 'IPv4' || type === 'IPv6') {
      const isFour = address.includes('.') && !address.includes(':');
      if (parseAddress(address) === undefined) issues.invalid('K8S_ENDPOINTS', where, address, NOT_AN_ADDRESS);
      else if (isFour !== (type === 'IPv4')) {
        issues.invalid('K8S_ENDPOINTS', where, address, `must be an ${type} address`);
      } else checkReachable(where, address, issues);
    }
  }
  const host = text(endpoint.hostname);
  if (host && !isMissing(endpoint.hostname)) {
    issues.invalidEach('K8S_ENDPOINTS', at.child('hostname'), host, dnsLabel(host));
  }
  const node = endpoint.nodeName;
  if (typeof node === 'string') issues.invalidEach('K8S_ENDPOINTS', at.child('nodeName'), node, dnsSubdomain(node));
}

function tooMany(at: At, list: readonly unknown[], limit: number, issues: Issues): void {
  if (list.length <= limit) return;
  issues.error('K8S_ENDPOINTS', at, `Too many: ${list.length}: must have at most ${limit} items`);
}
