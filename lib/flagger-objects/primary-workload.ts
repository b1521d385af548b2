import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import type { CanaryObject, FlaggerSettings } from './canary';
import { INCLUDED_LABELS, type PrimaryConfigs } from './config-references';
import { labelsWithPrefix, ownerReferences, type StringMap, withoutFlux } from './flagger-metadata';
import { Blocked, type PodSpec, SELECTOR_LABELS, type WorkloadTarget } from './target';

/** The fields of a Deployment or DaemonSet that its copy has too, beside those that are made anew. */
const COPIED = {
  Deployment: ['progressDeadlineSeconds', 'minReadySeconds', 'revisionHistoryLimit', 'strategy'],
  DaemonSet: ['minReadySeconds', 'revisionHistoryLimit', 'updateStrategy'],
} as const;

/**
 * The copy of the target that serves between releases. It selects by one label alone, and its pods have another value
 * of it.
 *
 * @throws Blocked when the target cannot be copied
 */
export function primaryWorkload(
  canary: CanaryObject,
  target: WorkloadTarget,
  configs: PrimaryConfigs,
  promoted: boolean,
  { includeLabelPrefixes = INCLUDED_LABELS, selectorLabels = SELECTOR_LABELS }: FlaggerSettings = {},
): ManifestObject {
  const { workload, kind, name, label, primaryValue } = target;
  const annotationsOf = promoted
    ? (map: StringMap | undefined) => labelsWithPrefix(map, includeLabelPrefixes)
    : withoutFlux;
  const { metadata, spec } = workload;
  checkUpdateStrategy(canary, target);
  const relabel = (labels: StringMap | undefined): StringMap => ({ ...withoutFlux(labels), [label]: primaryValue });
  const pods =
    kind === 'Deployment' ? spreadPrimary(spec.template.spec ?? {}, name, selectorLabels) : (spec.template.spec ?? {});
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name: `${name}-primary`,
      ...(canary.metadata.namespace === undefined ? {} : { namespace: canary.metadata.namespace }),
      labels: relabel(labelsWithPrefix(metadata.labels, includeLabelPrefixes)),
      ...some(annotationsOf(metadata.annotations)),
      ...ownerReferences(canary),
    },
    spec: {
      ...Object.fromEntries(COPIED[kind].flatMap((field) => (spec[field] === undefined ? [] : [[field, spec[field]]]))),
      ...(kind === 'Deployment' ? { replicas: Math.max(1, spec.replicas ?? 1) } : {}),
      selector: { matchLabels: { [label]: primaryValue } },
      template: {
        metadata: {
          labels: relabel(spec.template.metadata?.labels),
          ...some(withoutFlux(spec.template.metadata?.annotations)),
        },
        spec: configs.rename(pods),
      },
    },
  };
}

function some(annotations: StringMap): ManifestObject {
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}

function checkUpdateStrategy({ metadata }: CanaryObject, { kind, name, workload }: WorkloadTarget): void {
  if (kind !== 'DaemonSet') return;
  const { type = 'RollingUpdate' } = workload.spec.updateStrategy ?? {};
  if (type !== 'RollingUpdate' && type !== '') {
    throw new Blocked(
      `createPrimaryDaemonSet failed: daemonset ${name}.${metadata.namespace ?? 'default'} must have RollingUpdate strategy but have ${type}`,
    );
  }
}

/** Rules that keep pods apart, so that they mean the primary's: only where they name pods as the Deployment is named. */
function spreadPrimary(pods: PodSpec, name: string, keys: readonly string[]): PodSpec {
  const { topologySpreadConstraints, affinity } = pods;
  const rename = (holder: unknown) => renameSelector(holder, name, keys);
  const antiAffinity = isMap(affinity) ? affinity.podAntiAffinity : undefined;
  return {
    ...pods,
    ...(Array.isArray(topologySpreadConstraints)
      ? { topologySpreadConstraints: topologySpreadConstraints.map(rename) }
      : {}),
    ...(isMap(affinity) && isMap(antiAffinity)
      ? { affinity: { ...affinity, podAntiAffinity: renameAntiAffinity(antiAffinity, rename) } }
      : {}),
  };
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function renameAntiAffinity(rules: ManifestObject, rename: (holder: unknown) => unknown): ManifestObject {
  const { [REQUIRED]: required, [PREFERRED]: preferred } = rules;
  return {
    ...rules,
    ...(Array.isArray(required) ? { [REQUIRED]: required.map(rename) } : {}),
    ...(Array.isArray(preferred)
      ? {
          [PREFERRED]: preferred.map((each: unknown) =>
            isMap(each) ? { ...each, podAffinityTerm: rename(each.podAffinityTerm) } : each,
          ),
        }
      : {}),
  };
}

function renameSelector(holder: unknown, name: string, keys: readonly string[]): unknown {
  if (!isMap(holder) || !isMap(holder.labelSelector)) return holder;
  const { matchLabels, matchExpressions } = holder.labelSelector;
  const renamed = (key: unknown, value: unknown) =>
    typeof key === 'string' && keys.includes(key) && value === name ? `${name}-primary` : value;
  return {
    ...holder,
    labelSelector: {
      ...holder.labelSelector,
      ...(isMap(matchLabels)
        ? {
            matchLabels: Object.fromEntries(
              Object.entries(matchLabels).map(([key, value]) => [key, renamed(key, value)]),
            ),
          }
        : {}),
      ...(Array.isArray(matchExpressions)
        ? {
            matchExpressions: matchExpressions.map((each: unknown) =>
              isMap(each) && Array.isArray(each.values)
                ? { ...each, values: each.values.map((value: unknown) => renamed(each.key, value)) }
                : each,
            ),
          }
        : {}),
    },
  };
}
