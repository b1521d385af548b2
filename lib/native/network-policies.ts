import { isStrictSubset, NOT_A_CIDR, parseCidr } from '../kube/addresses';
import { isMap } from '../kube/json';
import { portName, portNumber } from '../kube/names';
import { Path } from '../violation/path';
import { fields, integer, isMissing, items, text, textItems } from './json';
import type { Report } from './rules';
import { checkLabelSelector } from './selectors';

type Fields = Readonly<Record<string, unknown>>;

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/**
 * Checks a NetworkPolicy.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function checkNetworkPolicy(object: Fields, report: Report): void {
  const at = Path.ROOT.child('spec');
  const { podSelector, policyTypes, ...spec } = fields(object.spec);
  checkLabelSelector(at.child('podSelector'), podSelector, report);
  for (const [direction, side] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [index, rule] of items((spec as Fields)[direction]).entries()) {
      const place = at.child(direction).child(index);
      for (const [portIndex, port] of items(fields(rule).ports).entries()) {
        if (isMap(port)) checkPolicyPort(place.child('ports').child(portIndex), port, report);
      }
      for (const [peerIndex, peer] of items(fields(rule)[side]).entries()) {
        if (isMap(peer)) checkPeer(place.child(side).child(peerIndex), peer, report);
      }
    }
  }
  if (items(policyTypes).length > 2) {
    const detail = 'may not specify more than two policyTypes';
    report.invalid('K8S_NETWORK_POLICY', at.child('policyTypes'), policyTypes, detail);
    return;
  }
  for (const [index, type] of textItems(policyTypes)) {
    if (type === 'Ingress' || type === 'Egress') continue;
    report.unsupported('K8S_NETWORK_POLICY', at.child('policyTypes').child(index), type, ['Ingress', 'Egress']);
  }
}

function checkPolicyPort(at: Path, { protocol, port, endPort }: Fields, report: Report): void {
  const name = text(protocol);
  if (name && !PROTOCOLS.includes(name)) {
    report.unsupported('K8S_NETWORK_POLICY', at.child('protocol'), name, PROTOCOLS);
  }
  const end = integer(endPort);
  const place = at.child('endPort');
  if (isMissing(port)) {
    if (end !== undefined) {
      report.invalid('K8S_NETWORK_POLICY', place, end, 'may not be specified when `port` is not specified');
    }
  } else if (typeof port === 'string') {
    if (end !== undefined) {
      report.invalid('K8S_NETWORK_POLICY', place, end, 'may not be specified when `port` is non-numeric');
    }
    report.invalidEach('K8S_NETWORK_POLICY', at.child('port'), port, portName(port));
  } else {
    const number = integer(port);
    if (number === undefined) return;
    report.invalidEach('K8S_NETWORK_POLICY', at.child('port'), number, portNumber(number));
    if (end === undefined) return;
    if (end < number) report.invalid('K8S_NETWORK_POLICY', place, end, 'must be greater than or equal to `port`');
    report.invalidEach('K8S_NETWORK_POLICY', place, end, portNumber(end));
  }
}

function checkPeer(at: Path, { podSelector, namespaceSelector, ipBlock }: Fields, report: Report): void {
  checkLabelSelector(at.child('podSelector'), podSelector, report);
  checkLabelSelector(at.child('namespaceSelector'), namespaceSelector, report);
  if (isMissing(podSelector) && isMissing(namespaceSelector) && isMissing(ipBlock)) {
    report.required('K8S_NETWORK_POLICY', at, 'must specify a peer');
  } else if (!isMissing(ipBlock) && !(isMissing(podSelector) && isMissing(namespaceSelector))) {
    report.forbidden('K8S_NETWORK_POLICY', at, 'may not specify both ipBlock and another peer');
  }
  if (!isMap(ipBlock)) return;
  const place = at.child('ipBlock');
  const range = text(ipBlock.cidr);
  if (range === '') {
    report.required('K8S_NETWORK_POLICY', place.child('cidr'));
    return;
  }
  if (range === undefined) return;
  const outer = parseCidr(range);
  if (outer === undefined) {
    report.invalid('K8S_NETWORK_POLICY', place.child('cidr'), range, NOT_A_CIDR);
    return;
  }
  for (const [index, exception] of textItems(ipBlock.except)) {
    const inner = parseCidr(exception);
    const where = place.child('except').child(index);
    if (inner === undefined) report.invalid('K8S_NETWORK_POLICY', where, exception, NOT_A_CIDR);
    else if (!isStrictSubset(inner, outer)) {
      report.invalid('K8S_NETWORK_POLICY', where, exception, 'must be a strict subset of `cidr`');
    }
  }
}
