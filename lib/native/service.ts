import { NOT_A_CIDR, NOT_AN_ADDRESS, parseAddress, parseCidr } from '../kube/addresses';
import { isMap } from '../kube/json';
import { between, dnsLabel, dnsSubdomain, portName, portNumber, qualifiedName } from '../kube/names';
import { Path } from '../violation/path';
import { fields, integer, integerOrZero, isEmptyList, isMissing, items, text, textItems } from './json';
import type { Report } from './rules';
import { checkLabels } from './selectors';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const POLICIES = ['Cluster', 'Local'];
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

/** What `--service-node-port-range` is by default. */
const NODE_PORTS = { from: 30000, to: 32767 };

/**
 * Checks a Service.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/
 */
export function checkService(object: Readonly<Record<string, unknown>>, report: Report): void {
  const at = Path.ROOT.child('spec');
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const spec = fields(object.spec);
  const type = isMissing(spec.type) || spec.type === '' ? 'ClusterIP' : text(spec.type);
  // An address that is given alone is the list of addresses, too.
  const alone = isEmptyList(spec.clusterIPs) && typeof spec.clusterIP === 'string' && spec.clusterIP !== '';
  const addresses = alone ? [spec.clusterIP] : items(spec.clusterIPs);
  const headless = addresses.length === 1 && addresses[0] === 'None';

  if (type !== undefined && !TYPES.includes(type)) report.unsupported('K8S_SERVICE', at.child('type'), type, TYPES);
  if (isEmptyList(spec.ports) && !headless && type !== 'ExternalName') {
    report.required('K8S_PORT', at.child('ports'));
  }
  if (headless && (type === 'LoadBalancer' || type === 'NodePort')) {
    const place = at.child(alone ? 'clusterIP' : 'clusterIPs').called(at.child('clusterIPs').child(0).name);
    report.invalid('K8S_SERVICE', place, 'None', `may not be set to 'None' for ${type} services`);
  }
  if (type === 'ExternalName') checkExternalName(at, spec, addresses, report);
  else checkClusterIPs(at, spec, alone, addresses, report);
  checkPorts(at.child('ports'), spec.ports, type, report);
  checkLabels('K8S_SELECTOR', at.child('selector'), spec.selector, report);
  checkAffinity(at, spec, report);
  checkPolicies(at, spec, type, report);
  checkOutside(at, spec, type, report);
}

function checkExternalName(
  at: Path,
  spec: Readonly<Record<string, unknown>>,
  addresses: readonly unknown[],
  report: Report,
): void {
  const detail = 'may not be set for ExternalName services';
  if (addresses.length > 0) report.forbidden('K8S_SERVICE', at.child('clusterIPs'), detail);
  if (!isEmptyList(spec.ipFamilies)) report.forbidden('K8S_SERVICE', at.child('ipFamilies'), detail);
  if (!isMissing(spec.ipFamilyPolicy)) report.forbidden('K8S_SERVICE', at.child('ipFamilyPolicy'), detail);
  const name = text(spec.externalName)?.replace(/\.$/, '');
  if (name === '') report.required('K8S_SERVICE', at.child('externalName'));
  else if (name !== undefined) report.invalidEach('K8S_SERVICE', at.child('externalName'), name, dnsSubdomain(name));
}

