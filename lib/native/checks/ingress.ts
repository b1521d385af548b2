import { parseAddress } from '../../kube/addresses';
import type { JsonMap } from '../../kube/json';
import { dns1035Label, dnsSubdomain, pathSegment, portName, portNumber, wildcardDnsSubdomain } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, numberOf, structOf, textOf } from '../values/decoded';
import type { Constraint } from '../walk/constraints';
import type { Check } from '../walk/table';

const rule = 'K8S_INGRESS';
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** The class was an annotation before it was a field. */
export const checkIngress: Check = ({ metadata, spec }, at, { report }) => {
  const { ingressClassName } = structOf(spec);
  const annotation = structOf(structOf(metadata).annotations)[CLASS_ANNOTATION];
  if (!isSet(ingressClassName) || !isSet(annotation) || annotation === ingressClassName) return;
  const place = at.child('metadata', 'annotations').key(CLASS_ANNOTATION).called(`annotations.${CLASS_ANNOTATION}`);
  report.invalid(rule, place, annotation, 'must match `ingressClassName` when both are specified');
};

export const checkIngressSpec: Check = ({ rules, defaultBackend }, at, { report }) => {
  if (listOf(rules).length > 0 || isSet(defaultBackend)) return;
  report.invalid(rule, at, rules, 'either `defaultBackend` or `rules` must be specified');
};

/** A DNS name, whose first label may be `*`. */
export const ingressHost: Constraint = (value, place) => {
  const host = textOf(value);
  return place.invalidEach(host, host.includes('*') ? wildcardDnsSubdomain(host) : dnsSubdomain(host));
};

export const noAddress: Constraint = (value, place) => {
  // An address is told twice where it is no DNS name either.
  if (parseAddress(textOf(value)) !== undefined) place.invalid(value, 'must be a DNS name, not an IP address');
  return true;
};

const FORBIDDEN = ['//', '/./', '/../', '%2f', '%2F'];
const ENDS = ['/..', '/.'];

/** What a path looks like depends on its type. */
export const checkIngressPath: Check = ({ path, pathType }, at, { report }) => {
  const place = at.child('path');
  const text = textOf(path);
  const isExact = pathType === 'Exact' || pathType === 'Prefix';
  if (!isExact && (pathType !== 'ImplementationSpecific' || text === '')) return;
  if (!text.startsWith('/')) report.invalid(rule, place, text, 'must be an absolute path');
  if (!isExact) return;
  for (const sequence of FORBIDDEN) {
    if (text.includes(sequence)) report.invalid(rule, place, text, `must not contain '${sequence}'`);
  }
  for (const end of ENDS) if (text.endsWith(end)) report.invalid(rule, place, text, `cannot end with '${end}'`);
};

/** A port of a Service, or another object. */
export const checkIngressBackend: Check = ({ resource, service }, at, { report }) => {
  if (isSet(resource) && isSet(service)) report.invalid(rule, at, '', 'cannot set both resource and service backends');
  else if (isSet(resource)) checkResource(at.child('resource'), structOf(resource), report);
  else if (isSet(service)) checkServiceBackend(at, structOf(service), report);
  else report.invalid(rule, at, '', 'resource or service backend is required');
};

function checkResource(at: Path, { apiGroup, kind, name }: JsonMap, report: Report): void {
  if (isSet(apiGroup)) report.invalidEach(rule, at.child('apiGroup'), apiGroup, dnsSubdomain(textOf(apiGroup)));
  for (const [field, value] of [
    ['kind', textOf(kind)],
    ['name', textOf(name)],
  ] as const) {
    if (value === '') report.required(rule, at.child(field));
    else report.invalidEach(rule, at.child(field), value, pathSegment(value));
  }
}

function checkServiceBackend(at: Path, service: JsonMap, report: Report): void {
  const place = at.child('service');
  const name = textOf(service.name);
  if (name === '') report.required(rule, place.child('name'));
  else report.invalidEach(rule, place.child('name'), name, dns1035Label(name));
  const port = structOf(service.port);
  const [named, number] = [textOf(port.name), numberOf(port.number)];
  if (named !== '' && number !== 0) report.invalid(rule, at, '', 'cannot set both port name & port number');
  else if (named !== '') report.invalidEach(rule, place.child('port', 'name'), named, portName(named));
  else if (number !== 0) report.invalidEach(rule, place.child('port', 'number'), number, portNumber(number));
  else report.required(rule, at, 'port name or number is required');
}
