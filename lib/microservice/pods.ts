import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Port } from '../kubernetes/port';

type Labels = Readonly<Record<string, string>>;

/** A version of an app, as far as checks of whole apps look at it. */
export interface VersionOfApp extends IConstruct {
  readonly app: string;
  /** Empty for an app without versions. */
  readonly version: string;
  readonly podLabels: Labels;
  readonly ports: readonly Port[];
  readonly replicas: number | 'autoscaled';
  readonly deployment: ApiObject;
  /** @internal */
  readonly _texts: readonly string[];
}

/** Kinds that make pods, or are one. */
const WORKLOADS: ReadonlySet<string> = new Set([
  ...[
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'ReplicaSet',
    'ReplicationController',
    'Job',
    'CronJob',
    'Pod',
    'Rollout',
  ],
]);

/** The versions of apps that are among constructs, by their namespace. */
export function versionsByNamespace(
  present: readonly IConstruct[],
): ReadonlyMap<string | undefined, readonly VersionOfApp[]> {
  const apps = new Map<string | undefined, VersionOfApp[]>();
  for (const version of present.filter(isVersion)) {
    const { namespace } = Chart.of(version);
    const others = apps.get(namespace);
    if (others === undefined) apps.set(namespace, [version]);
    else others.push(version);
  }
  return apps;
}

/** By what it has: the file of the class needs this one. */
export function isVersion(construct: IConstruct): construct is VersionOfApp {
  return 'podLabels' in construct && 'deployment' in construct && 'writablePaths' in construct;
}

/** Whether something has all of some labels. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** Whether a workload that is no version of an app, in the namespace, makes pods with all of some labels. */
export function othersHave(present: readonly IConstruct[], namespace: string | undefined, wanted: Labels): boolean {
  return present.some(
    (each) =>
      ApiObject.isApiObject(each) &&
      WORKLOADS.has(each.kind) &&
      !(each.node.scope !== undefined && isVersion(each.node.scope)) &&
      (each.metadata.namespace ?? Chart.of(each).namespace) === namespace &&
      hasLabels(podLabelsOf(each), wanted),
  );
}

function podLabelsOf(object: ApiObject): Labels {
  try {
    const { metadata, spec } = object.toJson();
    const template = object.kind === 'Pod' ? { metadata } : (spec?.template ?? spec?.jobTemplate?.spec?.template);
    return template?.metadata?.labels ?? {};
  } catch {
    // What is wrong with it is said when it is written.
    return {};
  }
}
