import { NOT_A_CIDR, NOT_AN_ADDRESS, parseAddress, parseCidr } from '../../kube/addresses';
import type { JsonMap } from '../../kube/json';
import { dnsSubdomain, portNumber, qualifiedName } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, numberOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import type { Check } from '../walk/table';

const rule = 'K8S_SERVICE';
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";
const RANGES_ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const HINTS_ANNOTATION = 'service.kubernetes.io/topology-aware-hints';
const MODE_ANNOTATION = 'service.kubernetes.io/topology-mode';

/** What `--service-node-port-range` is by default. */
const NODE_PORTS = { from: 30000, to: 32767 };

/** Annotations that are fields. */
export const checkService: Check = ({ metadata, spec }, at, { report }) => {
  const annotations = structOf(structOf(metadata).annotations);
  const place = at.child('metadata', 'annotations');
  const { [HINTS_ANNOTATION]: hints, [MODE_ANNOTATION]: mode, [RANGES_ANNOTATION]: ranges } = annotations;
  if (isSet(mode) && isSet(hints) && mode !== hints) {
    const detail = `must match annotations[${HINTS_ANNOTATION}] when both are specified`;
    report.invalid(rule, place.key(MODE_ANNOTATION), mode, detail);
  }
  const { type, loadBalancerSourceRanges } = structOf(spec);
  if (!isSet(ranges) || listOf(loadBalancerSourceRanges).length > 0) return;
  const there = place.key(RANGES_ANNOTATION);
  if (type !== 'LoadBalancer') report.forbidden(rule, there, ONLY_LOAD_BALANCER);
  const text = textOf(ranges).trim();
  for (const range of text === '' ? [] : text.split(',')) {
    if (parseCidr(range.trim()) === undefined) report.invalid(rule, there, range.trim(), NOT_A_CIDR);
  }
};

/** What a Service may say depends on its type. */
export const checkServiceSpec: Check = (spec, at, { report }) => {
  checkPorts(at.child('ports'), spec, report);
  if (spec.type === 'ExternalName') checkExternalName(at, spec, report);
  checkLoadBalancer(at, spec, report);
  const { type, externalTrafficPolicy: external } = spec;
  const isAccessible =
    type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && listOf(spec.externalIPs).length > 0);
  const place = at.child('externalTrafficPolicy');
  if (!isAccessible) {
    if (textOf(external) !== '') {
      report.invalid(rule, place, external, 'may only be set for externally-accessible services');
    }
  } else if (external !== 'Cluster' && external !== 'Local') {
    report.unsupported(rule, place, external, ['Cluster', 'Local']);
  }
  const health = numberOf(spec.healthCheckNodePort);
  if (health === 0) return;
  const there = at.child('healthCheckNodePort');
  if (type === 'LoadBalancer' && external === 'Local') report.invalidEach(rule, there, health, portNumber(health));
  else {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    report.invalid(rule, there, health, detail);
  }
};

function checkExternalName(at: Path, spec: JsonMap, report: Report): void {
  const detail = 'may not be set for ExternalName services';
  if (addressesOf(spec).length > 0) report.forbidden(rule, at.child('clusterIPs'), detail);
  if (listOf(spec.ipFamilies).length > 0) report.forbidden(rule, at.child('ipFamilies'), detail);
  if (isSet(spec.ipFamilyPolicy)) report.forbidden(rule, at.child('ipFamilyPolicy'), detail);
  const name = textOf(spec.externalName).replace(/\.$/, '');
  if (name === '') report.required(rule, at.child('externalName'));
  else report.invalidEach(rule, at.child('externalName'), name, dnsSubdomain(name));
}

