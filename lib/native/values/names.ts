import { strictAddress } from '../../kube/addresses';
import { configMapKey, dns1035Label, dnsLabel, dnsSubdomain, pathSegment, type Syntax } from '../../kube/names';

/** The syntax of names where it is not that of a DNS name, by group and kind. */
const NAMES: ReadonlyMap<string, Syntax> = new Map<string, Syntax>([
  ['/Namespace', dnsLabel],
  ['/Service', dns1035Label],
  ['apps/StatefulSet', dnsLabel],
  ['coordination.k8s.io/LeaseCandidate', configMapKey],
  ['networking.k8s.io/IPAddress', strictAddress],
  ['policy/PodDisruptionBudget', pathSegment],
  ['rbac.authorization.k8s.io/ClusterRole', pathSegment],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', pathSegment],
  ['rbac.authorization.k8s.io/Role', pathSegment],
  ['rbac.authorization.k8s.io/RoleBinding', pathSegment],
  ['/Event', pathSegment],
  ['events.k8s.io/Event', pathSegment],
  // Kinds with rules of their own, which are not told here: what fits into a URL is accepted.
  ['/Binding', pathSegment],
  ['apiregistration.k8s.io/APIService', pathSegment],
  ['certificates.k8s.io/CertificateSigningRequest', pathSegment],
  ['certificates.k8s.io/ClusterTrustBundle', pathSegment],
  ['internal.apiserver.k8s.io/StorageVersion', pathSegment],
]);

/** Kinds that are questions, not objects: they are answered and not stored, so they need no name. */
const REVIEWS: ReadonlySet<string> = new Set([
  'authentication.k8s.io/SelfSubjectReview',
  'authentication.k8s.io/TokenReview',
  'authorization.k8s.io/LocalSubjectAccessReview',
  'authorization.k8s.io/SelfSubjectAccessReview',
  'authorization.k8s.io/SelfSubjectRulesReview',
  'authorization.k8s.io/SubjectAccessReview',
]);

/** Finalizers of Kubernetes itself, which have no prefix. */
export const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** The syntax of names of a kind: `apps/Deployment`. */
export function nameSyntax(kind: string): Syntax {
  return NAMES.get(kind) ?? dnsSubdomain;
}

/** Whether a kind is a question. */
export function isReview(kind: string): boolean {
  return REVIEWS.has(kind);
}

/** Whether objects of a kind need a name; a limit range without one gets one. */
export function needsName(kind: string): boolean {
  return kind !== '/LimitRange';
}

/** What a prefix of a name is checked as: something is appended to it, so that it may end with a dash. */
export function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

/** How long a prefix can be: what is behind is cut off. */
const MAX_PREFIX = 58;

/** A name as the server makes it of a prefix. */
export function generatedName(prefix: string): string {
  return `${prefix.slice(0, MAX_PREFIX)}xxxxx`;
}
