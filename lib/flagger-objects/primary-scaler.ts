import type { AutoscalerReference } from '../../imports/flagger.app';
import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import type { CanaryObject, CanarySurroundings } from './canary';
import { ownerReferences, type StringMap, withoutFlux } from './flagger-metadata';
import { Blocked, mapOf } from './target';

/** Fields of `spec` that are copied. */
const COPIED: Readonly<Record<AutoscalerReference['kind'], readonly string[]>> = {
  HorizontalPodAutoscaler: ['minReplicas', 'maxReplicas', 'metrics', 'behavior'],
  ScaledObject: [
    ...['pollingInterval', 'cooldownPeriod', 'minReplicaCount', 'maxReplicaCount'],
    ...['fallback', 'idleReplicaCount'],
  ],
};

/**
 * The copy of the target's autoscaler for the primary; undefined without one, or if nothing is known of it.
 *
 * @throws Blocked when there is no such autoscaler
 */
export function primaryScaler(
  canary: CanaryObject,
  { find, complete = false }: CanarySurroundings,
): ManifestObject | undefined {
  const reference = canary.spec.autoscalerRef;
  if (reference === undefined) return undefined;
  const { kind, name } = reference;
  const scaler = find(kind, name);
  if (scaler === undefined) {
    if (!complete) return undefined;
    const [words, resource] = KINDS[kind];
    throw new Blocked(
      `${words} ${name}.${canary.metadata.namespace ?? 'default'} get query error: ${resource} "${name}" not found`,
    );
  }
  const { labels, annotations } = mapOf(scaler.metadata) as { labels?: StringMap; annotations?: StringMap };
  const spec = mapOf(scaler.spec);
  return {
    apiVersion: kind === 'HorizontalPodAutoscaler' ? 'autoscaling/v2' : scaler.apiVersion,
    kind,
    metadata: {
      name: `${name}-primary`,
      ...(canary.metadata.namespace === undefined ? {} : { namespace: canary.metadata.namespace }),
      ...some('labels', withoutFlux(labels)),
      ...(kind === 'ScaledObject' ? some('annotations', withoutFlux(annotations)) : {}),
      ...ownerReferences(canary),
    },
    spec: {
      scaleTargetRef: { ...mapOf(spec.scaleTargetRef), name: `${canary.spec.targetRef.name}-primary` },
      ...Object.fromEntries(COPIED[kind].flatMap((field) => (spec[field] === undefined ? [] : [[field, spec[field]]]))),
      ...(kind === 'ScaledObject' ? scaledObjectFields(canary.spec.targetRef.name, reference, spec) : {}),
      ...limitsOf(reference),
    },
  };
}

const KINDS = {
  HorizontalPodAutoscaler: ['HorizontalPodAutoscaler', 'horizontalpodautoscalers.autoscaling'],
  ScaledObject: ['Keda ScaledObject', 'scaledobjects.keda.sh'],
} as const;

function some(field: string, map: StringMap): ManifestObject {
  return Object.keys(map).length === 0 ? {} : { [field]: map };
}

function limitsOf({ kind, primaryScalerReplicas }: AutoscalerReference): ManifestObject {
  const { minReplicas, maxReplicas } = primaryScalerReplicas ?? {};
  const [minimum, maximum] =
    kind === 'ScaledObject' ? ['minReplicaCount', 'maxReplicaCount'] : ['minReplicas', 'maxReplicas'];
  return {
    ...(minReplicas === undefined ? {} : { [minimum as string]: minReplicas }),
    ...(maxReplicas === undefined ? {} : { [maximum as string]: maxReplicas }),
  };
}

function scaledObjectFields(target: string, reference: AutoscalerReference, spec: ManifestObject): ManifestObject {
  const advanced = mapOf(spec.advanced);
  const scaler = mapOf(advanced.horizontalPodAutoscalerConfig);
  const name = typeof scaler.name === 'string' && scaler.name !== '' ? { name: `${scaler.name}-primary` } : {};
  const triggers = Array.isArray(spec.triggers) ? spec.triggers : [];
  return {
    advanced: { ...advanced, horizontalPodAutoscalerConfig: { ...scaler, ...name } },
    triggers: triggers.map((trigger: unknown) => triggerOf(trigger, target, reference.primaryScalerQueries)),
  };
}

/** With queries given, those for the triggers of their names; otherwise the target's name is replaced wherever it is. */
function triggerOf(trigger: unknown, target: string, queries: StringMap | undefined): unknown {
  if (!isMap(trigger) || !isMap(trigger.metadata)) return trigger;
  const { query } = trigger.metadata;
  const replaced =
    queries !== undefined
      ? (queries[typeof trigger.name === 'string' ? trigger.name : ''] ?? query)
      : typeof query === 'string'
        ? primaryQuery(query, target)
        : query;
  return replaced === undefined ? trigger : { ...trigger, metadata: { ...trigger.metadata, query: replaced } };
}

function primaryQuery(query: string, target: string): string {
  const primary = `${target}-primary`;
  return query
    .split(`${target}-canary`)
    .map((part) => part.replaceAll(target, primary))
    .join(primary);
}
