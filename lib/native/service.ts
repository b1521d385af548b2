import { NOT_A_CIDR, NOT_AN_ADDRESS, parseAddress, parseCidr } from '../kube/addresses';
import { isMap } from '../kube/json';
import { between, dnsLabel, dnsSubdomain, portName, portNumber, qualifiedName } from '../kube/names';
import { At, type Issues } from './field';
import { fields, integer, integerOrZero, isEmptyList, isMissing, items, text, textItems } from './json';
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
export function checkService(object: Readonly<Record<string, unknown>>, issues: Issues): void {
  const at = At.root.child('spec');
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const spec = fields(object.spec);
  const type = isMissing(spec.type) || spec.type === '' ? 'ClusterIP' : text(spec.type);
  // An address that is given alone is the list of addresses, too.
  const alone = isEmptyList(spec.clusterIPs) && typeof spec.clusterIP === 'string' && spec.clusterIP !== '';
  const addresses = alone ? [spec.clusterIP] : items(spec.clusterIPs);
  const headless = addresses.length === 1 && addresses[0] === 'None';

  if (type !== undefined && !TYPES.includes(type)) issues.unsupported('K8S_SERVICE', at.child('type'), type, TYPES);
  if (isEmptyList(spec.ports) && !headless && type !== 'ExternalName') {
    issues.required('K8S_PORT', at.child('ports'));
  }
  if (headless && (type === 'LoadBalancer' || type === 'NodePort')) {
    const place = at.child(alone ? 'clusterIP' : 'clusterIPs').called(at.child('clusterIPs').index(0).text);
    issues.invalid('K8S_SERVICE', place, 'None', `may not be set to 'None' for ${type} services`);
  }
  if (type === 'ExternalName') checkExternalName(at, spec, addresses, issues);
  else checkClusterIPs(at, spec, alone, addresses, issues);
  checkPorts(at.child('ports'), spec.ports, type, issues);
  checkLabels('K8S_SELECTOR', at.child('selector'), spec.selector, issues);
  checkAffinity(at, spec, issues);
  checkPolicies(at, spec, type, issues);
  checkOutside(at, spec, type, issues);
}

function checkExternalName(
  at: At,
  spec: Readonly<Record<string, unknown>>,
  addresses: readonly unknown[],
  issues: Issues,
): void {
  const detail = 'may not be set for ExternalName services';
  if (addresses.length > 0) issues.forbidden('K8S_SERVICE', at.child('clusterIPs'), detail);
  if (!isEmptyList(spec.ipFamilies)) issues.forbidden('K8S_SERVICE', at.child('ipFamilies'), detail);
  if (!isMissing(spec.ipFamilyPolicy)) issues.forbidden('K8S_SERVICE', at.child('ipFamilyPolicy'), detail);
  const name = text(spec.externalName)?.replace(/\.$/, '');
  if (name === '') issues.required('K8S_SERVICE', at.child('externalName'));
  else if (name !== undefined) issues.invalidEach('K8S_SERVICE', at.child('externalName'), name, dnsSubdomain(name));
}

