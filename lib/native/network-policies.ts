import { isStrictSubset, NOT_A_CIDR, parseCidr } from '../kube/addresses';
import { isMap } from '../kube/json';
import { portName, portNumber } from '../kube/names';
import { At, type Issues } from './field';
import { fields, integer, isMissing, items, text, textItems } from './json';
import { checkLabelSelector } from './selectors';

type Fields = Readonly<Record<string, unknown>>;

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/**
 * Checks a NetworkPolicy.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function checkNetworkPolicy(object: Fields, issues: Issues): void {
  const at = At.root.child('spec');
  const { podSelector, policyTypes, ...spec } = fields(object.spec);
  checkLabelSelector(at.child('podSelector'), podSelector, issues);
  for (const [direction, side] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [index, rule] of items((spec as Fields)[direction]).entries()) {
      const place = at.child(direction).index(index);
      for (const [portIndex, port] of items(fields(rule).ports).entries()) {
        if (isMap(port)) checkPolicyPort(place.child('ports').index(portIndex), port, issues);
      }
      for (const [peerIndex, peer] of items(fields(rule)[side]).entries()) {
        if (isMap(peer)) checkPeer(place.child(side).index(peerIndex), peer, issues);
      }
    }
  }
  if (items(policyTypes).length > 2) {
    const detail = 'may not specify more than two policyTypes';
    issues.invalid('K8S_NETWORK_POLICY', at.child('policyTypes'), policyTypes, detail);
    return;
  }
  for (const [index, type] of textItems(policyTypes)) {
    if (type === 'Ingress' || type === 'Egress') continue;
    issues.unsupported('K8S_NETWORK_POLICY', at.child('policyTypes').index(index), type, ['Ingress', 'Egress']);
  }
}

function checkPolicyPort(at: At, { protocol, port, endPort }: Fields, issues: Issues): void {
  const name = text(protocol);
  if (name && !PROTOCOLS.includes(name)) {
    issues.unsupported('K8S_NETWORK_POLICY', at.child('protocol'), name, PROTOCOLS);
  }
  const end = integer(endPort);
  const place = at.child('endPort');
  if (isMissing(port)) {
    if (end !== undefined) {
      issues.invalid('K8S_NETWORK_POLICY', place, end, 'may not be specified when `port` is not specified');
    }
  } else if (typeof port === 'string') {
    if (end !== undefined) {
      issues.invalid('K8S_NETWORK_POLICY', place, end, 'may not be specified when `port` is non-numeric');
    }
    issues.invalidEach('K8S_NETWORK_POLICY', at.child('port'), port, portName(port));
  } else {
    const number = integer(port);
    if (number === undefined) return;
    issues.invalidEach('K8S_NETWORK_POLICY', at.child('port'), number, portNumber(number));
    if (end === undefined) return;
    if (end < number) issues.invalid('K8S_NETWORK_POLICY', place, end, 'must be greater than or equal to `port`');
    issues.invalidEach('K8S_NETWORK_POLICY', place, end, portNumber(end));
  }
}

function checkPeer(at: At, { podSelector, namespaceSelector, ipBlock }: Fields, issues: Issues): void {
  checkLabelSelector(at.child('podSelector'), podSelector, issues);
  checkLabelSelector(at.child('namespaceSelector'), namespaceSelector, issues);
  if (isMissing(podSelector) && isMissing(namespaceSelector) && isMissing(ipBlock)) {
    issues.required('K8S_NETWORK_POLICY', at, 'must specify a peer');
  } else if (!isMissing(ipBlock) && !(isMissing(podSelector) && isMissing(namespaceSelector))) {
    issues.forbidden('K8S_NETWORK_POLICY', at, 'may not specify both ipBlock and another peer');
  }
  if (!isMap(ipBlock)) return;
  const place = at.child('ipBlock');
  const range = text(ipBlock.cidr);
  if (range === '') {
    issues.required('K8S_NETWORK_POLICY', place.child('cidr'));
    return;
  }
  if (range === undefined) return;
  const outer = parseCidr(range);
  if (outer === undefined) {
    issues.invalid('K8S_NETWORK_POLICY', place.child('cidr'), range, NOT_A_CIDR);
    return;
  }
  for (const [index, exception] of textItems(ipBlock.except)) {
    const inner = parseCidr(exception);
    const where = place.child('except').index(index);
    if (inner === undefined) issues.invalid('K8S_NETWORK_POLICY', where, exception, NOT_A_CIDR);
    else if (!isStrictSubset(inner, outer)) {
      issues.invalid('K8S_NETWORK_POLICY', where, exception, 'must be a strict subset of `cidr`');
    }
  }
}
