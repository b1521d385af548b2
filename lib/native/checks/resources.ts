import type { JsonMap } from '../../kube/json';
import { dnsLabel } from '../../kube/names';
import { addQuantities, compareQuantities, isWhole, type Quantity, signOf } from '../../kube/quantities';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import { isSet, structOf, structsOf, textOf } from '../values/decoded';
import { quantity } from '../values/quantities';
import {
  canOvercommit,
  containerResource,
  isCounted,
  isHugePages,
  isOfPods,
  resourceName,
} from '../values/resource-names';
import { claimsOf } from './pod-parts';

const rule = 'K8S_RESOURCES';

/** What is requested and what is limited, by the names of resources. */
export function checkRequirements(
  at: Path,
  { limits, requests, claims }: JsonMap,
  names: (name: string) => readonly string[],
  podClaims: ReadonlySet<string>,
  report: Report,
  limitsAt = at.child('limits'),
): void {
  const limited = structOf(limits);
  for (const list of ['limits', 'requests'] as const) {
    for (const [name, value] of Object.entries(structOf(list === 'limits' ? limits : requests))) {
      const place = (list === 'limits' ? limitsAt : at.child('requests')).key(name);
      const amount = quantity(value);
      report.invalidEach(rule, place, name, names(name));
      checkAmount(rule, place, name, amount, report);
      if (isHugePages(name)) checkHugePages(place, name, amount, report);
      if (list === 'requests') checkRequest(at, name, amount, limited[name], report);
    }
  }
  const all = [...Object.keys(limited), ...Object.keys(structOf(requests))];
  if (all.some(isHugePages) && !all.some((name) => name === 'cpu' || name === 'memory')) {
    report.forbidden(rule, at, 'HugePages require cpu or memory');
  }
  checkClaims(at.child('claims'), claims, podClaims, report);
}

function checkRequest(at: Path, name: string, request: Quantity, limit: unknown, report: Report): void {
  const place = at.child('requests').inside(name);
  if (!isSet(limit)) {
    if (canOvercommit(name)) return;
    report.required(rule, at.child('limits'), 'Limit must be set for non overcommitable resources');
    return;
  }
  const most = quantity(limit);
  const difference = compareQuantities(request, most);
  if (difference !== 0 && !canOvercommit(name)) {
    report.invalid(rule, place, request.canonical, `must be equal to ${name} limit of ${most.canonical}`);
  } else if (difference > 0) {
    report.invalid(rule, place, request.canonical, `must be less than or equal to ${name} limit of ${most.canonical}`);
  }
}

/** An amount of a resource: not below zero, and whole where it is counted. */
export function checkAmount(by: Rule, at: Path, name: string, amount: Quantity, report: Report): void {
  if (signOf(amount) < 0) report.invalid(by, at, amount.canonical, 'must be greater than or equal to 0');
  if (isCounted(name) && !isWhole(amount)) report.invalid(by, at, amount.canonical, 'must be an integer');
}

/** Pages have a size, and there are whole ones only. */
function checkHugePages(at: Path, name: string, amount: Quantity, report: Report): void {
  const size = quantity(name.slice('hugepages-'.length));
  const pages = amount.numerator * size.denominator;
  const page = amount.denominator * size.numerator;
  if (signOf(size) > 0 && signOf(amount) > 0 && pages % page === 0n) return;
  if (signOf(size) > 0 && signOf(amount) === 0) return;
  report.invalid(rule, at, amount.canonical, `${amount.canonical} is not positive integer multiple of ${name}`);
}

function checkClaims(at: Path, claims: unknown, known: ReadonlySet<string>, report: Report): void {
  const seen = new Set<string>();
  for (const [index, claim] of structsOf(claims).entries()) {
    const place = at.child(index);
    const [name, request] = [textOf(claim.name), textOf(claim.request)];
    if (name === '') {
      report.required(rule, place);
      continue;
    }
    if (seen.has(name)) report.duplicate(rule, place, name);
    else {
      if (request !== '') report.invalidEach(rule, place.child('request'), request, dnsLabel(request));
      const key = request === '' ? name : `${name}/${request}`;
      if (seen.has(key)) report.duplicate(rule, place, key);
      else if (request === '' && [...seen].some((other) => other.startsWith(`${name}/`))) {
        report.duplicate(rule, place, name);
      }
      seen.add(key);
    }
    if (known.has(name)) continue;
    const names = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
    report.notFound(rule, place, name, undefined, `must be one of the names in pod.spec.resourceClaims${names}`);
  }
}

