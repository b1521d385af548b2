import { isMap } from '../kube/json';
import { dns1035Label, dnsLabel, dnsSubdomain, portNumber } from '../kube/names';
import { Path } from '../violation/path';
import { fields, integer, integerOrZero, isEmptyList, isMissing, items, text, textItems } from './json';
import { checkContainerResource, checkResourceQuantity } from './resources';
import type { Report } from './rules';

type Fields = Readonly<Record<string, unknown>>;

const MAX_PRECEDENCE = 10_000;
const DISTINGUISHERS = ['ByNamespace', 'ByUser'];
const SUBJECTS = ['Group', 'ServiceAccount', 'User'];

/** Checks a RuntimeClass. @see https://kubernetes.io/docs/concepts/containers/runtime-class/ */
export function checkRuntimeClass(object: Fields, report: Report): void {
  const handler = text(object.handler);
  const at = Path.ROOT;
  if (handler === '') report.required('K8S_EXTENSION', at.child('handler'));
  else if (handler !== undefined) {
    report.invalidEach('K8S_EXTENSION', at.child('handler'), handler, dnsLabel(handler));
  }
  const { podFixed } = fields(object.overhead);
  if (!isMap(podFixed)) return;
  for (const [name, value] of Object.entries(podFixed)) {
    const place = at.child('overhead', 'podFixed').key(name);
    checkContainerResource(place, name, report);
    checkResourceQuantity(place, name, value, report);
  }
}

/** Checks an IngressClass. @see https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class */
export function checkIngressClass(object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const { controller, parameters } = fields(object.spec);
  const at = Path.ROOT.child('spec');
  const place = at.child('controller');
  const name = text(controller);
  if (name === '') report.required('K8S_EXTENSION', place);
  else if (name !== undefined) {
    const slash = name.indexOf('/');
    if (name.length > 250) report.tooLong('K8S_EXTENSION', place, 250);
    if (slash <= 0 || slash === name.length - 1) {
      const detail = 'must be a domain-prefixed path (such as "acme.io/foo")';
      report.invalid('K8S_EXTENSION', place, name, detail);
    } else {
      const domain = name.slice(0, slash);
      report.invalidEach('K8S_EXTENSION', place, domain, dnsSubdomain(domain));
    }
  }
  if (!isMap(parameters)) return;
  for (const field of ['kind', 'name']) {
    if (text(parameters[field]) === '') {
      report.required('K8S_EXTENSION', at.child('parameters', field), `${field} is required`);
    }
  }
}

/** Checks an APIService. @see https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/ */
export function checkApiService(object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const spec = fields(object.spec);
  const [group, version] = [text(spec.group), text(spec.version)];
  const name = text(fields(object.metadata).name);
  if (name && group !== undefined && version !== undefined && name !== `${version}.${group}`) {
    const detail = `must be \`spec.version+"."+spec.group\`: "${version}.${group}"`;
    report.invalid('K8S_EXTENSION', Path.ROOT.child('metadata', 'name'), name, detail);
  }
  if (group) report.invalidEach('K8S_EXTENSION', at.child('group'), group, dnsSubdomain(group));
  if (version !== undefined) {
    report.invalidEach('K8S_EXTENSION', at.child('version'), version, dns1035Label(version));
  }
  for (const [field, highest] of [
    ['groupPriorityMinimum', 20_000],
    ['versionPriority', 1000],
  ] as const) {
    const priority = integerOrZero(spec[field]);
    if (priority === undefined || (priority > 0 && priority <= highest)) continue;
    const detail = `must be positive and less than ${highest}`;
    report.invalid('K8S_EXTENSION', at.child(field), priority, detail);
  }
  checkBackend(at, spec, report);
}