function checkClusterIPs(
  at: Path,
  spec: Readonly<Record<string, unknown>>,
  alone: boolean,
  addresses: readonly unknown[],
  report: Report,
): void {
  const list = at.child('clusterIPs');
  const { clusterIP, ipFamilies, ipFamilyPolicy } = spec;
  if (!alone && addresses.length > 0) {
    if (text(clusterIP) === '') {
      report.invalid('K8S_SERVICE', list, addresses, 'must be empty when `clusterIP` is not specified');
    } else if (typeof clusterIP === 'string' && addresses[0] !== clusterIP) {
      report.invalid('K8S_SERVICE', list, addresses, 'first value must match `clusterIP`');
    }
  }
  for (const [index, address] of addresses.entries()) {
    if (typeof address !== 'string') continue;
    if (index === 0 && address === 'None') {
      if (addresses.length > 1) {
        report.invalid('K8S_SERVICE', list, addresses, "'None' must be the first and only value");
      }
    } else if (parseAddress(address) === undefined) {
      const place = alone ? at.child('clusterIP').called(list.child(0).name) : list.child(index);
      report.invalid('K8S_SERVICE', place, address, NOT_AN_ADDRESS);
    }
  }
  if (addresses.length > 2) report.invalid('K8S_SERVICE', list, addresses, 'may only hold up to 2 values');
  const families = new Set<string>();
  for (const [index, family] of textItems(ipFamilies)) {
    const place = at.child('ipFamilies').child(index);
    if (family !== 'IPv4' && family !== 'IPv6') report.unsupported('K8S_SERVICE', place, family, ['IPv4', 'IPv6']);
    if (families.has(family)) report.duplicate('K8S_SERVICE', place, family);
    families.add(family);
  }
  checkEnum(at.child('ipFamilyPolicy'), ipFamilyPolicy, FAMILY_POLICIES, report);
}

function checkPorts(at: Path, ports: unknown, type: string | undefined, report: Report): void {
  const named = items(ports).length > 1;
  const names = new Set<string>();
  const nodePorts = new Set<string>();
  const numbers = new Set<string>();
  for (const [index, port] of items(ports).entries()) {
    if (!isMap(port)) continue;
    const place = at.child(index);
    checkPortName(place.child('name'), port.name, named, names, report);
    const number = integerOrZero(port.port);
    if (number !== undefined) report.invalidEach('K8S_PORT', place.child('port'), number, portNumber(number));
    const protocol = text(port.protocol) || 'TCP';
    if (!PROTOCOLS.includes(protocol)) {
      report.unsupported('K8S_PORT', place.child('protocol'), protocol, PROTOCOLS);
    }
    checkTargetPort(place.child('targetPort'), port.targetPort, report);
    const application = text(port.appProtocol);
    if (application !== undefined && !isMissing(port.appProtocol)) {
      report.invalidEach('K8S_PORT', place.child('appProtocol'), application, qualifiedName(application));
    }
    checkNodePort(place.child('nodePort'), port.nodePort, protocol, type, nodePorts, report);
    if (number !== undefined) {
      const key = `${protocol}/${number}`;
      if (numbers.has(key)) {
        report.duplicate('K8S_PORT', place, {
          Name: '',
          Protocol: protocol,
          AppProtocol: null,
          Port: number,
          TargetPort: 0,
          NodePort: 0,
        });
      }
      numbers.add(key);
    }
  }
}

function checkPortName(at: Path, name: unknown, needed: boolean, names: Set<string>, report: Report): void {
  const given = text(name);
  if (given === undefined) return;
  if (given === '') {
    if (needed) report.required('K8S_PORT', at, '', 'each port needs a name when there are several');
    return;
  }
  report.invalidEach('K8S_PORT', at, given, dnsLabel(given));
  if (names.has(given)) report.duplicate('K8S_PORT', at, given);
  names.add(given);
}

/** Zero and the empty text are the default, which is the port itself. */
function checkTargetPort(at: Path, port: unknown, report: Report): void {
  if (isMissing(port) || port === 0 || port === '') return;
  if (typeof port === 'string') report.invalidEach('K8S_PORT', at, port, portName(port));
  const number = integer(port);
  if (number !== undefined) report.invalidEach('K8S_PORT', at, number, portNumber(number));
}

function checkNodePort(
  at: Path,
  nodePort: unknown,
  protocol: string,
  type: string | undefined,
  taken: Set<string>,
  report: Report,
): void {
  const number = integerOrZero(nodePort);
  if (number === undefined || number === 0) return;
  if (type === 'ClusterIP') report.forbidden('K8S_PORT', at, "may not be used when `type` is 'ClusterIP'");
  const key = `${protocol}/${number}`;
  if (taken.has(key)) report.duplicate('K8S_PORT', at, number);
  taken.add(key);
  if ((type === 'NodePort' || type === 'LoadBalancer') && (number < NODE_PORTS.from || number > NODE_PORTS.to)) {
    const range = `${NODE_PORTS.from}-${NODE_PORTS.to}`;
    const detail = `provided port is not in the valid range. The range of valid ports is ${range}`;
    report.invalid('K8S_PORT', at, number, detail);
  }
}

