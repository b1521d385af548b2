import type { JsonMap } from '../../kube/json';
import { isSet, listOf, structOf, structsOf, textOf } from '../values/decoded';
import { all, changed, type Default, ifMissing, ifZero, without } from './default';
import { POD_DEFAULTS } from './pods';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * What the server fills in, by definition: only what matters to the checks. Structs inside come first.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
const DEFAULTS: ReadonlyMap<string, Default> = new Map(
  Object.entries({
    ...POD_DEFAULTS,
    'apiregistration.v1.ServiceReference': ifMissing({ port: 443 }),
    'apps.v1.DaemonSetUpdateStrategy': rolling({ maxUnavailable: 1, maxSurge: 0 }),
    'apps.v1.DaemonSetSpec': ifMissing({
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    }),
    'apps.v1.DeploymentSpec': ifMissing({
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      progressDeadlineSeconds: 600,
    }),
    'apps.v1.DeploymentStrategy': rolling({ maxUnavailable: '25%', maxSurge: '25%' }),
    'apps.v1.StatefulSetSpec': all(ifZero({ podManagementPolicy: 'OrderedReady' }), claimedVolumes),
    'apps.v1.StatefulSetUpdateStrategy': ifZero({ type: 'RollingUpdate' }),
    'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': ifZero({ whenDeleted: 'Retain', whenScaled: 'Retain' }),
    'autoscaling.v1.HorizontalPodAutoscalerSpec': ifMissing({ minReplicas: 1 }),
    'autoscaling.v2.HPAScalingRules': without('tolerance'),
    'autoscaling.v2.HorizontalPodAutoscalerSpec': all(ifMissing({ minReplicas: 1 }), autoscaler),
    'batch.v1.CronJobSpec': ifZero({ concurrencyPolicy: 'Allow' }),
    'batch.v1.Job': job,
    'batch.v1.JobSpec': jobSpec,
    'batch.v1.PodFailurePolicyOnPodConditionsPattern': ifZero({ status: 'True' }),
    'coordination.v1.LeaseSpec': without('strategy', 'preferredHolder'),
    'core.v1.AzureDiskVolumeSource': ifMissing({ kind: 'Shared', cachingMode: 'ReadWrite' }),
    'core.v1.EndpointPort': ifZero({ protocol: 'TCP' }),
    'core.v1.ISCSIVolumeSource': ifZero({ iscsiInterface: 'default' }),
    'core.v1.LimitRangeItem': limits,
    'core.v1.Namespace': namespace,
    'core.v1.NodeStatus': (status) =>
      isSet(status.capacity) && !isSet(status.allocatable) ? { ...status, allocatable: status.capacity } : status,
    'core.v1.PersistentVolumeSpec': ifZero({ persistentVolumeReclaimPolicy: 'Retain' }),
    'core.v1.ReplicationController': replicationController,
    'core.v1.Secret': ifZero({ type: 'Opaque' }),
    'core.v1.ServicePort': servicePort,
    'core.v1.ServiceSpec': service,
    'discovery.v1.Endpoint': without('deprecatedTopology'),
    'discovery.v1.EndpointPort': ifMissing({ name: '', protocol: 'TCP' }),
    'flowcontrol.v1.FlowSchemaSpec': ifZero({ matchingPrecedence: 1000 }),
    'flowcontrol.v1.LimitedPriorityLevelConfiguration': ifMissing({ nominalConcurrencyShares: 30, lendablePercent: 0 }),
    'flowcontrol.v1.QueuingConfiguration': ifZero({ queues: 64, handSize: 8, queueLengthLimit: 50 }),
    'networking.v1.IngressClassParametersReference': ifMissing({ scope: 'Cluster' }),
    'networking.v1.NetworkPolicyPort': ifMissing({ protocol: 'TCP' }),
    'rbac.v1.RoleRef': ifZero({ apiGroup: RBAC }),
    'rbac.v1.Subject': subject,
    'resource.v1.Device': without(
      'allowMultipleAllocations',
      'allNodes',
      'bindingConditions',
      'bindingFailureConditions',
      'bindsToNode',
      'consumesCounters',
      'nodeName',
      'nodeSelector',
      'taints',
    ),
    'resource.v1.DeviceCapacity': without('requestPolicy'),
    'resource.v1.DeviceClassSpec': without('extendedResourceName'),
    'resource.v1.DeviceConstraint': without('distinctAttribute'),
    'resource.v1.DeviceSubRequest': deviceRequest,
    'resource.v1.ExactDeviceRequest': deviceRequest,
    'resource.v1.DeviceToleration': ifZero({ operator: 'Equal' }),
    'resource.v1.ResourceSliceSpec': without('perDeviceNodeSelection', 'sharedCounters'),
    'storage.v1.CSIDriverSpec': without('nodeAllocatableUpdatePeriodSeconds'),
  } satisfies Record<string, Default>),
);

/** A decoded struct with what the server fills in. */
export function setDefaults(definition: string, object: JsonMap): JsonMap {
  return DEFAULTS.get(definition)?.(object) ?? object;
}

