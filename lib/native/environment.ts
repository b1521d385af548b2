import { isMap } from '../kube/json';
import { configMapKey, dnsSubdomain, environmentVariable, qualifiedName } from '../kube/names';
import { quantityOf, signOf } from '../kube/quantities';
import type { Path } from '../violation/path';
import { fields, isMissing, items, text } from './json';
import type { Report } from './rules';

const IN_ENVIRONMENT = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const IN_VOLUMES = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

/** What the downward API can convert at all; `spec.host` is an old name of `spec.nodeName`. */
const FIELDS: ReadonlySet<string> = new Set([
  ...IN_ENVIRONMENT,
  ...IN_VOLUMES,
  'spec.host',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);
const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'] as const;

/**
 * Checks the environment variables of a container.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
 */
export function checkEnvironment(at: Path, container: Readonly<Record<string, unknown>>, report: Report): void {
  const seen = new Set<string>();
  for (const [index, variable] of items(container.env).entries()) {
    if (!isMap(variable)) continue;
    const place = at.child('env').child(index);
    const name = text(variable.name);
    if (name === '') report.required('K8S_ENV', place.child('name'));
    else if (name !== undefined) {
      report.invalidEach('K8S_ENV', place.child('name'), name, environmentVariable(name));
      if (seen.has(name)) {
        report.warning(
          'K8S_ENV',
          place,
          `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
        );
      }
      seen.add(name);
    }
    checkValueFrom(place.child('valueFrom'), variable, report);
  }
  checkEnvFrom(at.child('envFrom'), container.envFrom, report);
}

function checkValueFrom(at: Path, { value, valueFrom }: Readonly<Record<string, unknown>>, report: Report): void {
  // `fileKeyRef` is behind a feature gate: whether it counts depends on the cluster.
  if (!isMap(valueFrom) || !isMissing(valueFrom.fileKeyRef)) return;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (isMap(fieldRef)) checkFieldRef(at.child('fieldRef'), fieldRef, IN_ENVIRONMENT, report);
  if (isMap(resourceFieldRef)) {
    checkResourceFieldRef(at.child('resourceFieldRef'), resourceFieldRef, false, report);
  }
  if (isMap(configMapKeyRef)) checkKeySelector(at.child('configMapKeyRef'), configMapKeyRef, report);
  if (isMap(secretKeyRef)) checkKeySelector(at.child('secretKeyRef'), secretKeyRef, report);

  const sources = SOURCES.filter((source) => !isMissing(valueFrom[source])).length;
  if (sources === 0) {
    const detail = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    report.invalid('K8S_ENV', at, '', detail);
  } else if (typeof value === 'string' && value !== '') {
    report.invalid('K8S_ENV', at, '', 'may not be specified when `value` is not empty');
  } else if (sources > 1) {
    report.invalid('K8S_ENV', at, '', 'may not have more than one field specified at a time');
  }
}

function checkKeySelector(at: Path, { name, key }: Readonly<Record<string, unknown>>, report: Report): void {
  const nameText = text(name);
  if (nameText !== undefined) report.invalidEach('K8S_ENV', at.child('name'), nameText, dnsSubdomain(nameText));
  const keyText = text(key);
  if (keyText === '') report.required('K8S_ENV', at.child('key'));
  else if (keyText !== undefined) report.invalidEach('K8S_ENV', at.child('key'), keyText, configMapKey(keyText));
}

function checkEnvFrom(at: Path, sources: unknown, report: Report): void {
  for (const [index, source] of items(sources).entries()) {
    if (!isMap(source)) continue;
    const place = at.child(index);
    const prefix = text(source.prefix);
    if (prefix) report.invalidEach('K8S_ENV', place.child('prefix'), prefix, environmentVariable(prefix));
    const given = ['configMapRef', 'secretRef'].filter((name) => !isMissing(source[name]));
    for (const name of given) {
      const referred = isMap(source[name]) ? text(fields(source[name]).name) : undefined;
      const namePlace = place.child(name, 'name');
      if (referred === '') report.required('K8S_ENV', namePlace);
      else if (referred !== undefined) report.invalidEach('K8S_ENV', namePlace, referred, dnsSubdomain(referred));
    }
    if (given.length === 0) {
      report.invalid('K8S_ENV', at.inside(index), '', 'must specify one of: `configMapRef` or `secretRef`');
    } else if (given.length > 1) {
      report.invalid('K8S_ENV', at.inside(index), '', 'may not have more than one field specified at a time');
    }
  }
}

/** Checks a file that is made of the pod's own fields. */
export function checkDownwardFile(at: Path, file: Readonly<Record<string, unknown>>, report: Report): void {
  const { fieldRef, resourceFieldRef } = file;
  if (!isMissing(fieldRef)) {
    if (isMap(fieldRef)) checkFieldRef(at.child('fieldRef'), fieldRef, IN_VOLUMES, report);
    if (!isMissing(resourceFieldRef)) {
      report.invalid('K8S_VOLUME', at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
    }
  } else if (isMissing(resourceFieldRef)) {
    report.required('K8S_VOLUME', at, 'one of fieldRef and resourceFieldRef is required');
  } else if (isMap(resourceFieldRef)) {
    checkResourceFieldRef(at.child('resourceFieldRef'), resourceFieldRef, true, report);
  }
}

function checkFieldRef(
  at: Path,
  { apiVersion, fieldPath }: Readonly<Record<string, unknown>>,
  supported: readonly string[],
  report: Report,
): void {
  const path = text(fieldPath);
  const version = text(apiVersion);
  if (path === undefined || version === undefined) return;
  const place = at.child('fieldPath');
  if (path === '') {
    report.required('K8S_ENV', place);
    return;
  }
  if (version !== '' && version !== 'v1') {
    report.invalid('K8S_ENV', place, path, `error converting fieldPath: unsupported pod version: ${version}`);
    return;
  }
  const subscript = /^(metadata\.(?:annotations|labels))\['(.*)'\]$/.exec(path);
  if (subscript) {
    const key = subscript[2] as string;
    const checked = subscript[1] === 'metadata.annotations' ? key.toLowerCase() : key;
    report.invalidEach('K8S_ENV', at, checked, qualifiedName(checked));
    return;
  }
  if (!FIELDS.has(path)) {
    report.invalid('K8S_ENV', place, path, `error converting fieldPath: field label not supported: ${path}`);
    return;
  }
  if (!supported.includes(path) && path !== 'spec.host') report.unsupported('K8S_ENV', place, path, supported);
}

function checkResourceFieldRef(
  at: Path,
  { containerName, resource, divisor }: Readonly<Record<string, unknown>>,
  inVolume: boolean,
  report: Report,
): void {
  const name = text(resource);
  if (inVolume && text(containerName) === '') report.required('K8S_ENV', at.child('containerName'));
  else if (name === '') report.required('K8S_ENV', at.child('resource'));
  else if (name !== undefined && !RESOURCES.includes(name) && !/^(limits|requests)\.hugepages-/.test(name)) {
    report.unsupported('K8S_ENV', at.child('resource'), name, RESOURCES);
  }
  if (name !== undefined) checkDivisor(at.child('divisor'), name.replace(/^(limits|requests)\./, ''), divisor, report);
}

const CPU_DIVISORS = ['1m', '1'];
const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** Checks the unit in which a resource is given. */
function checkDivisor(at: Path, resource: string, value: unknown, report: Report): void {
  const divisor = quantityOf(value);
  if (divisor === undefined || signOf(divisor) === 0) return;
  if (resource === 'cpu') {
    if (CPU_DIVISORS.includes(divisor.canonical)) return;
    report.invalid(
      'K8S_ENV',
      at,
      value,
      `only divisor's values ${CPU_DIVISORS.join(' and ')} are supported with the cpu resource`,
    );
  } else if (/^(memory|ephemeral-storage|hugepages-.*)$/.test(resource) && !BYTE_DIVISORS.includes(divisor.canonical)) {
    const name = resource.startsWith('hugepages-') ? 'hugepages' : resource;
    const detail = `only divisor's values ${BYTE_DIVISORS.join(', ')} are supported with the ${name} resource`;
    report.invalid('K8S_ENV', at, value, detail);
  }
}
