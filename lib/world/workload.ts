import { isMap } from '../kube/json';
import type { FieldPath } from '../model/finding';
import type { Entity, Labels } from './entity';
import { kindKey } from './kind';
import {
  ARGO_ROLLOUT,
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  JOB,
  POD,
  REPLICA_SET,
  REPLICATION_CONTROLLER,
  STATEFUL_SET,
} from './kinds';
import type { PodSpec } from './native-specs';
import type { Scaling } from './scaling';

/** Something that pods are made from, or a pod: all its pods look the same to selectors. */
export interface Workload {
  /** The Deployment, StatefulSet, Pod, … */
  readonly entity: Entity;
  readonly namespace: string;
  readonly name: string;
  /** Of the pods. */
  readonly labels: Labels;
  /** Of the pods. */
  readonly annotations: Labels;
  /** The way from the object to what its pods are made from: `spec.template`; empty for a Pod. */
  readonly template: FieldPath;
  /** Undefined when the schema refused the object. */
  readonly pod: PodSpec | undefined;
  readonly serviceAccount: string;
  /** How many pods there are to be, as few as autoscalers allow; undefined for one on each node. */
  readonly replicas: number | undefined;
  /** Undefined where no autoscaler decides how many pods there are. */
  readonly scaling?: Scaling;
}

/** Where each kind keeps the template of its pods. */
export const TEMPLATES: ReadonlyMap<string, FieldPath> = new Map<string, FieldPath>([
  [kindKey(POD), []],
  [kindKey(DEPLOYMENT), ['spec', 'template']],
  [kindKey(STATEFUL_SET), ['spec', 'template']],
  [kindKey(DAEMON_SET), ['spec', 'template']],
  [kindKey(REPLICA_SET), ['spec', 'template']],
  [kindKey(REPLICATION_CONTROLLER), ['spec', 'template']],
  [kindKey(JOB), ['spec', 'template']],
  [kindKey(CRON_JOB), ['spec', 'jobTemplate', 'spec', 'template']],
  [kindKey(ARGO_ROLLOUT), ['spec', 'template']],
]);

/** The keys of all kinds that have pods. */
export const WORKLOAD_KINDS: readonly string[] = [...TEMPLATES.keys()];

/**
 * What an object makes of pods; undefined for other objects, and for those without a template, such as a Rollout that
 * refers to a Deployment.
 */
export function workloadOf(entity: Entity): Workload | undefined {
  let found = known.get(entity);
  if (found === undefined) {
    found = read(entity) ?? 'none';
    known.set(entity, found);
  }
  return found === 'none' ? undefined : found;
}

/** Worlds that overlays are put upon share their objects. */
const known = new WeakMap<Entity, Workload | 'none'>();

function read(entity: Entity): Workload | undefined {
  const template = TEMPLATES.get(entity.kindKey);
  if (template === undefined) return undefined;
  const found = at(entity.object, template);
  if (!isMap(found)) return undefined;
  const metadata = isMap(found.metadata) ? found.metadata : {};
  // The object has been accepted by its schema, or nothing is read of it.
  const pod = entity.spec === undefined || !isMap(found.spec) ? undefined : (found.spec as PodSpec);
  const { namespace, name } = entity.id;
  return {
    entity,
    namespace,
    name,
    labels: textsOf(metadata.labels),
    annotations: textsOf(metadata.annotations),
    template,
    pod,
    serviceAccount: pod?.serviceAccountName || pod?.serviceAccount || 'default',
    replicas: replicasOf(entity),
  };
}

function replicasOf({ id, object }: Entity): number | undefined {
  const spec = isMap(object.spec) ? object.spec : {};
  const count = (value: unknown) => (typeof value === 'number' ? value : 1);
  switch (kindKey(id)) {
    case kindKey(DAEMON_SET):
      return undefined;
    case kindKey(POD):
    case kindKey(CRON_JOB):
      return 1;
    case kindKey(JOB):
      return count(spec.parallelism);
    default:
      return count(spec.replicas);
  }
}

/** The most pods that there may be; undefined for one on each node. */
export function mostPods({ replicas, scaling }: Workload): number | undefined {
  return scaling?.most ?? replicas;
}

/** The value at the end of a path, if there is one. */
export function at(value: unknown, path: FieldPath): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[part];
  }
  return found;
}

/** The texts of a map; what is no text is left out. */
export function textsOf(value: unknown): Labels {
  if (!isMap(value)) return NONE;
  for (const key in value) {
    if (typeof value[key] !== 'string') {
      return Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
    }
  }
  return value as Labels;
}

const NONE: Labels = {};
