import { isMap } from '../kube/json';
import { Definitions } from '../schema/node';
import { Path } from '../violation/path';
import { Report as ReportOf } from '../violation/report';
import type { Violation } from '../violation/violation';
import { checkAdmissionPolicy, checkPolicyBinding } from './admission-policies';
import { checkWebhooks } from './admission-webhooks';
import { checkAutoscaler } from './autoscaling';
import {
  checkApiService,
  checkCsiDriver,
  checkFlowSchema,
  checkIngressClass,
  checkRuntimeClass,
} from './cluster-extensions';
import { checkConfigMap, checkSecret } from './configuration';
import { checkDefinition } from './custom-resource-definitions';
import { decode } from './decode';
import { checkDisruptionBudget } from './disruption-budgets';
import { checkDuplicateKeys } from './duplicates';
import { checkEndpointSlice, checkEndpoints } from './endpoints';
import { checkIngress } from './ingress';
import { checkCronJob, checkJob } from './jobs';
import { checkLease } from './leases';
import { loadNativeKinds, type NativeSchema } from './native-schema';
import { checkNetworkPolicy } from './network-policies';
import { checkPodSpec, checkPodTemplate } from './pod';
import { checkPriorityClass } from './priorities';
import { checkLimitRange, checkQuota } from './quotas';
import { checkBinding, checkRole } from './rbac';
import type { Report } from './rules';
import { checkService } from './service';
import { checkClaimSpec, checkStorageClass, checkVolumeSpec } from './storage';
import { checkWorkload } from './workloads';

type Fields = Readonly<Record<string, unknown>>;
type Check = (object: Fields, report: Report) => void;

/** The checks of each kind, in all of its versions, by group and kind. */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['/ConfigMap', checkConfigMap],
  ['/Endpoints', checkEndpoints],
  ['/LimitRange', checkLimitRange],
  ['/PersistentVolume', ({ spec }, report) => checkVolumeSpec(Path.ROOT.child('spec'), spec, report)],
  ['/PersistentVolumeClaim', ({ spec }, report) => checkClaimSpec(Path.ROOT.child('spec'), spec, report)],
  ['/Pod', ({ spec }, report) => checkPodSpec(Path.ROOT.child('spec'), spec, { isPod: true }, report)],
  ['/PodTemplate', ({ template }, report) => checkPodTemplate(Path.ROOT.child('template'), template, report)],
  ['/ReplicationController', (object, report) => checkWorkload('ReplicationController', object, report)],
  ['/ResourceQuota', checkQuota],
  ['/Secret', checkSecret],
  ['/Service', checkService],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', checkWebhooks],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', checkAdmissionPolicy],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', checkPolicyBinding],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', checkWebhooks],
  ['apiextensions.k8s.io/CustomResourceDefinition', checkDefinition],
  ['apiregistration.k8s.io/APIService', checkApiService],
  ['apps/DaemonSet', (object, report) => checkWorkload('DaemonSet', object, report)],
  ['apps/Deployment', (object, report) => checkWorkload('Deployment', object, report)],
  ['apps/ReplicaSet', (object, report) => checkWorkload('ReplicaSet', object, report)],
  ['apps/StatefulSet', (object, report) => checkWorkload('StatefulSet', object, report)],
  ['autoscaling/HorizontalPodAutoscaler', checkAutoscaler],
  ['batch/CronJob', checkCronJob],
  ['batch/Job', checkJob],
  ['coordination.k8s.io/Lease', checkLease],
  ['discovery.k8s.io/EndpointSlice', checkEndpointSlice],
  ['flowcontrol.apiserver.k8s.io/FlowSchema', checkFlowSchema],
  ['networking.k8s.io/Ingress', checkIngress],
  ['networking.k8s.io/IngressClass', checkIngressClass],
  ['networking.k8s.io/NetworkPolicy', checkNetworkPolicy],
  ['node.k8s.io/RuntimeClass', checkRuntimeClass],
  ['policy/PodDisruptionBudget', checkDisruptionBudget],
  ['rbac.authorization.k8s.io/ClusterRole', (object, report) => checkRole(object, false, report)],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', (object, report) => checkBinding(object, false, report)],
  ['rbac.authorization.k8s.io/Role', (object, report) => checkRole(object, true, report)],
  ['rbac.authorization.k8s.io/RoleBinding', (object, report) => checkBinding(object, true, report)],
  ['scheduling.k8s.io/PriorityClass', checkPriorityClass],
  ['storage.k8s.io/CSIDriver', checkCsiDriver],
  ['storage.k8s.io/StorageClass', checkStorageClass],
]);

/** Prepared once, when the first object is decoded. */
let shapes: Definitions | undefined;

/** The kinds that are built into the API server (kube-apiserver 1.34). */
export const nativeKinds = {
  /** Whether the API server knows the kind in this version, be it served by default or not. */
  has(apiVersion: string, kind: string): boolean {
    return loadNativeKinds().find(apiVersion, kind) !== undefined;
  },

  /**
   * The shape of a kind. There is no `required` in it: which fields are required is checked in code, and by
   * {@link nativeKinds.checks}. `metadata` is in it, and is what `checkMetadata` checks, too.
   */
  schemaFor(
    apiVersion: string,
    kind: string,
  ): { schema: NativeSchema; definitions: Readonly<Record<string, NativeSchema>> } | undefined {
    const { find, definitions } = loadNativeKinds();
    const schema = definitions[find(apiVersion, kind)?.schema ?? ''];
    return schema === undefined ? undefined : { schema, definitions };
  },

  /** What is wrong with the shape of an object: values that the Go type of their field cannot hold, unknown fields. */
  decode(apiVersion: string, kind: string, object: unknown): readonly Violation[] {
    const { find, definitions } = loadNativeKinds();
    const name = find(apiVersion, kind)?.schema;
    shapes ??= new Definitions(definitions);
    return name === undefined ? [] : decode(shapes.resolve(name), object);
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

  /**
   * What the API server says of an object of a built-in kind that no schema can tell, apart from its metadata; nothing
   * for other objects. What the server fills in is not missed.
   */
  checks(object: unknown): readonly Violation[] {
    if (!isMap(object)) return [];
    const { apiVersion, kind } = object;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
    const { find, definitions } = loadNativeKinds();
    const native = find(apiVersion, kind);
    if (native === undefined) return [];
    const report: Report = new ReportOf();
    CHECKS.get(`${native.group}/${kind}`)?.(object, report);
    const schema = definitions[native.schema];
    if (schema !== undefined) checkDuplicateKeys(object, schema, definitions, report);
    return report.violations;
  },
};
