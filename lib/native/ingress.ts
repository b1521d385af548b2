import { parseAddress } from '../kube/addresses';
import { isMap } from '../kube/json';
import { dns1035Label, dnsSubdomain, pathSegment, portName, portNumber, wildcardDnsSubdomain } from '../kube/names';
import { At, type Issues } from './field';
import { fields, integerOrZero, isEmptyList, isMissing, items, own, text, textItems } from './json';

type Fields = Readonly<Record<string, unknown>>;

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/**
 * Checks an Ingress.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export function checkIngress(object: Fields, issues: Issues): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = At.root.child('spec');
  const { rules, defaultBackend, tls, ingressClassName } = fields(object.spec);
  if (isEmptyList(rules) && isMissing(defaultBackend)) {
    const detail = 'either `defaultBackend` or `rules` must be specified';
    issues.invalid('K8S_INGRESS', at, rules ?? null, detail);
  }
  if (isMap(defaultBackend)) checkBackend(at.child('defaultBackend'), defaultBackend, issues);
  for (const [index, rule] of items(rules).entries()) {
    if (isMap(rule)) checkIngressRule(at.child('rules').index(index), rule, issues);
  }
  for (const [index, entry] of items(tls).entries()) {
    if (!isMap(entry)) continue;
    const place = at.child('tls').index(index);
    for (const [hostIndex, host] of textItems(entry.hosts))
      checkHost(place.child('hosts').index(hostIndex), host, issues);
    const secret = text(entry.secretName);
    if (secret) issues.invalidEach('K8S_INGRESS', place.child('secretName'), secret, dnsSubdomain(secret));
  }
  if (typeof ingressClassName !== 'string') return;
  const name = at.child('ingressClassName');
  issues.invalidEach('K8S_INGRESS', name, ingressClassName, dnsSubdomain(ingressClassName));
  const annotation = own(fields(object.metadata).annotations, CLASS_ANNOTATION);
  if (typeof annotation === 'string' && annotation !== ingressClassName) {
    const place = At.root.child('metadata', 'annotations').key(CLASS_ANNOTATION);
    const detail = 'must match `ingressClassName` when both are specified';
    issues.invalid('K8S_INGRESS', place.called(`annotations.${CLASS_ANNOTATION}`), annotation, detail);
  }
}

function checkHost(at: At, host: string, issues: Issues): void {
  issues.invalidEach('K8S_INGRESS', at, host, host.includes('*') ? wildcardDnsSubdomain(host) : dnsSubdomain(host));
}

function checkIngressRule(at: At, { host, http }: Fields, issues: Issues): void {
  const name = text(host);
  if (name) {
    if (parseAddress(name) !== undefined) {
      issues.invalid('K8S_INGRESS', at.child('host'), name, 'must be a DNS name, not an IP address');
    }
    checkHost(at.child('host'), name, issues);
  }
  if (!isMap(http)) return;
  const list = at.child('http', 'paths');
  if (isEmptyList(http.paths)) issues.required('K8S_INGRESS', list);
  for (const [index, path] of items(http.paths).entries()) {
    if (isMap(path)) checkPath(list.index(index), path, issues);
  }
}

function checkPath(at: At, entry: Fields, issues: Issues): void {
  // There is no default of the type.
  if (isMissing(entry.pathType)) {
    issues.required('K8S_INGRESS', at.child('pathType'), 'pathType must be specified');
    return;
  }
  const type = text(entry.pathType);
  const path = text(entry.path);
  const place = at.child('path');
  if (type !== undefined && !PATH_TYPES.includes(type)) {
    issues.unsupported('K8S_INGRESS', at.child('pathType'), type, PATH_TYPES);
  } else if (path !== undefined && type !== undefined) {
    const exact = type !== 'ImplementationSpecific';
    if (!path.startsWith('/') && (exact || path !== '')) {
      issues.invalid('K8S_INGRESS', place, path, 'must be an absolute path');
    }
    for (const sequence of exact ? ['//', '/./', '/../', '%2f', '%2F'] : []) {
      if (path.includes(sequence)) issues.invalid('K8S_INGRESS', place, path, `must not contain '${sequence}'`);
    }
    for (const suffix of exact ? ['/..', '/.'] : []) {
      if (path.endsWith(suffix)) issues.invalid('K8S_INGRESS', place, path, `cannot end with '${suffix}'`);
    }
  }
  if (isMissing(entry.backend) || isMap(entry.backend)) {
    checkBackend(at.child('backend'), fields(entry.backend), issues);
  }
}

function checkBackend(at: At, { resource, service }: Fields, issues: Issues): void {
  if (!isMissing(resource) && !isMissing(service)) {
    issues.invalid('K8S_INGRESS', at, '', 'cannot set both resource and service backends');
    return;
  }
  if (isMissing(resource) && isMissing(service)) {
    issues.invalid('K8S_INGRESS', at, '', 'resource or service backend is required');
    return;
  }
  if (isMap(resource)) {
    for (const name of ['kind', 'name']) {
      const value = text(resource[name]);
      const place = at.child('resource', name);
      if (value === '') issues.required('K8S_INGRESS', place);
      else if (value !== undefined) issues.invalidEach('K8S_INGRESS', place, value, pathSegment(value));
    }
  }
  if (!isMap(service)) return;
  const place = at.child('service');
  const name = text(service.name);
  if (name === '') issues.required('K8S_INGRESS', place.child('name'));
  else if (name !== undefined) issues.invalidEach('K8S_INGRESS', place.child('name'), name, dns1035Label(name));
  if (!isMissing(service.port) && !isMap(service.port)) return;
  const { name: portText, number: portValue } = fields(service.port);
  const named = text(portText);
  const number = integerOrZero(portValue);
  if (named === undefined || number === undefined) return;
  if (named !== '' && number !== 0) issues.invalid('K8S_INGRESS', at, '', 'cannot set both port name & port number');
  else if (named !== '') issues.invalidEach('K8S_INGRESS', place.child('port', 'name'), named, portName(named));
  else if (number !== 0) issues.invalidEach('K8S_INGRESS', place.child('port', 'number'), number, portNumber(number));
  else issues.required('K8S_INGRESS', at, 'port name or number is required');
}
