import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { checkAnnotations, checkLabels } from '../core/names';
import { clusterScoped } from './native';

/** Verbs of the API, and of resources that have their own. */
export const VERBS = [
  ...(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'] as const),
  ...(['use', 'bind', 'escalate', 'impersonate', 'approve', 'sign'] as const),
] as const;

/** A verb of the API, or of a resource that has its own. */
export type Verb = (typeof VERBS)[number];

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

/** A ServiceAccount by its name. */
export interface AccountName {
  /** The name of a ServiceAccount. */
  readonly name: string;
  readonly namespace: string;
}

/** Whatever runs as a ServiceAccount: a {@link ServiceAccount} itself, a microservice. */
export interface AccountOwner {
  readonly serviceAccount: { readonly name: string; readonly metadata?: { readonly namespace?: string } };
}

/** Who is granted the rules: a ServiceAccount, or whoever is one; a user or a group of those who log in. */
export type RbacSubject =
  | AccountName
  | AccountOwner
  | { readonly user: string }
  | {
      /** Such as `system:serviceaccounts:shop`, which all accounts of a namespace are in. */
      readonly group: string;
    };

interface RbacProps {
  /** The name of the role and of its binding. @default - the id */
  readonly name?: string;
  /** Of the role and of its binding. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the role. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Who is granted the rules.
   * @default - nobody yet: there is no binding of the role's name
   */
  readonly subjects?: readonly [RbacSubject, ...RbacSubject[]];
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export type ClusterRoleProps = RbacProps &
  (
    | { readonly rules: readonly [ResourceRule | PathRule, ...(ResourceRule | PathRule)[]]; readonly aggregate?: never }
    | {
        readonly rules?: never;
        /**
         * It grants what all ClusterRoles with these labels do.
         * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
         */
        readonly aggregate: readonly [Readonly<Record<string, string>>, ...Readonly<Record<string, string>>[]];
      }
  );

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
  readonly kind = 'ClusterRole';
  readonly name: string;

  constructor(scope: Construct, id: string, props: ClusterRoleProps) {
    super(scope, id);
    checkRules(this, props.rules ?? []);
    const { name = id, rules, aggregate } = props;
    this.name = name;
    clusterScoped(
      new ApiObject(this, 'Resource', {
        ...k8s.KubeClusterRole.GVK,
        metadata: metadataOf(this, name, props),
        rules: rules ?? [],
        ...(aggregate && {
          aggregationRule: { clusterRoleSelectors: aggregate.map((matchLabels) => ({ matchLabels })) },
        }),
      }),
    );
    if (props.subjects === undefined) return;
    const { labels } = props;
    clusterScoped(bindingOf(this, 'Binding', k8s.KubeClusterRoleBinding.GVK, { name, labels }, this, props.subjects));
  }
}

/**
 * Rights in the namespace of the chart, and who has them: a Role and its RoleBinding.
 *
 * @throws MeshwrightError when a rule grants everything by `*`
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
 */
export class Role extends Construct {
  readonly kind = 'Role';
  readonly name: string;

  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    checkRules(this, props.rules);
    checkNamespace(this, 'Role', 'ClusterRole');
    const { name = id, labels, rules, subjects } = props;
    this.name = name;
    new ApiObject(this, 'Resource', { ...k8s.KubeRole.GVK, metadata: metadataOf(this, name, props), rules });
    if (subjects !== undefined) bindingOf(this, 'Binding', k8s.KubeRoleBinding.GVK, { name, labels }, this, subjects);
  }
}

/** A ClusterRole or a Role: an object, or the name of one that is there already. */
export interface RoleReference {
  /** @default 'ClusterRole' */
  readonly kind?: 'ClusterRole' | 'Role';
  readonly name: string;
}

interface BindingProps extends Omit<RbacProps, 'subjects'> {
  readonly subjects: readonly [RbacSubject, ...RbacSubject[]];
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding */
export interface ClusterRoleBindingProps extends BindingProps {
  /** The ClusterRole. */
  readonly role: RoleReference & { readonly kind?: 'ClusterRole' };
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding */
export interface RoleBindingProps extends BindingProps {
  /** The Role of the namespace, or a ClusterRole whose rights are given in the namespace alone. */
  readonly role: RoleReference;
}

/**
 * Who has the rights of a ClusterRole in the whole cluster, of a role that is made elsewhere or bound several times.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
 */
export class ClusterRoleBinding extends Construct {
  constructor(scope: Construct, id: string, props: ClusterRoleBindingProps) {
    super(scope, id);
    const metadata = metadataOf(this, props.name ?? id, props);
    const { GVK } = k8s.KubeClusterRoleBinding;
    clusterScoped(bindingOf(this, 'Resource', GVK, metadata, props.role, props.subjects));
  }
}

/**
 * Who has the rights of a role in the namespace of the chart, of a role that is made elsewhere or bound several times.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
 */
export class RoleBinding extends Construct {
  constructor(scope: Construct, id: string, props: RoleBindingProps) {
    super(scope, id);
    checkNamespace(this, 'RoleBinding', 'ClusterRoleBinding');
    const metadata = metadataOf(this, props.name ?? id, props);
    bindingOf(this, 'Resource', k8s.KubeRoleBinding.GVK, metadata, props.role, props.subjects);
  }
}

interface Metadata {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function metadataOf(where: Construct, name: string, { labels, annotations }: Omit<Metadata, 'name'>): Metadata {
  checkLabels(where, labels ?? {});
  checkAnnotations(where, annotations ?? {});
  return { name, labels, annotations };
}

function bindingOf(
  scope: Construct,
  id: string,
  type: { readonly apiVersion: string; readonly kind: string },
  metadata: Metadata,
  { kind = 'ClusterRole', name }: RoleReference,
  subjects: readonly RbacSubject[],
): ApiObject {
  return new ApiObject(scope, id, {
    ...type,
    metadata,
    roleRef: { apiGroup: RBAC, kind, name },
    subjects: subjects.map((subject) => subjectToWire(scope, subject)),
  });
}

const RBAC = 'rbac.authorization.k8s.io';

function subjectToWire(where: Construct, subject: RbacSubject): object {
  if ('user' in subject) return { kind: 'User', apiGroup: RBAC, name: subject.user };
  if ('group' in subject) return { kind: 'Group', apiGroup: RBAC, name: subject.group };
  if (!('serviceAccount' in subject)) {
    return { kind: 'ServiceAccount', name: subject.name, namespace: subject.namespace };
  }
  const { name, metadata: { namespace = Chart.of(where).namespace } = {} } = subject.serviceAccount;
  if (namespace === undefined) {
    throw new MeshwrightError(
      where,
      `cannot tell the namespace of ServiceAccount "${name}": give its chart one, or name it by { name, namespace }`,
    );
  }
  return { kind: 'ServiceAccount', name, namespace };
}

function checkNamespace(where: Construct, kind: string, other: string): void {
  if (Chart.of(where).namespace !== undefined) return;
  throw new MeshwrightError(where, `a ${kind} belongs to a namespace: give its chart one, or use ${other}`);
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
