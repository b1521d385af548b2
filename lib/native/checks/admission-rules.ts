import type { JsonMap } from '../../kube/json';
import { pathSegment } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import { textsOf } from '../values/decoded';
import { applyAt, oneOf } from '../walk/constraints';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

/** Checks which operations on which resources are meant. */
export function checkAdmissionRule(
  rule: Rule,
  at: Path,
  { operations, apiGroups, apiVersions, resources, scope }: JsonMap,
  report: Report,
): void {
  for (const [name, value, others] of [
    ['operations', operations, 'operations'],
    ['apiGroups', apiGroups, 'API groups'],
    ['apiVersions', apiVersions, 'API versions'],
  ] as const) {
    const list = textsOf(value);
    if (list.length === 0) report.required(rule, at.child(name));
    if (list.length > 1 && list.includes('*')) {
      report.invalid(rule, at.child(name), list, `if '*' is present, must not specify other ${others}`);
    }
  }
  for (const [index, operation] of textsOf(operations).entries()) {
    if (!OPERATIONS.includes(operation)) {
      report.unsupported(rule, at.child('operations').child(index), operation, OPERATIONS);
    }
  }
  for (const [index, version] of textsOf(apiVersions).entries()) {
    if (version === '') report.required(rule, at.child('apiVersions').child(index));
  }
  checkResources(rule, at.child('resources'), textsOf(resources), report);
  applyAt(report, rule, at.child('scope'), scope, oneOf('*', 'Cluster', 'Namespaced'));
}

/** Checks names of single objects that are meant. */
export function checkResourceNames(rule: Rule, at: Path, names: readonly string[], report: Report): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    const place = at.child(index);
    report.invalidEach(rule, place, name, pathSegment(name));
    if (seen.has(name)) report.duplicate(rule, place, name);
    seen.add(name);
  }
}

function checkResources(rule: Rule, at: Path, resources: readonly string[], report: Report): void {
  if (resources.length === 0) report.required(rule, at);
  const ofAll = new Set<string>();
  const ofResource = new Set<string>();
  for (const [index, name] of resources.entries()) {
    if (name === '') report.required(rule, at.child(index));
    const slash = name.indexOf('/');
    if (slash === -1) continue;
    const [resource, sub] = [name.slice(0, slash), name.slice(slash + 1)];
    if (ofResource.has(resource)) {
      report.invalid(rule, at.child(index), name, `if '${resource}/*' is present, must not specify ${name}`);
    }
    if (ofAll.has(sub)) {
      report.invalid(rule, at.child(index), name, `if '*/${sub}' is present, must not specify ${name}`);
    }
    if (sub === '*') ofResource.add(resource);
    if (resource === '*') ofAll.add(sub);
  }
  if (resources.length > 1 && resources.includes('*/*')) {
    report.invalid(rule, at, resources, "if '*/*' is present, must not specify other resources");
  }
  // Like the API server, only the last one without a subresource counts.
  const plain = resources.filter((name) => name !== '' && !name.includes('/')).at(-1);
  if (resources.includes('*') && plain !== undefined && plain !== '*') {
    const detail = "if '*' is present, must not specify other resources without subresources";
    report.invalid(rule, at, resources, detail);
  }
}