/** The server completes `sessionAffinityConfig`, or takes it away. */
function checkAffinity(at: Path, spec: Readonly<Record<string, unknown>>, report: Report): void {
  checkEnum(at.child('sessionAffinity'), spec.sessionAffinity, ['ClientIP', 'None'], report);
  if (spec.sessionAffinity !== 'ClientIP') return;
  const seconds = integer(fields(fields(spec.sessionAffinityConfig).clientIP).timeoutSeconds);
  if (seconds !== undefined && (seconds <= 0 || seconds > 86400)) {
    const place = at.child('sessionAffinityConfig', 'clientIP', 'timeoutSeconds');
    report.invalid('K8S_SERVICE', place, seconds, 'must be greater than 0 and less than 86400');
  }
}

function checkPolicies(
  at: Path,
  spec: Readonly<Record<string, unknown>>,
  type: string | undefined,
  report: Report,
): void {
  const external = text(spec.externalTrafficPolicy);
  const accessible =
    type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && items(spec.externalIPs).length > 0);
  if (external && type !== undefined && TYPES.includes(type) && !accessible) {
    const place = at.child('externalTrafficPolicy');
    report.invalid('K8S_SERVICE', place, external, 'may only be set for externally-accessible services');
  } else {
    checkEnum(at.child('externalTrafficPolicy'), external, POLICIES, report);
  }
  checkEnum(at.child('internalTrafficPolicy'), spec.internalTrafficPolicy, POLICIES, report);
  checkEnum(at.child('trafficDistribution'), spec.trafficDistribution, DISTRIBUTIONS, report);
  const health = integerOrZero(spec.healthCheckNodePort);
  if (health === undefined || health === 0 || type === undefined) return;
  const place = at.child('healthCheckNodePort');
  if (type !== 'LoadBalancer' || external !== 'Local') {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    report.invalid('K8S_SERVICE', place, health, detail);
  } else if (health < 1 || health > 65535) {
    report.invalid('K8S_SERVICE', place, health, between(1, 65535));
  }
}

/** Checks what only a load balancer has, and addresses outside of the cluster. */
function checkOutside(
  at: Path,
  spec: Readonly<Record<string, unknown>>,
  type: string | undefined,
  report: Report,
): void {
  if (type !== undefined && type !== 'LoadBalancer') {
    for (const name of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) {
      if (!isMissing(spec[name])) report.forbidden('K8S_SERVICE', at.child(name), ONLY_LOAD_BALANCER);
    }
    if (items(spec.loadBalancerSourceRanges).length > 0) {
      const place = at.child('loadBalancerSourceRanges').called(at.child('LoadBalancerSourceRanges').name);
      report.forbidden('K8S_SERVICE', place, ONLY_LOAD_BALANCER);
    }
  }
  for (const [index, range] of textItems(spec.loadBalancerSourceRanges)) {
    if (parseCidr(range.trim()) !== undefined) continue;
    const called = at.child('LoadBalancerSourceRanges').child(index).name;
    const place = at.child('loadBalancerSourceRanges').child(index).called(called);
    report.invalid('K8S_SERVICE', place, range.trim(), NOT_A_CIDR);
  }
  for (const [index, address] of textItems(spec.externalIPs)) {
    if (parseAddress(address) === undefined) {
      report.invalid('K8S_SERVICE', at.child('externalIPs').child(index), address, NOT_AN_ADDRESS);
    }
  }
}

function checkEnum(at: Path, value: unknown, supported: readonly string[], report: Report): void {
  const name = text(value);
  if (name && !supported.includes(name)) report.unsupported('K8S_SERVICE', at, name, supported);
}