/**
 * What all containers of a pod have together.
 *
 * @param isPod whether it is a pod itself, and not what pods are made from
 */
export function checkPodResources(at: Path, spec: JsonMap, report: Report, isPod: boolean): void {
  if (!isSet(spec.resources)) return;
  const place = at.child('resources');
  if (structOf(spec.os).name === 'windows') {
    report.forbidden(rule, place, 'may not be set for a windows pod');
    return;
  }
  const resources = structOf(spec.resources);
  if (isSet(resources.claims)) {
    report.forbidden(rule, place.child('claims'), 'claims may not be set for Resources at pod-level');
  }
  const total = totalRequests(spec);
  const requests = isPod ? requestsOfPod(resources, total) : structOf(resources.requests);
  checkRequirements(place, { ...resources, requests }, podResource, claimsOf(spec), report);
  const limits = structOf(resources.limits);
  const containers = structsOf(spec.containers);
  for (const [name, requested] of total) {
    const least = requests[name];
    if (!isSet(least) || compareQuantities(requested, quantity(least)) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${requested.canonical}`;
    report.invalid(rule, place.child('requests').key(name), quantity(least).canonical, detail);
  }
  for (const [index, container] of containers.entries()) {
    for (const [name, value] of Object.entries(structOf(structOf(container.resources).limits))) {
      const most = limits[name];
      if (!isSet(most) || compareQuantities(quantity(value), quantity(most)) <= 0) continue;
      const there = at.child('containers').child(index).child('resources', 'limits');
      const called = there.inside(name).called(`${place.name}.containers[${index}][${name}].limits`);
      const detail = `must be less than or equal to pod limits of ${quantity(most).canonical}`;
      report.invalid(rule, called, quantity(value).canonical, detail);
    }
  }
}

function podResource(name: string): readonly string[] {
  const problems = resourceName(name);
  return problems.length > 0 || isOfPods(name) ? problems : [`supported values: "cpu", "hugepages-", "memory"`];
}

/** What containers request at the same time: init containers run one by one, sidecars stay from then on. */
function totalRequests(spec: JsonMap): ReadonlyMap<string, Quantity> {
  const total = new Map<string, Quantity>();
  for (const container of structsOf(spec.containers)) addRequests(total, container);
  const sidecars = new Map<string, Quantity>();
  const most = new Map<string, Quantity>();
  for (const container of structsOf(spec.initContainers)) {
    const isSidecar = container.restartPolicy === 'Always';
    if (isSidecar) {
      addRequests(total, container);
      addRequests(sidecars, container);
    }
    const now = new Map(sidecars);
    if (!isSidecar) addRequests(now, container);
    raise(most, now);
  }
  raise(total, most);
  return total;
}

function addRequests(sums: Map<string, Quantity>, container: JsonMap): void {
  for (const [name, value] of Object.entries(structOf(structOf(container.resources).requests))) {
    const sum = sums.get(name);
    sums.set(name, sum === undefined ? quantity(value) : addQuantities(sum, quantity(value)));
  }
}

function raise(sums: Map<string, Quantity>, others: ReadonlyMap<string, Quantity>): void {
  for (const [name, other] of others) {
    const sum = sums.get(name);
    if (sum === undefined || compareQuantities(sum, other) < 0) sums.set(name, other);
  }
}

/** A pod that limits anything as a whole requests of the rest what its containers request. */
function requestsOfPod({ limits, requests }: JsonMap, total: ReadonlyMap<string, Quantity>): JsonMap {
  const given = structOf(requests);
  if (Object.keys(structOf(limits)).length === 0) return given;
  const implied = [...total].filter(([name]) => isOfPods(name) && canOvercommit(name) && !isSet(given[name]));
  return { ...given, ...Object.fromEntries(implied.map(([name, { canonical }]) => [name, canonical])) };
}

/** What pods need beside their containers: limits, as far as the API server is concerned. */
export function checkOverhead(at: Path, limits: Path, overhead: JsonMap, report: Report): void {
  checkRequirements(at, { limits: overhead }, containerResource, new Set(), report, limits);
}
