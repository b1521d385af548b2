import { quote } from '../kube/go';
import { checkSubnet } from './addresses';
import { checkWildcardDomain, isPartialWildcard, whyNoDomainName } from './domain-names';
import { checkExportTo } from './export-to';
import type { Field } from './field';
import type { Context } from './kinds';
import { checkPortName, checkPortNumber, checkProtocol, isHttp, isTcp, isTls } from './ports';
import type { Report } from './report';
import { checkEndpoint } from './workload-entry';
import { checkWorkloadSelector } from './workload-selectors';

const AUTO_ALLOCATE = 'networking.istio.io/enable-autoallocate-ip';
const WAYPOINT = 'istio.io/use-waypoint';
/** The protocols that say which host is asked for. */
const DYNAMIC = ['HTTP', 'HTTP2', 'GRPC', 'TLS'];

/** @see https://istio.io/latest/docs/reference/config/networking/service-entry/ */
export function checkServiceEntry(spec: Field, { object, namespace }: Context, report: Report): void {
  const resolution = spec.get('resolution').text || 'NONE';
  const selector = spec.get('workloadSelector');
  checkWorkloadSelector(selector, report);
  if (selector.present && spec.get('endpoints').filled) {
    report.refuse(selector, 'workloadSelector and endpoints exclude each other', 'keep one of them');
  }
  checkHosts(spec.get('hosts'), resolution, report);
  checkAddresses(spec.get('addresses'), resolution, report);
  const labels = object.get('metadata').get('labels');
  const allocates = resolution !== 'NONE' && labels.get(AUTO_ALLOCATE).text.toLowerCase() !== 'false';
  const names = checkPorts(spec, allocates, report);
  checkResolution(spec, resolution, names, labels, report);
  checkHostsOfPorts(spec, resolution, report);
  checkExportTo(spec.get('exportTo'), { namespace, nobody: true }, report);
}

function checkHosts(hosts: Field, resolution: string, report: Report): void {
  if (!hosts.filled) report.refuse(hosts, 'there are no hosts', 'write the names by which the service is called');
  for (const [host, item] of hosts.texts()) {
    if (host === '*') {
      report.refuse(item, '* would be every service of the world', 'write hosts such as *.example.com');
      continue;
    }
    checkWildcardDomain(item, report);
    if (isPartialWildcard(host) && resolution !== 'DYNAMIC_DNS') {
      const what = `${quote(host)}: * stands for whole labels only, so this matches nothing that is called so`;
      report.warn(item, what, 'write a host such as *.example.com');
    }
  }
}

function checkAddresses(addresses: Field, resolution: string, report: Report): void {
  for (const [address, item] of addresses.texts()) {
    checkSubnet(item, report);
    if (address.includes('/') && resolution !== 'NONE' && resolution !== 'STATIC') {
      const what = `${quote(address)}: with resolution ${resolution} there is one address, not a range`;
      report.refuse(item, what, 'write a single address, or resolution: NONE or STATIC');
    }
  }
}

/** @returns the names of the ports */
function checkPorts(spec: Field, allocates: boolean, report: Report): ReadonlySet<string> {
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const port of spec.get('ports').items()) {
    const name = port.get('name');
    const number = port.get('number');
    if (names.has(name.text)) {
      report.refuse(name, `there are several ports named ${quote(name.text)}`, 'give each a name of its own');
    }
    if (numbers.has(number.number)) {
      report.refuse(number, `port ${number.number} is written twice`, 'keep one of them');
    }
    names.add(name.text);
    numbers.add(number.number);
    const target = port.get('targetPort');
    if (target.number !== 0) checkPortNumber(target, report);
    const protocol = port.get('protocol');
    if (!spec.get('addresses').filled && !allocates && (protocol.text === '' || protocol.text === 'TCP')) {
      const what = 'without addresses the port takes all connections of that number, to whatever address';
      report.add(
        'IST0134',
        port,
        what,
        'write addresses, or a protocol such as HTTP or TLS that names the host',
        'warning',
      );
    }
    checkPortName(name, report);
    checkProtocol(protocol, report);
    checkPortNumber(number, report);
  }
  return names;
}

