import { NOT_AN_ADDRESS, parseAddress, strictAddress } from '../../kube/addresses';
import { dnsLabel, dnsSubdomain } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { listOf, structsOf, textOf, textsOf } from '../values/decoded';
import { applyAt, type Constraint } from '../walk/constraints';
import type { Check } from '../walk/table';
import { reachable } from './addresses';

const rule = 'K8S_ENDPOINTS';

/** Addresses, and several ports with names. */
export const checkSubset: Check = ({ addresses, notReadyAddresses, ports }, at, { report }) => {
  if (listOf(addresses).length === 0 && listOf(notReadyAddresses).length === 0) {
    report.required(rule, at, 'must specify `addresses` or `notReadyAddresses`');
  }
  const all = structsOf(ports);
  if (all.length < 2) return;
  for (const [index, port] of all.entries()) {
    if (textOf(port.name) === '') report.required(rule, at.child('ports').child(index, 'name'));
  }
};

/** No two entries of one name. Without a name, the name is empty. */
export const uniqueNames: Constraint = (value, place) => {
  const names = new Set<string>();
  for (const [index, entry] of structsOf(value).entries()) {
    const name = textOf(entry.name);
    if (names.has(name)) place.inside((path) => path.child(index, 'name')).duplicate(name);
    names.add(name);
  }
  return true;
};

/** Addresses of the type that the slice says. */
export const checkEndpoint: Check = ({ addresses }, at, { object, report }) => {
  const place = at.child('addresses');
  for (const [index, address] of textsOf(addresses).entries()) {
    const where = place.child(index);
    if (object.addressType === 'FQDN') checkDomain(where, address, report);
    else if (object.addressType === 'IPv4' || object.addressType === 'IPv6') {
      const isFour = object.addressType === 'IPv4';
      const read = parseAddress(address);
      const problems = !isFour ? strictAddress(address) : read === undefined ? [NOT_AN_ADDRESS] : [];
      report.invalidEach(rule, where, address, problems);
      if (problems.length > 0) continue;
      if ((read?.family === 4) !== isFour) {
        report.invalid(rule, place.inside(index), address, `must be an ${object.addressType} address`);
      }
      applyAt(report, rule, where, address, reachable);
    }
  }
};

/** A name of two labels at least, which may end with a dot. */
function checkDomain(at: Path, name: string, report: Report): void {
  if (name === '') {
    report.required(rule, at);
    return;
  }
  const domain = name.replace(/\.$/, '');
  const problems = dnsSubdomain(domain);
  const labels = domain.split('.');
  if (problems.length > 0) report.invalid(rule, at, domain, problems.join(','));
  else if (labels.length < 2) {
    report.invalid(rule, at, domain, 'should be a domain with at least two segments separated by dots');
  } else {
    const [label] = labels.filter((one) => dnsLabel(one).length > 0);
    if (label !== undefined) report.invalid(rule, at, label, dnsLabel(label).join(','));
  }
}
