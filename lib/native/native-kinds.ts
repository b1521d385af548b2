import { Report as ReportOf } from '../violation/report';
import type { Violation } from '../violation/violation';
import { checkAdmissionPolicy, checkPolicyBinding } from './admission-policies';
import { checkWebhooks } from './admission-webhooks';
import { checkDefinition } from './custom-resource-definitions';
import { decode } from './decode';
import { checkDisruptionBudget } from './disruption-budgets';
import { checkEndpointSlice, checkEndpoints } from './endpoints';
import { checkIngress } from './ingress';
import { checkLease } from './leases';
import { loadNativeKinds } from './native-schema';
import { checkNetworkPolicy } from './network-policies';
import { checkPriorityClass } from './priorities';
import { checkBinding, checkRole } from './rbac';
import type { Report } from './rules';
import { checkService } from './service';
import { Shapes } from './shapes';
import { TABLES } from './tables';
import { Walk } from './walk';

type Fields = Readonly<Record<string, unknown>>;
type Check = (object: Fields, report: Report) => void;

/** Kinds whose checks are of the whole object, by group and kind. */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['/Endpoints', checkEndpoints],
  ['/Service', checkService],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', checkWebhooks],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', checkAdmissionPolicy],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', checkPolicyBinding],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', checkWebhooks],
  ['apiextensions.k8s.io/CustomResourceDefinition', checkDefinition],
  ['coordination.k8s.io/Lease', checkLease],
  ['discovery.k8s.io/EndpointSlice', checkEndpointSlice],
  ['networking.k8s.io/Ingress', checkIngress],
  ['networking.k8s.io/NetworkPolicy', checkNetworkPolicy],
  ['policy/PodDisruptionBudget', checkDisruptionBudget],
  ['rbac.authorization.k8s.io/ClusterRole', (object, report) => checkRole(object, false, report)],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', (object, report) => checkBinding(object, false, report)],
  ['rbac.authorization.k8s.io/Role', (object, report) => checkRole(object, true, report)],
  ['rbac.authorization.k8s.io/RoleBinding', (object, report) => checkBinding(object, true, report)],
  ['scheduling.k8s.io/PriorityClass', checkPriorityClass],
]);

const walk = new Walk(TABLES);
/** Prepared once, when the first object is decoded. */
let shapes: Shapes | undefined;

/** The kinds that are built into the API server (kube-apiserver 1.34). */
export const nativeKinds = {
  /** Whether the API server knows the kind in this version, be it served by default or not. */
  has(apiVersion: string, kind: string): boolean {
    return loadNativeKinds().find(apiVersion, kind) !== undefined;
  },

  /** Whether objects of the kind belong to a namespace. */
  scopeOf(apiVersion: string, kind: string): 'Cluster' | 'Namespaced' | undefined {
    return loadNativeKinds().find(apiVersion, kind)?.scope;
  },

  /** The versions of a kind that an API server serves by default: alpha and beta ones it does not. */
  servedVersions(group: string, kind: string): readonly string[] {
    return loadNativeKinds()
      .versions(group, kind)
      .filter(({ served }) => served)
      .map(({ version }) => version);
  },

  /** The versions of a group that an API server serves by default; none if the group is not one of its own. */
  groupVersions(group: string): ReadonlySet<string> {
    return new Set(
      loadNativeKinds()
        .ofGroup(group)
        .filter(({ served }) => served)
        .map(({ version }) => version),
    );
  },

  /** What the API server says of an object of a built-in kind, apart from its metadata; nothing of other objects. */
  check(object: Fields, apiVersion: string, kind: string): readonly Violation[] {
    const { find, definitions } = loadNativeKinds();
    const native = find(apiVersion, kind);
    if (native === undefined) return [];
    shapes ??= new Shapes(definitions);
    const shape = shapes.named(native.schema);
    if (shape.type !== 'struct') return [];
    const { value, violations: undecodable, repeated } = decode(shapes, shape, object);
    const report: Report = new ReportOf();
    const decoded = withoutStatus(value as Fields);
    const name = `${native.group}/${native.kind}`;
    walk.check(shape, decoded, name, report);
    CHECKS.get(name)?.(decoded, report);
    // Metadata is checked for objects of all kinds alike.
    const decoding = undecodable.filter(({ path }) => path.parts[0] !== 'metadata');
    const broken = undecodable.filter(({ type }) => type === 'undecodable');
    const found = broken.length === 0 ? report.violations : report.violations.filter((one) => !isDoubtful(one, broken));
    const warnings = repeated.filter(({ path }) => !report.has(path));
    return [...decoding, ...found, ...warnings];
  },
};

/** Status is written by others, and dropped from what is created. */
function withoutStatus({ status: _, ...object }: Fields): Fields {
  return object;
}

/** Whether a violation may only be there because a value could not be decoded and was taken for missing. */
function isDoubtful({ path }: Violation, broken: readonly Violation[]): boolean {
  return broken.some((one) => one.path.contains(path) || path.contains(one.path));
}