/** What only a load balancer has. */
function checkLoadBalancer(at: Path, spec: JsonMap, report: Report): void {
  const isBalanced = spec.type === 'LoadBalancer';
  const { loadBalancerClass: name } = spec;
  if (isSet(spec.allocateLoadBalancerNodePorts) && !isBalanced) {
    report.forbidden(rule, at.child('allocateLoadBalancerNodePorts'), ONLY_LOAD_BALANCER);
  }
  if (isSet(name)) {
    const place = at.child('loadBalancerClass');
    if (isBalanced) report.invalidEach(rule, place, name, qualifiedName(textOf(name)));
    else report.forbidden(rule, place, ONLY_LOAD_BALANCER);
  }
  const ranges = textsOf(spec.loadBalancerSourceRanges);
  const place = at.renamed('loadBalancerSourceRanges', 'LoadBalancerSourceRanges');
  if (ranges.length > 0 && !isBalanced) report.forbidden(rule, place, ONLY_LOAD_BALANCER);
  for (const [index, range] of ranges.entries()) {
    if (parseCidr(range.trim()) === undefined) report.invalid(rule, place.child(index), range.trim(), NOT_A_CIDR);
  }
}

/** An address that is given alone is the list of addresses, too. */
function addressesOf({ clusterIP, clusterIPs }: JsonMap): readonly string[] {
  if (listOf(clusterIPs).length > 0) return textsOf(clusterIPs);
  return textOf(clusterIP) === '' ? [] : [textOf(clusterIP)];
}

/** Addresses inside of the cluster, and their families. */
export const checkClusterIps: Check = (spec, at, { report }) => {
  const { type, clusterIP } = spec;
  const addresses = addressesOf(spec);
  const list = at.child('clusterIPs');
  const isAlone = listOf(spec.clusterIPs).length === 0;
  const entry = (index: number): Path =>
    isAlone ? at.child('clusterIP').called(list.child(index).name) : list.child(index);
  if (addresses.length === 1 && addresses[0] === 'None' && (type === 'LoadBalancer' || type === 'NodePort')) {
    report.invalid(rule, entry(0), 'None', `may not be set to 'None' for ${type} services`);
  }
  if (type === 'ExternalName') return;
  if (!isAlone) {
    const first = textOf(clusterIP);
    if (first === '') report.invalid(rule, list, addresses, 'must be empty when `clusterIP` is not specified');
    else if (addresses[0] !== first) report.invalid(rule, list, addresses, 'first value must match `clusterIP`');
  }
  const families = checkFamilies(at, spec, report);
  let isRight = true;
  for (const [index, address] of addresses.entries()) {
    if (index === 0 && address === 'None') {
      if (addresses.length === 1) continue;
      report.invalid(rule, list, addresses, "'None' must be the first and only value");
    } else if (parseAddress(address) === undefined) report.invalid(rule, entry(index), address, NOT_AN_ADDRESS);
    else continue;
    isRight = false;
  }
  if (addresses.length > 2) report.invalid(rule, list, addresses, 'may only hold up to 2 values');
  if (!isRight) return;
  const written = addresses.map((address) => parseAddress(address)?.family);
  if (addresses.length > 1 && new Set(written).size < 2) {
    report.invalid(rule, list, addresses, 'may specify no more than one IP for each IP family');
  }
  for (const [index, family] of families.entries()) {
    if (written[index] === undefined || (family !== 'IPv4' && family !== 'IPv6')) continue;
    if (`IPv${written[index]}` === family) continue;
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    report.invalid(rule, entry(index), addresses[index], detail);
  }
};

function checkFamilies(at: Path, spec: JsonMap, report: Report): readonly string[] {
  const families = textsOf(spec.ipFamilies);
  for (const [index, family] of families.entries()) {
    const place = at.child('ipFamilies').child(index);
    if (family !== 'IPv4' && family !== 'IPv6') report.unsupported(rule, place, family, ['IPv4', 'IPv6']);
    if (families.indexOf(family) < index) report.duplicate(rule, place, family);
  }
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (isSet(spec.ipFamilyPolicy) && !policies.includes(textOf(spec.ipFamilyPolicy))) {
    report.unsupported(rule, at.child('ipFamilyPolicy'), spec.ipFamilyPolicy, policies);
  }
  return families;
}

