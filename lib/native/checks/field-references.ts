import type { JsonMap } from '../../kube/json';
import { qualifiedName } from '../../kube/names';
import { signOf } from '../../kube/quantities';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { textOf } from '../values/decoded';
import { quantity } from '../values/quantities';

/** Fields of a pod that can be in its environment. */
export const IN_ENVIRONMENT: readonly string[] = [
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
/** Fields of a pod that can be files in its volumes. */
export const IN_VOLUMES: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** What the downward API can convert at all; `spec.host` is an old name of `spec.nodeName`. */
const CONVERTIBLE: ReadonlySet<string> = new Set([
  ...IN_ENVIRONMENT,
  ...IN_VOLUMES,
  'spec.host',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

/** A field of the pod, or an entry of its labels or annotations. */
export function checkFieldRef(at: Path, ref: JsonMap, supported: readonly string[], report: Report): void {
  const [version, path] = [textOf(ref.apiVersion), textOf(ref.fieldPath)];
  const place = at.child('fieldPath');
  if (path === '') {
    report.required('K8S_ENV', place);
    return;
  }
  const failed = (detail: string): void =>
    report.invalid('K8S_ENV', place, path, `error converting fieldPath: ${detail}`);
  if (version !== 'v1') {
    failed(`unsupported pod version: ${version}`);
    return;
  }
  const entry = /^(.*)\['(.*)'\]$/s.exec(path);
  if (entry !== null) {
    const [, map = '', key = ''] = entry;
    if (map === 'metadata.annotations') report.invalidEach('K8S_ENV', at, key, qualifiedName(key.toLowerCase()));
    else if (map === 'metadata.labels') report.invalidEach('K8S_ENV', at, key, qualifiedName(key));
    else failed(`field label does not support subscript: ${path}`);
  } else if (!CONVERTIBLE.has(path)) failed(`field label not supported: ${path}`);
  else if (!supported.includes(path) && !(path === 'spec.host' && supported.includes('spec.nodeName'))) {
    report.unsupported('K8S_ENV', place, path, supported);
  }
}

const RESOURCES: readonly string[] = ['limits', 'requests'].flatMap((list) =>
  ['cpu', 'ephemeral-storage', 'memory'].map((resource) => `${list}.${resource}`),
);

/** A resource of a container, as a number of units. */
export function checkResourceFieldRef(at: Path, ref: JsonMap, inVolume: boolean, report: Report): void {
  const resource = textOf(ref.resource);
  if (inVolume && textOf(ref.containerName) === '') report.required('K8S_ENV', at.child('containerName'));
  else if (resource === '') report.required('K8S_ENV', at.child('resource'));
  else if (!RESOURCES.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) {
    report.unsupported('K8S_ENV', at.child('resource'), resource, RESOURCES);
  }
  checkDivisor(at.child('divisor'), resource, ref.divisor, report);
}

const CPU_UNITS: readonly string[] = ['1m', '1'];
const BYTE_UNITS: readonly string[] = [
  '1',
  '1k',
  '1M',
  '1G',
  '1T',
  '1P',
  '1E',
  '1Ki',
  '1Mi',
  '1Gi',
  '1Ti',
  '1Pi',
  '1Ei',
];

/** The unit in which a resource is given. */
function checkDivisor(at: Path, resource: string, value: unknown, report: Report): void {
  const divisor = quantity(value);
  if (signOf(divisor) === 0) return;
  const [, name = ''] = /^(?:limits|requests)\.(cpu|memory|ephemeral-storage|hugepages)(?:$|-)/.exec(resource) ?? [];
  if (name === '') return;
  const units = name === 'cpu' ? CPU_UNITS : BYTE_UNITS;
  if (units.includes(divisor.canonical)) return;
  const shown = name === 'cpu' ? units.join(' and ') : units.join(', ');
  const called = name === 'ephemeral-storage' ? 'local ephemeral storage' : name;
  const detail = `only divisor's values ${shown} are supported with the ${called} resource`;
  report.invalid('K8S_ENV', at, resource, detail);
}