function checkClusterIPs(
  at: At,
  spec: Readonly<Record<string, unknown>>,
  alone: boolean,
  addresses: readonly unknown[],
  issues: Issues,
): void {
  const list = at.child('clusterIPs');
  const { clusterIP, ipFamilies, ipFamilyPolicy } = spec;
  if (!alone && addresses.length > 0) {
    if (text(clusterIP) === '') {
      issues.invalid('K8S_SERVICE', list, addresses, 'must be empty when `clusterIP` is not specified');
    } else if (typeof clusterIP === 'string' && addresses[0] !== clusterIP) {
      issues.invalid('K8S_SERVICE', list, addresses, 'first value must match `clusterIP`');
    }
  }
  for (const [index, address] of addresses.entries()) {
    if (typeof address !== 'string') continue;
    if (index === 0 && address === 'None') {
      if (addresses.length > 1) {
        issues.invalid('K8S_SERVICE', list, addresses, "'None' must be the first and only value");
      }
    } else if (parseAddress(address) === undefined) {
      const place = alone ? at.child('clusterIP').called(list.index(0).text) : list.index(index);
      issues.invalid('K8S_SERVICE', place, address, NOT_AN_ADDRESS);
    }
  }
  if (addresses.length > 2) issues.invalid('K8S_SERVICE', list, addresses, 'may only hold up to 2 values');
  const families = new Set<string>();
  for (const [index, family] of textItems(ipFamilies)) {
    const place = at.child('ipFamilies').index(index);
    if (family !== 'IPv4' && family !== 'IPv6') issues.unsupported('K8S_SERVICE', place, family, ['IPv4', 'IPv6']);
    if (families.has(family)) issues.duplicate('K8S_SERVICE', place, family);
    families.add(family);
  }
  checkEnum(at.child('ipFamilyPolicy'), ipFamilyPolicy, FAMILY_POLICIES, issues);
}

