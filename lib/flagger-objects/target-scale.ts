import type { ManifestObject } from '../model/manifest';
import type { CanaryObject, CanarySurroundings } from './canary';
import { mapOf, type WorkloadTarget } from './target';

/** A label that no node has. */
const NOWHERE = { 'flagger.app/scale-to-zero': 'true' };
/** What stops KEDA from scaling. */
const PAUSED = 'autoscaling.keda.sh/paused-replicas';

/** The target as Flagger scales it: it has pods only while there is a new version. */
export function scaledTarget(
  canary: CanaryObject,
  { workload, kind }: WorkloadTarget,
  running: boolean,
  surroundings: CanarySurroundings,
): ManifestObject {
  if (kind === 'Deployment') {
    const replicas = running ? runningReplicas(canary, workload.spec.replicas, surroundings) : 0;
    return { ...workload, spec: { ...workload.spec, replicas } };
  }
  if (running) return workload;
  const { template } = workload.spec;
  const nodeSelector = { ...mapOf(template.spec?.nodeSelector), ...NOWHERE };
  return {
    ...workload,
    spec: { ...workload.spec, template: { ...template, spec: { ...template.spec, nodeSelector } } },
  };
}

/** As many as the target says, whoever applied it; otherwise its autoscaler's minimum, or as many as the primary. */
function runningReplicas(canary: CanaryObject, replicas: number | undefined, { find }: CanarySurroundings): number {
  if (replicas !== undefined && replicas > 0) return replicas;
  const reference = canary.spec.autoscalerRef;
  if (reference === undefined) return 1;
  const spec = mapOf(find(reference.kind, reference.name)?.spec);
  const minimum = reference.kind === 'ScaledObject' ? spec.minReplicaCount : spec.minReplicas;
  return typeof minimum === 'number' && minimum > 1 ? minimum : 1;
}

/** The target's ScaledObject as Flagger leaves it: paused while the target has no pods. */
export function pausedScaler(
  { spec }: CanaryObject,
  running: boolean,
  { find }: CanarySurroundings,
): ManifestObject | undefined {
  if (spec.autoscalerRef?.kind !== 'ScaledObject' || running) return undefined;
  const scaler = find('ScaledObject', spec.autoscalerRef.name);
  if (scaler === undefined) return undefined;
  const metadata = mapOf(scaler.metadata);
  return { ...scaler, metadata: { ...metadata, annotations: { ...mapOf(metadata.annotations), [PAUSED]: '0' } } };
}
