import { isMap } from '../kube/json';
import { dnsSubdomain, pathSegment } from '../kube/names';
import { Path } from '../violation/path';
import { fields, isEmptyList, isMissing, items, text } from './json';
import type { Report } from './rules';

type Fields = Readonly<Record<string, unknown>>;

const GROUP = 'rbac.authorization.k8s.io';

/**
 * Checks a Role or a ClusterRole.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function checkRole(object: Fields, namespaced: boolean, report: Report): void {
  for (const [index, rule] of items(object.rules).entries()) {
    if (isMap(rule)) checkRule(Path.ROOT.child('rules').child(index), rule, namespaced, report);
  }
  if (!namespaced && isMap(object.aggregationRule) && isEmptyList(object.aggregationRule.clusterRoleSelectors)) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    report.required('K8S_RBAC', Path.ROOT.child('aggregationRule', 'clusterRoleSelectors'), detail);
  }
}

function checkRule(at: Path, rule: Fields, namespaced: boolean, report: Report): void {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  if (isEmptyList(verbs)) report.required('K8S_RBAC', at.child('verbs'), 'verbs must contain at least one value');
  if (items(nonResourceURLs).length > 0) {
    const place = at.child('nonResourceURLs');
    if (namespaced) {
      report.invalid('K8S_RBAC', place, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs');
    }
    if ([apiGroups, resources, resourceNames].some((list) => items(list).length > 0)) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      report.invalid('K8S_RBAC', place, nonResourceURLs, detail);
    }
    return;
  }
  if (isEmptyList(apiGroups)) {
    const detail = 'resource rules must supply at least one api group';
    report.required('K8S_RBAC', at.child('apiGroups'), detail, 'write "" for the core group');
  }
  if (isEmptyList(resources)) {
    report.required('K8S_RBAC', at.child('resources'), 'resource rules must supply at least one resource');
  }
}

/** Checks a RoleBinding or a ClusterRoleBinding. */
export function checkBinding(object: Fields, namespaced: boolean, report: Report): void {
  if (!isMissing(object.roleRef) && !isMap(object.roleRef)) return;
  const { apiGroup, kind, name } = fields(object.roleRef);
  const at = Path.ROOT.child('roleRef');
  // The group is filled in where it is not given.
  const group = text(apiGroup);
  if (group && group !== GROUP) report.unsupported('K8S_RBAC', at.child('apiGroup'), group, [GROUP]);
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const role = text(kind);
  if (role !== undefined && !kinds.includes(role)) report.unsupported('K8S_RBAC', at.child('kind'), role, kinds);
  const roleName = text(name);
  if (roleName === '') report.required('K8S_RBAC', at.child('name'));
  else if (roleName !== undefined) {
    report.invalidEach('K8S_RBAC', at.child('name'), roleName, pathSegment(roleName));
  }
  for (const [index, subject] of items(object.subjects).entries()) {
    if (isMap(subject)) checkSubject(Path.ROOT.child('subjects').child(index), subject, namespaced, report);
  }
}

function checkSubject(at: Path, subject: Fields, namespaced: boolean, report: Report): void {
  const kind = text(subject.kind);
  const name = text(subject.name);
  const group = text(subject.apiGroup);
  if (name === '') report.required('K8S_RBAC', at.child('name'));
  if (kind === 'ServiceAccount') {
    if (name) report.invalidEach('K8S_RBAC', at.child('name'), name, dnsSubdomain(name));
    if (group) report.unsupported('K8S_RBAC', at.child('apiGroup'), group, ['']);
    if (!namespaced && text(subject.namespace) === '') report.required('K8S_RBAC', at.child('namespace'));
  } else if (kind === 'User' || kind === 'Group') {
    if (name === '') {
      report.invalid('K8S_RBAC', at.child('name'), name, `${kind.toLowerCase()} name cannot be empty`);
    }
    if (group && group !== GROUP) report.unsupported('K8S_RBAC', at.child('apiGroup'), group, [GROUP]);
  } else if (kind !== undefined) {
    report.unsupported('K8S_RBAC', at.child('kind'), kind, ['ServiceAccount', 'User', 'Group']);
  }
}
