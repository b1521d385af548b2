import { isMap } from '../kube/json';
import { dnsLabel, qualifiedName } from '../kube/names';
import { compareQuantities, isWhole, type Quantity, quantityOf, signOf } from '../kube/quantities';
import type { Path } from '../violation/path';
import { entries, fields, items, own, text } from './json';
import { checkQuantity } from './quantities';
import type { Report } from './rules';

/** What a container can have, apart from huge pages and what devices add. */
const OF_CONTAINERS: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** What the API server knows without a prefix. */
const STANDARD: ReadonlySet<string> = new Set([
  ...OF_CONTAINERS,
  'configmaps',
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
  'requests.storage',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
  'storage',
]);

/** What is counted, so that there is no half of it. */
const COUNTED: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
]);

/**
 * Checks what a container requests and is limited to.
 *
 * @param claims the names of the pod's resource claims
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export function checkResources(at: Path, resources: unknown, claims: ReadonlySet<string>, report: Report): void {
  const { limits, requests } = fields(resources);
  for (const [list, place] of [
    [limits, at.child('limits')],
    [requests, at.child('requests')],
  ] as const) {
    for (const [name, value] of entries(list)) {
      checkContainerResource(place.key(name), name, report);
      checkResourceQuantity(place.key(name), name, value, report);
    }
  }
  for (const [name, value] of entries(requests)) {
    const request = quantityOf(value);
    const limit = quantityOf(own(limits, name));
    if (request === undefined) continue;
    if (limit === undefined) {
      if (own(limits, name) === undefined && !canOvercommit(name)) {
        report.required('K8S_RESOURCES', at.child('limits'), 'Limit must be set for non overcommitable resources');
      }
    } else {
      checkRequest(at.child('requests').inside(name), name, request, limit, report);
    }
  }
  const names = [...entries(limits), ...entries(requests)].map(([name]) => name);
  if (
    names.some((name) => name.startsWith('hugepages-')) &&
    !names.some((name) => name === 'cpu' || name === 'memory')
  ) {
    report.forbidden('K8S_RESOURCES', at, 'HugePages require cpu or memory');
  }
  checkClaims(at.child('claims'), fields(resources).claims, claims, report);
}

function checkRequest(at: Path, name: string, request: Quantity, limit: Quantity, report: Report): void {
  const difference = compareQuantities(request, limit);
  if (difference !== 0 && !canOvercommit(name)) {
    report.invalid('K8S_RESOURCES', at, request.canonical, `must be equal to ${name} limit of ${limit.canonical}`);
  } else if (difference > 0) {
    const detail = `must be less than or equal to ${name} limit of ${limit.canonical}`;
    report.invalid('K8S_RESOURCES', at, request.canonical, detail);
  }
}

/** Checks a quantity of a resource: not below zero, and whole where it is counted. */
export function checkResourceQuantity(at: Path, name: string, value: unknown, report: Report): Quantity | undefined {
  const quantity = checkQuantity('K8S_RESOURCES', at, value, report);
  if (quantity === undefined) return undefined;
  if (signOf(quantity) < 0) {
    report.invalid('K8S_RESOURCES', at, quantity.canonical, 'must be greater than or equal to 0');
  }
  if ((COUNTED.has(name) || isExtended(name)) && !isWhole(quantity)) {
    report.invalid('K8S_RESOURCES', at, quantity.canonical, 'must be an integer');
  }
  return quantity;
}

/** Checks the name of a resource in a quota or a limit range. */
export function checkResourceName(at: Path, name: string, report: Report): boolean {
  const problems = qualifiedName(name);
  report.invalidEach('K8S_RESOURCES', at, name, problems);
  if (problems.length > 0) return false;
  if (!name.includes('/') && !STANDARD.has(name) && !isHugePages(name)) {
    report.invalid('K8S_RESOURCES', at, name, 'must be a standard resource type or fully qualified');
    return false;
  }
  return true;
}

/** Checks the name of a resource that a container has. */
export function checkContainerResource(at: Path, name: string, report: Report): void {
  checkResourceName(at, name, report);
  if (!name.includes('/')) {
    if (!OF_CONTAINERS.has(name) && !isHugePages(name)) {
      report.invalid('K8S_RESOURCES', at, name, 'must be a standard resource for containers');
    }
  } else if (!isNative(name) && !isExtended(name)) {
    report.invalid('K8S_RESOURCES', at, name, "doesn't follow extended resource name standard");
  }
}

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-') || name.startsWith('requests.hugepages-');
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}

function canOvercommit(name: string): boolean {
  return isNative(name) && !name.startsWith('hugepages-');
}

function checkClaims(at: Path, claims: unknown, known: ReadonlySet<string>, report: Report): void {
  const seen = new Set<string>();
  for (const [index, claim] of items(claims).entries()) {
    const name = isMap(claim) ? text(claim.name) : undefined;
    const request = isMap(claim) ? text(claim.request) : undefined;
    if (name === undefined || request === undefined) continue;
    const place = at.child(index);
    if (name === '') {
      report.required('K8S_RESOURCES', place);
      continue;
    }
    if (request !== '') report.invalidEach('K8S_RESOURCES', place.child('request'), request, dnsLabel(request));
    const key = request === '' ? name : `${name}/${request}`;
    if (seen.has(name)) report.duplicate('K8S_RESOURCES', place, name);
    else if (seen.has(key)) report.duplicate('K8S_RESOURCES', place, key);
    seen.add(key);
    if (!known.has(name)) {
      const which = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
      const detail = `must be one of the names in pod.spec.resourceClaims${which}`;
      report.notFound('K8S_RESOURCES', place, name, undefined, detail);
    }
  }
}
