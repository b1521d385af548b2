import type { AutoscalerReference } from '../../imports/flagger.app';
import { isMap } from '../kube/json';
import type { ManifestObject } from '../model/manifest';
import type { CanaryObject, CanarySurroundings } from './canary';
import { ownerReferences, withoutFlux } from './flagger-metadata';
import { Blocked } from './target';

/** The copy of the target's autoscaler for the primary. @throws Blocked when there is no such autoscaler */
export function primaryScaler(canary: CanaryObject, { find }: CanarySurroundings): ManifestObject | undefined {
  const reference = canary.spec.autoscalerRef;
  if (reference === undefined) return undefined;
  const scaler = find(reference.kind, reference.name);
  const { namespace = 'default' } = canary.metadata;
  if (scaler === undefined) {
    const resource =
      reference.kind === 'ScaledObject' ? 'scaledobjects.keda.sh' : 'horizontalpodautoscalers.autoscaling';
    throw new Blocked(
      `${reference.kind} ${reference.name}.${namespace} get query error: ${resource} "${reference.name}" not found`,
    );
  }
  const metadata = (isMap(scaler.metadata) ? scaler.metadata : {}) as {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  return {
    apiVersion: scaler.apiVersion,
    kind: reference.kind,
    metadata: {
      name: `${reference.name}-primary`,
      ...(canary.metadata.namespace === undefined ? {} : { namespace: canary.metadata.namespace }),
      ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
      annotations: withoutFlux(metadata.annotations),
      ...ownerReferences(canary),
    },
    spec: specOf(canary, reference, isMap(scaler.spec) ? scaler.spec : {}),
  };
}

function specOf(canary: CanaryObject, reference: AutoscalerReference, spec: ManifestObject): ManifestObject {
  const target = canary.spec.targetRef.name;
  const scaleTargetRef = { ...(isMap(spec.scaleTargetRef) ? spec.scaleTargetRef : {}), name: `${target}-primary` };
  const { minReplicas, maxReplicas } = reference.primaryScalerReplicas ?? {};
  if (reference.kind === 'HorizontalPodAutoscaler') {
    return {
      ...spec,
      scaleTargetRef,
      ...(minReplicas === undefined ? {} : { minReplicas }),
      ...(maxReplicas === undefined ? {} : { maxReplicas }),
    };
  }
  return {
    ...spec,
    scaleTargetRef,
    ...(minReplicas === undefined ? {} : { minReplicaCount: minReplicas }),
    ...(maxReplicas === undefined ? {} : { maxReplicaCount: maxReplicas }),
    ...(Array.isArray(spec.triggers)
      ? {
          triggers: spec.triggers.map((trigger: unknown) =>
            triggerOf(trigger, target, reference.primaryScalerQueries ?? {}),
          ),
        }
      : {}),
  };
}

/** A query is the one given for the trigger, or has the target's name replaced wherever it stands. */
function triggerOf(trigger: unknown, target: string, queries: Readonly<Record<string, string>>): unknown {
  if (!isMap(trigger) || !isMap(trigger.metadata) || typeof trigger.metadata.query !== 'string') return trigger;
  const given = typeof trigger.name === 'string' ? queries[trigger.name] : undefined;
  const query = given ?? trigger.metadata.query.replaceAll(target, `${target}-primary`);
  return { ...trigger, metadata: { ...trigger.metadata, query } };
}