/** How a rolling update goes that says nothing of it. */
function rolling(values: JsonMap): Default {
  const fill = ifMissing(values);
  return (strategy) => {
    const { type } = strategy;
    if (isSet(type) && type !== '' && type !== 'RollingUpdate') return strategy;
    return { ...strategy, type: 'RollingUpdate', rollingUpdate: fill(structOf(strategy.rollingUpdate)) };
  };
}

/** Claims take the place of volumes of the same name, and the server names the hosts itself. */
function claimedVolumes(spec: JsonMap): JsonMap {
  const template = structOf(spec.template);
  const claims = structsOf(spec.volumeClaimTemplates).map(({ metadata }) => textOf(structOf(metadata).name));
  if (claims.length === 0 || !isSet(template.spec)) return spec;
  const { hostname: _, subdomain: __, ...pod } = structOf(template.spec);
  const volumes = structsOf(pod.volumes).map((one) => (claims.includes(textOf(one?.name)) ? undefined : one));
  return { ...spec, template: { ...template, spec: { ...pod, volumes } } };
}

function autoscaler(spec: JsonMap): JsonMap {
  if (listOf(spec.metrics).length > 0) return spec;
  const target = { type: 'Utilization', averageUtilization: 80 };
  return { ...spec, metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] };
}

function jobSpec(spec: JsonMap): JsonMap {
  const isAlone = !isSet(spec.completions) && !isSet(spec.parallelism);
  const replacement = isSet(spec.podFailurePolicy) ? 'Failed' : 'TerminatingOrFailed';
  return ifMissing({
    ...(isAlone ? { completions: 1 } : {}),
    parallelism: 1,
    completionMode: 'NonIndexed',
    podReplacementPolicy: replacement,
  })(spec);
}

/** A job without labels has those of its pods, which are labelled with its name. */
function job(object: JsonMap): JsonMap {
  const spec = structOf(object.spec);
  const template = structOf(spec.template);
  const metadata = structOf(template.metadata);
  if (spec.manualSelector === true || !isSet(spec.template)) return labelled(object, metadata.labels);
  const name = textOf(structOf(object.metadata).name);
  const labels = { 'job-name': name, 'batch.kubernetes.io/job-name': name, ...structOf(metadata.labels) };
  // Go's maps are shared: labels that it has from its pods are those with its name.
  const owner = labelled(object, isSet(metadata.labels) ? labels : undefined);
  return { ...owner, spec: { ...spec, template: { ...template, metadata: { ...metadata, labels } } } };
}

/** It selects what its template says, if it does not say what, and has its labels. */
function replicationController(object: JsonMap): JsonMap {
  const spec = structOf(object.spec);
  const { labels } = structOf(structOf(spec.template).metadata);
  if (!isSet(labels)) return object;
  const selector = Object.keys(structOf(spec.selector)).length === 0 ? labels : spec.selector;
  return labelled(changed(object, { spec: changed(spec, { selector }) }), labels);
}

function labelled(object: JsonMap, labels: unknown): JsonMap {
  const metadata = structOf(object.metadata);
  if (!isSet(labels) || Object.keys(structOf(metadata.labels)).length > 0) return object;
  return { ...object, metadata: { ...metadata, labels } };
}

function limits(item: JsonMap): JsonMap {
  if (item.type !== 'Container') return item;
  const most = { ...structOf(item.max), ...structOf(item.default) };
  return {
    ...item,
    default: most,
    defaultRequest: { ...structOf(item.min), ...most, ...structOf(item.defaultRequest) },
  };
}

/** A namespace has its name as a label. */
function namespace(object: JsonMap): JsonMap {
  const metadata = structOf(object.metadata);
  const name = textOf(metadata.name);
  if (name === '') return object;
  return {
    ...object,
    metadata: { ...metadata, labels: { ...structOf(metadata.labels), 'kubernetes.io/metadata.name': name } },
  };
}

const tcp = ifZero({ protocol: 'TCP' });

function servicePort(port: JsonMap): JsonMap {
  const { targetPort } = port;
  const target = targetPort === undefined || targetPort === 0 || targetPort === '' ? (port.port ?? 0) : targetPort;
  const made = tcp(port);
  return targetPort === target ? made : { ...made, targetPort: target };
}

const usualService = ifZero({ type: 'ClusterIP', sessionAffinity: 'None' });
const anyNode = ifZero({ externalTrafficPolicy: 'Cluster' });

function service(spec: JsonMap): JsonMap {
  const typed = usualService(spec);
  const { type, sessionAffinity } = typed;
  const isReachable =
    type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && listOf(typed.externalIPs).length > 0);
  const external = isReachable ? anyNode(typed) : typed;
  if (sessionAffinity === 'None')
    return isSet(external.sessionAffinityConfig) ? { ...external, sessionAffinityConfig: undefined } : external;
  const seconds = structOf(structOf(external.sessionAffinityConfig).clientIP).timeoutSeconds;
  if (sessionAffinity !== 'ClientIP' || isSet(seconds)) return external;
  return { ...external, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } };
}

function subject(object: JsonMap): JsonMap {
  return object.kind === 'User' || object.kind === 'Group' ? ifZero({ apiGroup: RBAC })(object) : object;
}

function deviceRequest(object: JsonMap): JsonMap {
  const counted = ifZero({ allocationMode: 'ExactCount' })(object);
  return counted.allocationMode === 'ExactCount' ? ifZero({ count: 1 })(counted) : counted;
}