function checkPorts(at: At, ports: unknown, type: string | undefined, issues: Issues): void {
  const named = items(ports).length > 1;
  const names = new Set<string>();
  const nodePorts = new Set<string>();
  const numbers = new Set<string>();
  for (const [index, port] of items(ports).entries()) {
    if (!isMap(port)) continue;
    const place = at.index(index);
    checkPortName(place.child('name'), port.name, named, names, issues);
    const number = integerOrZero(port.port);
    if (number !== undefined) issues.invalidEach('K8S_PORT', place.child('port'), number, portNumber(number));
    const protocol = text(port.protocol) || 'TCP';
    if (!PROTOCOLS.includes(protocol)) {
      issues.unsupported('K8S_PORT', place.child('protocol'), protocol, PROTOCOLS);
    }
    checkTargetPort(place.child('targetPort'), port.targetPort, issues);
    const application = text(port.appProtocol);
    if (application !== undefined && !isMissing(port.appProtocol)) {
      issues.invalidEach('K8S_PORT', place.child('appProtocol'), application, qualifiedName(application));
    }
    checkNodePort(place.child('nodePort'), port.nodePort, protocol, type, nodePorts, issues);
    if (number !== undefined) {
      const key = `${protocol}/${number}`;
      if (numbers.has(key)) {
        issues.duplicate('K8S_PORT', place, {
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

function checkPortName(at: At, name: unknown, needed: boolean, names: Set<string>, issues: Issues): void {
  const given = text(name);
  if (given === undefined) return;
  if (given === '') {
    if (needed) issues.required('K8S_PORT', at, '', 'each port needs a name when there are several');
    return;
  }
  issues.invalidEach('K8S_PORT', at, given, dnsLabel(given));
  if (names.has(given)) issues.duplicate('K8S_PORT', at, given);
  names.add(given);
}

/** Zero and the empty text are the default, which is the port itself. */
function checkTargetPort(at: At, port: unknown, issues: Issues): void {
  if (isMissing(port) || port === 0 || port === '') return;
  if (typeof port === 'string') issues.invalidEach('K8S_PORT', at, port, portName(port));
  const number = integer(port);
  if (number !== undefined) issues.invalidEach('K8S_PORT', at, number, portNumber(number));
}

function checkNodePort(
  at: At,
  nodePort: unknown,
  protocol: string,
  type: string | undefined,
  taken: Set<string>,
  issues: Issues,
): void {
  const number = integerOrZero(nodePort);
  if (number === undefined || number === 0) return;
  if (type === 'ClusterIP') issues.forbidden('K8S_PORT', at, "may not be used when `type` is 'ClusterIP'");
  const key = `${protocol}/${number}`;
  if (taken.has(key)) issues.duplicate('K8S_PORT', at, number);
  taken.add(key);
  if ((type === 'NodePort' || type === 'LoadBalancer') && (number < NODE_PORTS.from || number > NODE_PORTS.to)) {
    const range = `${NODE_PORTS.from}-${NODE_PORTS.to}`;
    const detail = `provided port is not in the valid range. The range of valid ports is ${range}`;
    issues.invalid('K8S_PORT', at, number, detail);
  }
}

/** The server completes `sessionAffinityConfig`, or takes it away. */
function checkAffinity(at: At, spec: Readonly<Record<string, unknown>>, issues: Issues): void {
  checkEnum(at.child('sessionAffinity'), spec.sessionAffinity, ['ClientIP', 'None'], issues);
  if (spec.sessionAffinity !== 'ClientIP') return;
  const seconds = integer(fields(fields(spec.sessionAffinityConfig).clientIP).timeoutSeconds);
  if (seconds !== undefined && (seconds <= 0 || seconds > 86400)) {
    const place = at.child('sessionAffinityConfig', 'clientIP', 'timeoutSeconds');
    issues.invalid('K8S_SERVICE', place, seconds, 'must be greater than 0 and less than 86400');
  }
}

function checkPolicies(
  at: At,
  spec: Readonly<Record<string, unknown>>,
  type: string | undefined,
  issues: Issues,
): void {
  const external = text(spec.externalTrafficPolicy);
  const accessible =
    type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && items(spec.externalIPs).length > 0);
  if (external && type !== undefined && TYPES.includes(type) && !accessible) {
    const place = at.child('externalTrafficPolicy');
    issues.invalid('K8S_SERVICE', place, external, 'may only be set for externally-accessible services');
  } else {
    checkEnum(at.child('externalTrafficPolicy'), external, POLICIES, issues);
  }
  checkEnum(at.child('internalTrafficPolicy'), spec.internalTrafficPolicy, POLICIES, issues);
  checkEnum(at.child('trafficDistribution'), spec.trafficDistribution, DISTRIBUTIONS, issues);
  const health = integerOrZero(spec.healthCheckNodePort);
  if (health === undefined || health === 0 || type === undefined) return;
  const place = at.child('healthCheckNodePort');
  if (type !== 'LoadBalancer' || external !== 'Local') {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    issues.invalid('K8S_SERVICE', place, health, detail);
  } else if (health < 1 || health > 65535) {
    issues.invalid('K8S_SERVICE', place, health, between(1, 65535));
  }
}

/** Checks what only a load balancer has, and addresses outside of the cluster. */
function checkOutside(at: At, spec: Readonly<Record<string, unknown>>, type: string | undefined, issues: Issues): void {
  if (type !== undefined && type !== 'LoadBalancer') {
    for (const name of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) {
      if (!isMissing(spec[name])) issues.forbidden('K8S_SERVICE', at.child(name), ONLY_LOAD_BALANCER);
    }
    if (items(spec.loadBalancerSourceRanges).length > 0) {
      const place = at.child('loadBalancerSourceRanges').called(at.child('LoadBalancerSourceRanges').text);
      issues.forbidden('K8S_SERVICE', place, ONLY_LOAD_BALANCER);
    }
  }
  for (const [index, range] of textItems(spec.loadBalancerSourceRanges)) {
    if (parseCidr(range.trim()) !== undefined) continue;
    const called = at.child('LoadBalancerSourceRanges').index(index).text;
    const place = at.child('loadBalancerSourceRanges').index(index).called(called);
    issues.invalid('K8S_SERVICE', place, range.trim(), NOT_A_CIDR);
  }
  for (const [index, address] of textItems(spec.externalIPs)) {
    if (parseAddress(address) === undefined) {
      issues.invalid('K8S_SERVICE', at.child('externalIPs').index(index), address, NOT_AN_ADDRESS);
    }
  }
}

function checkEnum(at: At, value: unknown, supported: readonly string[], issues: Issues): void {
  const name = text(value);
  if (name && !supported.includes(name)) issues.unsupported('K8S_SERVICE', at, name, supported);
}
