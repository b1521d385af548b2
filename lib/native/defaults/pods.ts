import type { JsonMap } from '../../kube/json';
import { isSet, listOf, numberOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import { all, changed, type Default, ifMissing, ifZero, inList, mapped, without } from './default';

const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** Fields of pods that the server fills in, or takes away as long as their features are off. */
export const POD_DEFAULTS: Readonly<Record<string, Default>> = {
  'core.v1.Container': all(without('restartPolicyRules'), stopSignals),
  'core.v1.ContainerPort': ifZero({ protocol: 'TCP' }),
  'core.v1.EnvVarSource': without('fileKeyRef'),
  'core.v1.EphemeralContainer': all(without('restartPolicy', 'restartPolicyRules'), stopSignals),
  'core.v1.HTTPGetAction': ifZero({ path: '/', scheme: 'HTTP' }),
  'core.v1.ObjectFieldSelector': ifZero({ apiVersion: 'v1' }),
  'core.v1.Pod': pod,
  'core.v1.PodSpec': all(
    ifZero({ dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler' }),
    ifMissing({ terminationGracePeriodSeconds: 30 }),
    without('hostnameOverride'),
    restartPolicies,
    imageVolumes,
  ),
  'core.v1.Probe': ifZero({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  'core.v1.ServiceAccountTokenProjection': ifMissing({ expirationSeconds: 3600 }),
  'core.v1.Volume': volume,
  'core.v1.VolumeProjection': without('clusterTrustBundle', 'podCertificate'),
};

/** A volume without a source is an empty folder. */
function volume(object: JsonMap): JsonMap {
  return Object.keys(object).some((name) => name !== 'name' && isSet(object[name]))
    ? object
    : { ...object, emptyDir: {} };
}

/** Containers cannot say by which signal they are stopped; a lifecycle that says nothing else is none. */
function stopSignals(container: JsonMap): JsonMap {
  if (structOf(container.lifecycle).stopSignal === undefined) return container;
  const { stopSignal: _, ...lifecycle } = structOf(container.lifecycle);
  return { ...container, lifecycle: Object.keys(lifecycle).length === 0 ? undefined : lifecycle };
}

const withoutPolicy = without('restartPolicy');

/** Only sidecars have a restart policy of their own. */
function restartPolicies(spec: JsonMap): JsonMap {
  return inList(inList(spec, 'containers', withoutPolicy), 'initContainers', (container) =>
    container.restartPolicy === 'Always' ? container : withoutPolicy(container),
  );
}

/** Volumes that are images, and their mounts, leave holes, so that what comes after them keeps its index. */
function imageVolumes(spec: JsonMap): JsonMap {
  const volumes = structsOf(spec.volumes);
  if (!volumes.some((one) => isSet(one.image))) return spec;
  const images = new Set(volumes.filter((one) => isSet(one.image)).map(({ name }) => textOf(name)));
  const withoutMounts = (container: JsonMap): JsonMap =>
    isSet(container.volumeMounts)
      ? { ...container, volumeMounts: holed(structsOf(container.volumeMounts), ({ name }) => images.has(textOf(name))) }
      : container;
  const containers = CONTAINERS.filter((name) => isSet(spec[name])).map((name) => [
    name,
    structsOf(spec[name]).map(withoutMounts),
  ]);
  return { ...spec, volumes: holed(volumes, (one) => isSet(one.image)), ...Object.fromEntries(containers) };
}

function holed(list: readonly JsonMap[], isGone: (item: JsonMap) => boolean): readonly (JsonMap | undefined)[] {
  return list.map((item) => (isGone(item) ? undefined : item));
}

/** Of pods themselves, not of what pods are made from. */
function pod(object: JsonMap): JsonMap {
  const spec = structOf(object.spec);
  const made = Object.fromEntries(
    CONTAINERS.slice(0, 2)
      .filter((name) => isSet(spec[name]))
      .map((name) => [
        name,
        mapped(structsOf(spec[name]), (container) =>
          requests(spec.hostNetwork === true ? hostPorts(container) : container),
        ),
      ]),
  );
  const { labels } = structOf(object.metadata);
  const seconds = numberOf(spec.terminationGracePeriodSeconds);
  const grace = seconds < 0 ? { terminationGracePeriodSeconds: 1 } : {};
  return changed(object, { spec: labelKeys(changed(spec, { ...made, ...grace }), structOf(labels)) });
}

/** What pods must have, or not have, of the labels of this one. */
function labelKeys(spec: JsonMap, labels: JsonMap): JsonMap {
  const merge = (term: JsonMap): JsonMap => merged(term, labels);
  const weighted = (term: JsonMap): JsonMap =>
    isSet(term.podAffinityTerm) ? changed(term, { podAffinityTerm: merge(structOf(term.podAffinityTerm)) }) : term;
  const inLists = (affinity: unknown): unknown =>
    isSet(affinity) ? inList(inList(structOf(affinity), REQUIRED, merge), PREFERRED, weighted) : affinity;
  const { affinity } = spec;
  const { podAffinity, podAntiAffinity } = structOf(affinity);
  const near = [podAffinity, podAntiAffinity].some(isSet)
    ? changed(structOf(affinity), { podAffinity: inLists(podAffinity), podAntiAffinity: inLists(podAntiAffinity) })
    : affinity;
  return inList(changed(spec, { affinity: near }), 'topologySpreadConstraints', merge);
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function merged(term: JsonMap, labels: JsonMap): JsonMap {
  const keys = [...listOf(term.matchLabelKeys), ...listOf(term.mismatchLabelKeys)];
  if (keys.length === 0 || !isSet(term.labelSelector)) return term;
  const selector = structOf(term.labelSelector);
  const requirements = [
    ...textsOf(term.matchLabelKeys).map((key) => ({ key, operator: 'In', values: [labels[key]] })),
    ...textsOf(term.mismatchLabelKeys).map((key) => ({ key, operator: 'NotIn', values: [labels[key]] })),
  ].filter(({ key }) => Object.hasOwn(labels, key));
  const matchExpressions = [...listOf(selector.matchExpressions), ...requirements];
  return { ...term, labelSelector: { ...selector, matchExpressions } };
}

/** What is limited and not requested is requested as much as it is limited. */
function requests(container: JsonMap): JsonMap {
  const resources = structOf(container.resources);
  if (!isSet(resources.limits)) return container;
  const limits = structOf(resources.limits);
  const requested = structOf(resources.requests);
  if (Object.keys(limits).every((name) => Object.hasOwn(requested, name))) return container;
  return { ...container, resources: { ...resources, requests: { ...limits, ...requested } } };
}

/** A pod with the node's network has its ports. */
function hostPorts(container: JsonMap): JsonMap {
  if (listOf(container.ports).length === 0) return container;
  const ports = mapped(structsOf(container.ports), (port) =>
    isSet(port.hostPort) && port.hostPort !== 0 ? port : { ...port, hostPort: port.containerPort ?? 0 },
  );
  return changed(container, { ports });
}