/** Ports have names where there are several, and no two are the same. */
function checkPorts(at: Path, spec: JsonMap, report: Report): void {
  const ports = structsOf(spec.ports);
  const addresses = addressesOf(spec);
  const isHeadless = addresses.length === 1 && addresses[0] === 'None';
  if (ports.length === 0 && !isHeadless && spec.type !== 'ExternalName') report.required('K8S_PORT', at);
  const names = new Set<string>();
  const nodePorts = new Set<string>();
  const numbers = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const place = at.child(index);
    const [name, protocol] = [textOf(port.name), textOf(port.protocol)];
    const number = numberOf(port.port);
    if (name !== '') {
      if (names.has(name)) report.duplicate('K8S_PORT', place.child('name'), name);
      names.add(name);
    } else if (ports.length > 1) {
      report.required('K8S_PORT', place.child('name'), '', 'each port needs a name when there are several');
    }
    checkNodePort(place.child('nodePort'), port, spec.type === 'ClusterIP', nodePorts, report);
    const key = `${protocol}/${number}`;
    if (numbers.has(key)) {
      const shown = { Name: '', Protocol: protocol, AppProtocol: null, Port: number, TargetPort: 0, NodePort: 0 };
      report.duplicate('K8S_PORT', place, shown);
      // One port gets one port of the nodes, so there is that twice, too.
      if (sharesNodePort(spec, port)) report.duplicate('K8S_PORT', place.child('nodePort'), 0);
    }
    numbers.add(key);
  }
}

function sharesNodePort({ type, allocateLoadBalancerNodePorts }: JsonMap, port: JsonMap): boolean {
  const isGiven = type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
  return isGiven && numberOf(port.nodePort) === 0;
}

function checkNodePort(at: Path, port: JsonMap, isInternal: boolean, taken: Set<string>, report: Report): void {
  const number = numberOf(port.nodePort);
  if (number === 0) return;
  if (isInternal) report.forbidden('K8S_PORT', at, "may not be used when `type` is 'ClusterIP'");
  const key = `${textOf(port.protocol)}/${number}`;
  if (taken.has(key)) report.duplicate('K8S_PORT', at, number);
  taken.add(key);
}

/** What is looked at when addresses and ports are given away, so only when all else is right. */
export function checkAllocation(spec: JsonMap, at: Path, report: Report): void {
  checkStacks(at, spec, report);
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return;
  const range = `${NODE_PORTS.from}-${NODE_PORTS.to}`;
  for (const [index, port] of structsOf(spec.ports).entries()) {
    const number = numberOf(port.nodePort);
    if (number === 0 || (number >= NODE_PORTS.from && number <= NODE_PORTS.to)) continue;
    const place = at.child('ports').child(index, 'nodePort');
    const detail = `provided port is not in the valid range. The range of valid ports is ${range}`;
    report.invalid('K8S_PORT', place, number, detail);
  }
}

/** Of one family, unless it is said that there may be two. */
function checkStacks(at: Path, spec: JsonMap, report: Report): void {
  const { type, ipFamilies, ipFamilyPolicy } = spec;
  const addresses = addressesOf(spec);
  if (type === 'ExternalName' || (isSet(ipFamilyPolicy) && ipFamilyPolicy !== 'SingleStack')) return;
  // A headless service without a selector is of both families.
  if (!isSet(ipFamilyPolicy) && addresses[0] === 'None' && Object.keys(structOf(spec.selector)).length === 0) return;
  const place = at.child('ipFamilyPolicy');
  for (const [values, what] of [
    [addresses, 'cluster IPs'],
    [listOf(ipFamilies), 'IP families'],
  ] as const) {
    if (values.length !== 2) continue;
    const detail = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`;
    report.invalid(rule, place, 'SingleStack', detail);
  }
}

const MAX_AFFINITY_SECONDS = 86_400;

/** How long one client stays with one pod. */
export const checkAffinity: Check = ({ sessionAffinity, sessionAffinityConfig }, at, { report }) => {
  if (sessionAffinity !== 'ClientIP') return;
  const seconds = numberOf(structOf(structOf(sessionAffinityConfig).clientIP).timeoutSeconds);
  if (seconds > 0 && seconds <= MAX_AFFINITY_SECONDS) return;
  const place = at.child('sessionAffinityConfig', 'clientIP', 'timeoutSeconds');
  report.invalid(rule, place, seconds, `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`);
};