function checkBackend(at: Path, spec: Fields, report: Report): void {
  const { service, insecureSkipTLSVerify, caBundle } = spec;
  if (isMissing(service)) {
    if (insecureSkipTLSVerify === true) {
      const detail = 'local APIServices may not have insecureSkipTLSVerify';
      report.invalid('K8S_EXTENSION', at.child('insecureSkipTLSVerify'), true, detail);
    }
    return;
  }
  for (const field of ['namespace', 'name']) {
    if (text(fields(service)[field]) === '') report.required('K8S_EXTENSION', at.child('service', field));
  }
  const port = integer(fields(service).port);
  if (port !== undefined) {
    const details = portNumber(port).map((problem) => `port is not valid: ${problem}`);
    report.invalidEach('K8S_EXTENSION', at.child('service', 'port'), port, details);
  }
  if (insecureSkipTLSVerify === true && text(caBundle)) {
    const detail = 'may not be true if caBundle is present';
    report.invalid('K8S_EXTENSION', at.child('insecureSkipTLSVerify'), true, detail);
  }
}

/** Checks a FlowSchema. @see https://kubernetes.io/docs/concepts/cluster-administration/flow-control/ */
export function checkFlowSchema(object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const spec = fields(object.spec);
  const precedence = isMissing(spec.matchingPrecedence) ? 1000 : integer(spec.matchingPrecedence);
  const place = at.child('matchingPrecedence');
  if (precedence !== undefined && precedence <= 0) {
    report.invalid('K8S_EXTENSION', place, precedence, 'must be a positive value');
  } else if (precedence !== undefined && precedence > MAX_PRECEDENCE) {
    report.invalid('K8S_EXTENSION', place, precedence, `must not be greater than ${MAX_PRECEDENCE}`);
  }
  const level = at.child('priorityLevelConfiguration', 'name');
  if (text(fields(spec.priorityLevelConfiguration).name) === '') {
    report.required('K8S_EXTENSION', level, 'must reference a priority level');
  }
  const type = isMap(spec.distinguisherMethod) ? text(spec.distinguisherMethod.type) : undefined;
  if (type !== undefined && !DISTINGUISHERS.includes(type)) {
    report.unsupported('K8S_EXTENSION', at.child('distinguisherMethod').inside('type'), type, DISTINGUISHERS);
  }
  for (const [index, rule] of items(spec.rules).entries()) {
    if (isMap(rule)) checkFlowRule(at.child('rules').child(index), rule, report);
  }
}

function checkFlowRule(at: Path, rule: Fields, report: Report): void {
  if (isEmptyList(rule.subjects)) {
    report.required('K8S_EXTENSION', at.child('subjects'), 'subjects must contain at least one value');
  }
  for (const [index, subject] of items(rule.subjects).entries()) {
    const kind = isMap(subject) ? text(subject.kind) : undefined;
    if (kind === undefined || SUBJECTS.includes(kind)) continue;
    report.unsupported('K8S_EXTENSION', at.child('subjects').child(index).child('kind'), kind, SUBJECTS);
  }
  if (isEmptyList(rule.resourceRules) && isEmptyList(rule.nonResourceRules)) {
    const detail = 'at least one of resourceRules and nonResourceRules has to be non-empty';
    report.required('K8S_EXTENSION', at, detail);
  }
}

/** Checks a CSIDriver: its name is that of the driver. @see https://kubernetes-csi.github.io/docs/csi-driver-object.html */
export function checkCsiDriver(object: Fields, report: Report): void {
  const { volumeLifecycleModes, fsGroupPolicy } = fields(object.spec);
  const at = Path.ROOT.child('spec');
  for (const [index, mode] of textItems(volumeLifecycleModes)) {
    if (mode === 'Persistent' || mode === 'Ephemeral') continue;
    const place = at.child('volumeLifecycleModes').inside(index);
    report.unsupported('K8S_EXTENSION', place, mode, ['Ephemeral', 'Persistent']);
  }
  const policy = text(fsGroupPolicy);
  const policies = ['File', 'None', 'ReadWriteOnceWithFSType'];
  if (policy && !policies.includes(policy)) {
    report.unsupported('K8S_EXTENSION', at.child('fsGroupPolicy'), policy, policies);
  }
}