function checkResolution(
  spec: Field,
  resolution: string,
  ports: ReadonlySet<string>,
  labels: Field,
  report: Report,
): void {
  const endpoints = spec.get('endpoints');
  switch (resolution) {
    case 'NONE':
      if (endpoints.filled) {
        report.refuse(
          endpoints,
          'with resolution NONE connections go where the client says',
          'write resolution: STATIC',
        );
      }
      if (spec.get('workloadSelector').present) {
        const what = 'with resolution NONE connections go where the client says, so nothing is selected';
        report.warn(spec.get('workloadSelector'), what, 'write resolution: STATIC');
      }
      break;
    case 'STATIC':
      for (const endpoint of endpoints.items()) checkEndpoint(endpoint, { names: false, ports }, report);
      break;
    case 'DNS':
    case 'DNS_ROUND_ROBIN':
      checkLookedUp(spec, resolution, ports, report);
      break;
    case 'DYNAMIC_DNS':
      checkDynamic(spec, labels, report);
      break;
  }
}

function checkLookedUp(spec: Field, resolution: string, ports: ReadonlySet<string>, report: Report): void {
  const hosts = spec.get('hosts');
  const endpoints = spec.get('endpoints');
  if (!endpoints.filled) {
    for (const [host, item] of hosts.texts()) {
      const why = whyNoDomainName(host);
      if (why === undefined) continue;
      const what = `${quote(host)} cannot be looked up, as resolution ${resolution} without endpoints does: ${why}`;
      report.refuse(item, what, 'write a whole name, or endpoints');
    }
  }
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.items().length > 1) {
    const what = 'with resolution DNS_ROUND_ROBIN one name is looked up';
    report.refuse(endpoints, what, 'keep one endpoint, or write resolution: DNS');
  }
  for (const endpoint of endpoints.items()) checkEndpoint(endpoint, { names: true, ports }, report);
  const tcp = spec
    .get('ports')
    .items()
    .some((port) => isTcp(port.get('protocol').text));
  if (spec.get('addresses').filled && tcp && hosts.items().length > 1) {
    const what = 'several hosts share the addresses, and connections of TCP do not say which one is meant';
    report.warn(hosts, what, 'write a ServiceEntry for each host');
  }
}

/** Names that are looked up when they are asked for. */
function checkDynamic(spec: Field, labels: Field, report: Report): void {
  for (const [host, item] of spec.get('hosts').texts()) {
    if (host.startsWith('*')) continue;
    const what = `${quote(host)}: resolution DYNAMIC_DNS is for hosts that begin with *`;
    report.refuse(item, what, 'write a host such as *.example.com, or resolution: DNS');
  }
  for (const name of ['addresses', 'endpoints']) {
    const field = spec.get(name);
    if (!field.filled) continue;
    const what = 'with resolution DYNAMIC_DNS the address is looked up for each host that is asked for';
    report.refuse(field, what, `remove ${name}`);
  }
  for (const port of spec.get('ports').items()) {
    const protocol = port.get('protocol');
    if (DYNAMIC.includes(protocol.text.toUpperCase())) continue;
    const what = `${quote(protocol.text)} does not say which host is asked for, as resolution DYNAMIC_DNS needs`;
    report.refuse(protocol, what, `write one of ${DYNAMIC.join(', ')}`);
  }
  const location = spec.get('location');
  if (location.text === 'MESH_INTERNAL' && labels.get(WAYPOINT).present) {
    const what = 'with resolution DYNAMIC_DNS a waypoint only serves hosts outside of the mesh';
    report.refuse(location, what, 'write location: MESH_EXTERNAL');
  }
}

/** Of several hosts, connections that do not name one cannot be told apart. */
function checkHostsOfPorts(spec: Field, resolution: string, report: Report): void {
  const hosts = spec.get('hosts');
  if (resolution === 'NONE' || hosts.items().length < 2) return;
  for (const port of spec.get('ports').items()) {
    const protocol = port.get('protocol');
    if (isHttp(protocol.text) || isTls(protocol.text)) continue;
    const shown = protocol.text === '' ? 'detected protocol' : `protocol ${quote(protocol.text)}`;
    const what = `there are several hosts, and connections of a port with ${shown} do not say which one is meant`;
    report.refuse(port, what, 'write protocol HTTP or TLS, or a ServiceEntry for each host');
  }
}
