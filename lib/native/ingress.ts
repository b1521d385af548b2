import { parseAddress } from '../kube/addresses';
import { isMap } from '../kube/json';
import { dns1035Label, dnsSubdomain, pathSegment, portName, portNumber, wildcardDnsSubdomain } from '../kube/names';
import { Path } from '../violation/path';
import { fields, integerOrZero, isEmptyList, isMissing, items, own, text, textItems } from './json';
import type { Report } from './rules';

type Fields = Readonly<Record<string, unknown>>;

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/**
 * Checks an Ingress.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export function checkIngress(object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const { rules, defaultBackend, tls, ingressClassName } = fields(object.spec);
  if (isEmptyList(rules) && isMissing(defaultBackend)) {
    const detail = 'either `defaultBackend` or `rules` must be specified';
    report.invalid('K8S_INGRESS', at, rules ?? null, detail);
  }
  if (isMap(defaultBackend)) checkBackend(at.child('defaultBackend'), defaultBackend, report);
  for (const [index, rule] of items(rules).entries()) {
    if (isMap(rule)) checkIngressRule(at.child('rules').child(index), rule, report);
  }
  for (const [index, entry] of items(tls).entries()) {
    if (!isMap(entry)) continue;
    const place = at.child('tls').child(index);
    for (const [hostIndex, host] of textItems(entry.hosts))
      checkHost(place.child('hosts').child(hostIndex), host, report);
    const secret = text(entry.secretName);
    if (secret) report.invalidEach('K8S_INGRESS', place.child('secretName'), secret, dnsSubdomain(secret));
  }
  if (typeof ingressClassName !== 'string') return;
  const name = at.child('ingressClassName');
  report.invalidEach('K8S_INGRESS', name, ingressClassName, dnsSubdomain(ingressClassName));
  const annotation = own(fields(object.metadata).annotations, CLASS_ANNOTATION);
  if (typeof annotation === 'string' && annotation !== ingressClassName) {
    const place = Path.ROOT.child('metadata', 'annotations').key(CLASS_ANNOTATION);
    const detail = 'must match `ingressClassName` when both are specified';
    report.invalid('K8S_INGRESS', place.called(`annotations.${CLASS_ANNOTATION}`), annotation, detail);
  }
}

function checkHost(at: Path, host: string, report: Report): void {
  report.invalidEach('K8S_INGRESS', at, host, host.includes('*') ? wildcardDnsSubdomain(host) : dnsSubdomain(host));
}

function checkIngressRule(at: Path, { host, http }: Fields, report: Report): void {
  const name = text(host);
  if (name) {
    if (parseAddress(name) !== undefined) {
      report.invalid('K8S_INGRESS', at.child('host'), name, 'must be a DNS name, not an IP address');
    }
    checkHost(at.child('host'), name, report);
  }
  if (!isMap(http)) return;
  const list = at.child('http', 'paths');
  if (isEmptyList(http.paths)) report.required('K8S_INGRESS', list);
  for (const [index, path] of items(http.paths).entries()) {
    if (isMap(path)) checkPath(list.child(index), path, report);
  }
}

function checkPath(at: Path, entry: Fields, report: Report): void {
  // There is no default of the type.
  if (isMissing(entry.pathType)) {
    report.required('K8S_INGRESS', at.child('pathType'), 'pathType must be specified');
    return;
  }
  const type = text(entry.pathType);
  const path = text(entry.path);
  const place = at.child('path');
  if (type !== undefined && !PATH_TYPES.includes(type)) {
    report.unsupported('K8S_INGRESS', at.child('pathType'), type, PATH_TYPES);
  } else if (path !== undefined && type !== undefined) {
    const exact = type !== 'ImplementationSpecific';
    if (!path.startsWith('/') && (exact || path !== '')) {
      report.invalid('K8S_INGRESS', place, path, 'must be an absolute path');
    }
    for (const sequence of exact ? ['//', '/./', '/../', '%2f', '%2F'] : []) {
      if (path.includes(sequence)) report.invalid('K8S_INGRESS', place, path, `must not contain '${sequence}'`);
    }
    for (const suffix of exact ? ['/..', '/.'] : []) {
      if (path.endsWith(suffix)) report.invalid('K8S_INGRESS', place, path, `cannot end with '${suffix}'`);
    }
  }
  if (isMissing(entry.backend) || isMap(entry.backend)) {
    checkBackend(at.child('backend'), fields(entry.backend), report);
  }
}

function checkBackend(at: Path, { resource, service }: Fields, report: Report): void {
  if (!isMissing(resource) && !isMissing(service)) {
    report.invalid('K8S_INGRESS', at, '', 'cannot set both resource and service backends');
    return;
  }
  if (isMissing(resource) && isMissing(service)) {
    report.invalid('K8S_INGRESS', at, '', 'resource or service backend is required');
    return;
  }
  if (isMap(resource)) {
    for (const name of ['kind', 'name']) {
      const value = text(resource[name]);
      const place = at.child('resource', name);
      if (value === '') report.required('K8S_INGRESS', place);
      else if (value !== undefined) report.invalidEach('K8S_INGRESS', place, value, pathSegment(value));
    }
  }
  if (!isMap(service)) return;
  const place = at.child('service');
  const name = text(service.name);
  if (name === '') report.required('K8S_INGRESS', place.child('name'));
  else if (name !== undefined) report.invalidEach('K8S_INGRESS', place.child('name'), name, dns1035Label(name));
  if (!isMissing(service.port) && !isMap(service.port)) return;
  const { name: portText, number: portValue } = fields(service.port);
  const named = text(portText);
  const number = integerOrZero(portValue);
  if (named === undefined || number === undefined) return;
  if (named !== '' && number !== 0) report.invalid('K8S_INGRESS', at, '', 'cannot set both port name & port number');
  else if (named !== '') report.invalidEach('K8S_INGRESS', place.child('port', 'name'), named, portName(named));
  else if (number !== 0) report.invalidEach('K8S_INGRESS', place.child('port', 'number'), number, portNumber(number));
  else report.required('K8S_INGRESS', at, 'port name or number is required');
}
