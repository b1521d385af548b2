import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { clusterScoped } from './native';

/** A verb of the API, or of a resource that has its own. */
export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection'
  | 'use'
  | 'bind'
  | 'escalate'
  | 'impersonate'
  | 'approve'
  | 'sign';

/** What may be done with resources of the API. There is no `*`: what is not named is not granted. */
export interface ResourceRule {
  /** Groups of the API; `''` is the core group. */
  readonly apiGroups: readonly [string, ...string[]];
  /** Resources in plural, such as `pods` or `pods/exec`. */
  readonly resources: readonly [string, ...string[]];
  readonly verbs: readonly [Verb, ...Verb[]];
  /** Only objects of these names. @default - all */
  readonly resourceNames?: readonly [string, ...string[]];
}

/** What may be asked of paths that are no resources, such as `/metrics`. */
export interface PathRule {
  readonly nonResourceURLs: readonly [string, ...string[]];
  readonly verbs: readonly ['get', ...'get'[]];
}

/** Who is granted the rules: ServiceAccounts. */
export interface RbacSubject {
  /** The name of a ServiceAccount. */
  readonly name: string;
  readonly namespace: string;
}

interface RbacProps {
  /** The name of the role and of its binding. @default - the id */
  readonly name?: string;
  readonly subjects: readonly [RbacSubject, ...RbacSubject[]];
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export interface ClusterRoleProps extends RbacProps {
  readonly rules: readonly [ResourceRule | PathRule, ...(ResourceRule | PathRule)[]];
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export interface RoleProps extends RbacProps {
  readonly rules: readonly [ResourceRule, ...ResourceRule[]];
}

/**
 * Rights in the whole cluster, and who has them: a ClusterRole and its ClusterRoleBinding.
 *
 * @throws MeshwrightError when a rule grants everything by `*`
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
 */
export class ClusterRole extends Construct {
  constructor(scope: Construct, id: string, props: ClusterRoleProps) {
    super(scope, id);
    checkRules(this, props.rules);
    const name = props.name ?? id;
    clusterScoped(
      new ApiObject(this, 'Resource', { ...k8s.KubeClusterRole.GVK, metadata: { name }, rules: props.rules }),
    );
    clusterScoped(
      new ApiObject(this, 'Binding', {
        ...k8s.KubeClusterRoleBinding.GVK,
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: serviceAccounts(props.subjects),
      }),
    );
  }
}

/**
 * Rights in the namespace of the chart, and who has them: a Role and its RoleBinding.
 *
 * @throws MeshwrightError when a rule grants everything by `*`
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
 */
export class Role extends Construct {
  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    checkRules(this, props.rules);
    if (Chart.of(this).namespace === undefined) {
      throw new MeshwrightError(this, 'a Role belongs to a namespace: give its chart one, or use ClusterRole');
    }
    const name = props.name ?? id;
    new ApiObject(this, 'Resource', { ...k8s.KubeRole.GVK, metadata: { name }, rules: props.rules });
    new ApiObject(this, 'Binding', {
      ...k8s.KubeRoleBinding.GVK,
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: serviceAccounts(props.subjects),
    });
  }
}

function serviceAccounts(subjects: readonly RbacSubject[]): object[] {
  return subjects.map(({ name, namespace }) => ({ kind: 'ServiceAccount', name, namespace }));
}

function checkRules(where: Construct, rules: readonly (ResourceRule | PathRule)[]): void {
  for (const rule of rules) {
    const words = 'nonResourceURLs' in rule ? rule.verbs : [...rule.apiGroups, ...rule.resources, ...rule.verbs];
    if ((words as readonly string[]).includes('*')) {
      throw new MeshwrightError(
        where,
        'a rule grants everything by "*": name the groups, resources and verbs it needs',
      );
    }
  }
}
