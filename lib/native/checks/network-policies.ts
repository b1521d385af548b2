import { isStrictSubset, NOT_A_CIDR, parseCidr } from '../../kube/addresses';
import { portName, portNumber } from '../../kube/names';
import { isSet, numberOf, textOf, textsOf } from '../values/decoded';
import type { Check } from '../walk/table';

const rule = 'K8S_NETWORK_POLICY';

/** A port, or all up to another one. */
export const checkPolicyPort: Check = ({ port, endPort }, at, { report }) => {
  const place = at.child('endPort');
  const end = numberOf(endPort);
  if (!isSet(port)) {
    if (isSet(endPort)) report.invalid(rule, place, end, 'may not be specified when `port` is not specified');
  } else if (typeof port === 'string') {
    if (isSet(endPort)) report.invalid(rule, place, end, 'may not be specified when `port` is non-numeric');
    report.invalidEach(rule, at.child('port'), port, portName(port));
  } else {
    const number = numberOf(port);
    report.invalidEach(rule, at.child('port'), number, portNumber(number));
    if (!isSet(endPort)) return;
    // The API server shows the other port here.
    if (end < number) report.invalid(rule, place, number, 'must be greater than or equal to `port`');
    report.invalidEach(rule, place, end, portNumber(end));
  }
};

/** Pods and namespaces, or a block of addresses. */
export const checkPeer: Check = ({ podSelector, namespaceSelector, ipBlock }, at, { report }) => {
  const isSelector = isSet(podSelector) || isSet(namespaceSelector);
  if (!isSelector && !isSet(ipBlock)) report.required(rule, at, 'must specify a peer');
  else if (isSelector && isSet(ipBlock)) report.forbidden(rule, at, 'may not specify both ipBlock and another peer');
};

/** A block of addresses, and parts of it that are not meant. */
export const checkIpBlock: Check = ({ cidr, except }, at, { report }) => {
  const range = textOf(cidr);
  if (range === '') {
    report.required(rule, at.child('cidr'));
    return;
  }
  const outer = parseCidr(range);
  if (outer === undefined) {
    report.invalid(rule, at.child('cidr'), range, NOT_A_CIDR);
    return;
  }
  for (const [index, exception] of textsOf(except).entries()) {
    const place = at.child('except').child(index);
    const inner = parseCidr(exception);
    if (inner === undefined) report.invalid(rule, place, exception, NOT_A_CIDR);
    else if (!isStrictSubset(inner, outer)) {
      report.invalid(rule, place, exception, 'must be a strict subset of `cidr`');
    }
  }
};

/** One direction, or both. */
export const checkPolicyTypes: Check = ({ policyTypes }, at, { report }) => {
  const types = textsOf(policyTypes);
  const place = at.child('policyTypes');
  if (types.length > 2) {
    report.invalid(rule, place, types, 'may not specify more than two policyTypes');
    return;
  }
  for (const [index, type] of types.entries()) {
    if (type === 'Ingress' || type === 'Egress') continue;
    report.unsupported(rule, place.child(index), type, ['Ingress', 'Egress']);
  }
};
