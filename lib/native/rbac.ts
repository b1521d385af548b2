import { isMap } from '../kube/json';
import { dnsSubdomain, pathSegment } from '../kube/names';
import { At, type Issues } from './field';
import { fields, isEmptyList, isMissing, items, text } from './json';

type Fields = Readonly<Record<string, unknown>>;

const GROUP = 'rbac.authorization.k8s.io';

/**
 * Checks a Role or a ClusterRole.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function checkRole(object: Fields, namespaced: boolean, issues: Issues): void {
  for (const [index, rule] of items(object.rules).entries()) {
    if (isMap(rule)) checkRule(At.root.child('rules').index(index), rule, namespaced, issues);
  }
  if (!namespaced && isMap(object.aggregationRule) && isEmptyList(object.aggregationRule.clusterRoleSelectors)) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    issues.required('K8S_RBAC', At.root.child('aggregationRule', 'clusterRoleSelectors'), detail);
  }
}

function checkRule(at: At, rule: Fields, namespaced: boolean, issues: Issues): void {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  if (isEmptyList(verbs)) issues.required('K8S_RBAC', at.child('verbs'), 'verbs must contain at least one value');
  if (items(nonResourceURLs).length > 0) {
    const place = at.child('nonResourceURLs');
    if (namespaced) {
      issues.invalid('K8S_RBAC', place, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs');
    }
    if ([apiGroups, resources, resourceNames].some((list) => items(list).length > 0)) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      issues.invalid('K8S_RBAC', place, nonResourceURLs, detail);
    }
    return;
  }
  if (isEmptyList(apiGroups)) {
    const detail = 'resource rules must supply at least one api group';
    issues.required('K8S_RBAC', at.child('apiGroups'), detail, 'write "" for the core group');
  }
  if (isEmptyList(resources)) {
    issues.required('K8S_RBAC', at.child('resources'), 'resource rules must supply at least one resource');
  }
}

/** Checks a RoleBinding or a ClusterRoleBinding. */
export function checkBinding(object: Fields, namespaced: boolean, issues: Issues): void {
  if (!isMissing(object.roleRef) && !isMap(object.roleRef)) return;
  const { apiGroup, kind, name } = fields(object.roleRef);
  const at = At.root.child('roleRef');
  // The group is filled in where it is not given.
  const group = text(apiGroup);
  if (group && group !== GROUP) issues.unsupported('K8S_RBAC', at.child('apiGroup'), group, [GROUP]);
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const role = text(kind);
  if (role !== undefined && !kinds.includes(role)) issues.unsupported('K8S_RBAC', at.child('kind'), role, kinds);
  const roleName = text(name);
  if (roleName === '') issues.required('K8S_RBAC', at.child('name'));
  else if (roleName !== undefined) {
    issues.invalidEach('K8S_RBAC', at.child('name'), roleName, pathSegment(roleName));
  }
  for (const [index, subject] of items(object.subjects).entries()) {
    if (isMap(subject)) checkSubject(At.root.child('subjects').index(index), subject, namespaced, issues);
  }
}

function checkSubject(at: At, subject: Fields, namespaced: boolean, issues: Issues): void {
  const kind = text(subject.kind);
  const name = text(subject.name);
  const group = text(subject.apiGroup);
  if (name === '') issues.required('K8S_RBAC', at.child('name'));
  if (kind === 'ServiceAccount') {
    if (name) issues.invalidEach('K8S_RBAC', at.child('name'), name, dnsSubdomain(name));
    if (group) issues.unsupported('K8S_RBAC', at.child('apiGroup'), group, ['']);
    if (!namespaced && text(subject.namespace) === '') issues.required('K8S_RBAC', at.child('namespace'));
  } else if (kind === 'User' || kind === 'Group') {
    if (name === '') {
      issues.invalid('K8S_RBAC', at.child('name'), name, `${kind.toLowerCase()} name cannot be empty`);
    }
    if (group && group !== GROUP) issues.unsupported('K8S_RBAC', at.child('apiGroup'), group, [GROUP]);
  } else if (kind !== undefined) {
    issues.unsupported('K8S_RBAC', at.child('kind'), kind, ['ServiceAccount', 'User', 'Group']);
  }
}
