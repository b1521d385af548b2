import { dnsSubdomain } from '../../kube/names';
import { isSet, listOf, structOf, structsOf, textOf } from '../values/decoded';
import type { Check } from '../walk/table';
import { isUsable } from './workloads';

const rule = 'K8S_RBAC';
const GROUP = 'rbac.authorization.k8s.io';

/** What may be done: with resources, or with paths that are none. */
export const checkPolicyRule: Check = (given, at, { kind, report }) => {
  const { apiGroups, resources, resourceNames, nonResourceURLs } = given;
  if (listOf(nonResourceURLs).length > 0) {
    const place = at.child('nonResourceURLs');
    if (kind === `${GROUP}/Role`) {
      report.invalid(rule, place, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs');
    }
    if ([apiGroups, resources, resourceNames].some((list) => listOf(list).length > 0)) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      report.invalid(rule, place, nonResourceURLs, detail);
    }
    return;
  }
  if (listOf(apiGroups).length === 0) {
    const detail = 'resource rules must supply at least one api group';
    report.required(rule, at.child('apiGroups'), detail, 'write "" for the core group');
  }
  if (listOf(resources).length === 0) {
    report.required(rule, at.child('resources'), 'resource rules must supply at least one resource');
  }
};

/** A binding for the whole cluster is one to a role for the whole cluster. */
export const checkRoleRef: Check = ({ kind }, at, context) => {
  const kinds = context.kind === `${GROUP}/RoleBinding` ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(textOf(kind))) context.report.unsupported(rule, at.child('kind'), textOf(kind), kinds);
};

/** A user, a group or an account. */
export const checkSubject: Check = (subject, at, context) => {
  const { report } = context;
  const [kind, name, group] = [textOf(subject.kind), textOf(subject.name), textOf(subject.apiGroup)];
  const place = at.child('apiGroup');
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '') report.invalidEach(rule, at.child('name'), name, dnsSubdomain(name));
      if (group !== '') report.unsupported(rule, place, group, ['']);
      if (context.kind === `${GROUP}/ClusterRoleBinding` && textOf(subject.namespace) === '') {
        report.required(rule, at.child('namespace'));
      }
      break;
    case 'User':
    case 'Group':
      if (group !== GROUP) report.unsupported(rule, place, group, [GROUP]);
      break;
    default:
      report.unsupported(rule, at.child('kind'), kind, ['ServiceAccount', 'User', 'Group']);
  }
};

/** Selectors that choose the roles whose rules it has. */
export const checkAggregation: Check = ({ aggregationRule }, at, { report }) => {
  if (!isSet(aggregationRule)) return;
  const selectors = structsOf(structOf(aggregationRule).clusterRoleSelectors);
  const place = at.child('aggregationRule', 'clusterRoleSelectors');
  if (selectors.length === 0) {
    report.required(rule, place, 'at least one clusterRoleSelector required if aggregationRule is non-nil');
  }
  for (const [index, selector] of selectors.entries()) {
    if (!isUsable(selector)) report.invalid(rule, place.child(index), undefined, 'invalid label selector.');
  }
};
