import { isMap, type JsonMap } from '../kube/json';
import type { Entity, Labels } from './entity';
import { HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT } from './kinds';

/** What autoscalers make of the number of pods of a workload. */
export interface Scaling {
  readonly by: readonly Entity[];
  /** As few pods as there may be: none where they are started when something asks for them. */
  readonly least: number;
  readonly most: number;
}

/** An autoscaler, as far as it says how many pods there are. */
export interface Scaler {
  readonly kind: string;
  readonly spec: JsonMap;
  readonly annotations: Labels;
}

/** How many pods there are when nothing is to be done, and how few and how many there may be. */
export interface ScaledReplicas extends Omit<Scaling, 'by'> {
  readonly replicas: number;
}

/** The kinds of which {@link scaledReplicas} knows what they do. */
export const SCALERS = [HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT] as const;

/**
 * What autoscalers make of a number of pods: what is below their least comes up, what is above their most comes down.
 * An autoscaler of Kubernetes leaves none alone; KEDA starts pods, also from none. Two that do not agree go to and fro.
 *
 * @param written how many pods the manifest of the workload says
 * @returns undefined where none of them does anything
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#implicit-maintenance-mode-deactivation
 * @see https://keda.sh/docs/latest/reference/scaledobject-spec/
 */
export function scaledReplicas(written: number, scalers: readonly Scaler[]): ScaledReplicas | undefined {
  const all = scalers.flatMap((each) => boundsOf(each) ?? []);
  if (all.length === 0) return undefined;
  if (written === 0 && !all.some(({ wakes }) => wakes)) return { replicas: 0, least: 0, most: 0 };
  const low = Math.max(...all.map(({ least }) => least));
  const high = Math.min(...all.map(({ most }) => most));
  const [least, most] = low <= high ? [low, high] : [high, low];
  const asleep = all.some(({ sleeps }) => sleeps);
  return { replicas: Math.min(most, Math.max(least, written)), least: asleep ? 0 : least, most };
}

interface Bounds {
  /** While there are pods. */
  readonly least: number;
  readonly most: number;
  /** Whether it stops all pods when nothing asks for them. */
  readonly sleeps: boolean;
  /** Whether it starts pods where there are none. */
  readonly wakes: boolean;
}

/** The defaults are those of the API server, and of KEDA. */
function boundsOf({ kind, spec, annotations }: Scaler): Bounds | undefined {
  if (kind === HORIZONTAL_POD_AUTOSCALER.kind) {
    const least = numberOf(spec.minReplicas, 1);
    return { least: Math.max(1, least), most: numberOf(spec.maxReplicas, 1), sleeps: least === 0, wakes: least === 0 };
  }
  const paused = annotations[PAUSED_REPLICAS];
  if (paused !== undefined && /^\d+$/.test(paused)) {
    return { least: Number(paused), most: Number(paused), sleeps: false, wakes: true };
  }
  // It has no autoscaler then, and leaves the number alone.
  if (annotations[PAUSED] === 'true') return undefined;
  const least = numberOf(spec.minReplicaCount, 0);
  const sleeps = least === 0 || typeof spec.idleReplicaCount === 'number';
  return { least: Math.max(1, least), most: numberOf(spec.maxReplicaCount, 100), sleeps, wakes: true };
}

const PAUSED_REPLICAS = 'autoscaling.keda.sh/paused-replicas';
const PAUSED = 'autoscaling.keda.sh/paused';

/** What an object says as an autoscaler. */
export function scalerOf({ id, object, annotations }: Entity): Scaler {
  return { kind: id.kind, spec: isMap(object.spec) ? object.spec : {}, annotations };
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
