import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Matcher } from '../chaosblade-catalogue/action';
import type { OneOrMore } from '../chaosblade-catalogue/flag';
import { SYSTEM_NAMESPACES } from '../chaosblade-catalogue/system-namespaces';
import { MeshwrightError } from '../core/errors';
import { checkDnsLabel, checkDnsSubdomain, checkLabels } from '../core/names';
import type { AtLeastOne, NonEmpty } from '../istio/non-empty';
import type { Scope } from './flags';

/** One version of an app: the pods of one Deployment. A `MicroserviceVersion` is one. */
export interface WorkloadVersion extends Construct {
  /** The labels that the Deployment selects its pods by. */
  readonly selector: Readonly<Record<string, string>>;
  /** The app's own container. */
  readonly containerName: string;
  /** Its image. @default - not known */
  readonly image?: string;
  /** Directories that it may write to, `/` for all. @default - not known */
  readonly writablePaths?: readonly string[];
  /** Labels of the pods. @default - not known */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** An app with its versions. A `Microservice` is one. */
export interface WorkloadVersions extends Construct {
  /** The label `app` of all its pods. */
  readonly app: string;
  readonly versions: readonly WorkloadVersion[];
}

/** Pods that are described in code: of one version of an app, or of all. */
export type Workload = WorkloadVersion | WorkloadVersions;

/** How many of those that are found are hit: a number, a share, or the smaller of both. */
export type BlastRadius = AtLeastOne<{
  /** At most so many, from 1. */
  readonly count: number;
  /** At most so many percent, from 1 to 100, rounded. */
  readonly percent: number;
}>;

interface InNamespace {
  /**
   * Why the fault may hit a namespace of the system: `kube-system` or `istio-system`.
   * @default - it may not
   */
  readonly systemNamespace?: string;
}

/** @see https://chaosblade.io/docs/ */
export interface WorkloadOptions extends InNamespace {
  /** How many of the pods are hit. */
  readonly blast: BlastRadius;
}

/** Pods that other code makes, by their labels. */
export interface LabelledPods extends InNamespace {
  /** The one namespace they are in. */
  readonly namespace: { readonly name: string };
  /** Labels they have all of. */
  readonly labels: Readonly<Record<string, string>>;
  /** How many of the pods are hit. */
  readonly blast: BlastRadius;
}

/** Pods whose names are known, as those of a StatefulSet are. */
export interface NamedPods extends InNamespace {
  /** The one namespace they are in. */
  readonly namespace: { readonly name: string };
  /** Their names. A name that no pod has is passed over in silence. */
  readonly names: NonEmpty<string>;
}

/** Which containers of a pod: by name, by their place in it from 0, or by their ids. */
export type Containers =
  | OneOrMore<string>
  | { readonly index: number; readonly ids?: never }
  | { readonly ids: NonEmpty<string>; readonly index?: never };

/** Where a fault happens. The scope is that of the faults it fits. */
export class ChaosTarget<S extends Scope = Scope> {
  /** Nodes. A fault of a node hits all pods on it, of all namespaces. */
  static readonly nodes = {
    /**
     * Nodes by their exact names, as `kubectl get nodes` shows them. An address, or a name with one behind it, is none,
     * and all that ChaosBlade says is that it cannot find the node.
     */
    named(...names: NonEmpty<string>): ChaosTarget<'node'> {
      return new ChaosTarget('node', { names });
    },

    /** Nodes by labels that they have all of. */
    labelled(labels: Readonly<Record<string, string>>, options: { readonly blast: BlastRadius }): ChaosTarget<'node'> {
      return new ChaosTarget('node', { labels, ...options });
    },
  };

  /** Pods of an app, or of one of its versions. */
  static readonly pods = Object.assign(
    (workload: Workload, options: WorkloadOptions): ChaosTarget<'pod'> =>
      new ChaosTarget('pod', select(workload, options)),
    {
      /** Pods that other code makes, by their labels. */
      labelled: (options: LabelledPods): ChaosTarget<'pod'> => new ChaosTarget('pod', options),
      /** Pods by their names. */
      named: (options: NamedPods): ChaosTarget<'pod'> => new ChaosTarget('pod', options),
    },
  );

  /** The app's own container in pods of an app or of one of its versions; or others, such as `istio-proxy`. */
  static readonly container = Object.assign(
    (workload: Workload, options: WorkloadOptions & { readonly container?: Containers }): ChaosTarget<'container'> => {
      const { container = ownContainer(workload), ...pods } = options;
      return new ChaosTarget('container', select(workload, pods), container);
    },
    {
      /** Containers of pods that other code makes, by the pods' labels. */
      labelled: ({ container, ...pods }: LabelledPods & { readonly container: Containers }): ChaosTarget<'container'> =>
        new ChaosTarget('container', pods, container),
      /** Containers of pods by the pods' names. */
      named: ({ container, ...pods }: NamedPods & { readonly container: Containers }): ChaosTarget<'container'> =>
        new ChaosTarget('container', pods, container),
    },
  );

  /** Where it is, for messages. */
  private readonly where: string;

  private constructor(
    /** What it consists of. */
    readonly scope: S,
    private readonly selection: Selection,
    private readonly containers?: Containers,
  ) {
    this.where = `ChaosTarget.${scope === 'container' ? 'container' : `${scope}s`}`;
    const { labels, names, blast, namespace, systemNamespace } = selection;
    if (labels !== undefined) {
      if (Object.keys(labels).length === 0) this.fail('has no labels and would find nothing: give at least one');
      checkLabels(this.where, labels);
    }
    if (labels !== undefined && blast === undefined) this.fail('by labels needs `blast`: say how many are hit');
    if (names?.length === 0) this.fail('has no names and would find nothing: give at least one');
    for (const name of names ?? [])
      checkDnsSubdomain(this.where, `name of a ${scope === 'node' ? 'node' : 'pod'}`, name);
    this.checkBlast(blast?.count, 'count', 2 ** 31 - 1);
    this.checkBlast(blast?.percent, 'percent', 100);
    if (scope !== 'node') this.checkNamespace(namespace, systemNamespace);
  }

  /** Why it may be in a namespace of the system. */
  get reason(): string | undefined {
    return this.selection.systemNamespace;
  }

  /** The versions of apps that are hit, where the target is an app. */
  get versions(): readonly WorkloadVersion[] {
    const { workload } = this.selection;
    if (workload === undefined) return [];
    return 'selector' in workload ? [workload] : workload.versions;
  }

  /** Whether the app's own container is hit. */
  get hitsOwnContainer(): boolean {
    const { containers } = this;
    return containers === undefined
      ? this.scope === 'pod'
      : this.versions.some(({ containerName }) => [containers].flat().includes(containerName));
  }

  /** How ChaosBlade finds it. */
  get matchers(): readonly Matcher[] {
    const { labels, names, namespace, blast } = this.selection;
    const all: (readonly [string, readonly string[] | undefined])[] = [
      ['names', names],
      ['labels', labels && Object.entries(labels).map(([key, value]) => `${key}=${value}`)],
      ['namespace', namespace && [namespace.name]],
      ['evict-count', blast?.count === undefined ? undefined : [`${blast.count}`]],
      ['evict-percent', blast?.percent === undefined ? undefined : [`${blast.percent}`]],
    ];
    if (this.containers !== undefined) all.push(containerMatcher(this.containers));
    return all.filter((matcher): matcher is Matcher => matcher[1] !== undefined);
  }

  /** Whether both can mean the same node or pod, as far as names and labels tell. */
  overlaps(other: ChaosTarget): boolean {
    const [a, b] = [this.selection, other.selection];
    if ((this.scope === 'node') !== (other.scope === 'node')) return false;
    if (a.namespace?.name !== b.namespace?.name) return false;
    if (a.names !== undefined && b.names !== undefined) return a.names.some((name) => b.names?.includes(name));
    if (a.labels === undefined || b.labels === undefined) return false;
    return Object.entries(a.labels).every(([key, value]) => (b.labels?.[key] ?? value) === value);
  }

  private checkNamespace(namespace: Selection['namespace'], systemNamespace: string | undefined): void {
    const name = namespace?.name ?? this.fail('needs a namespace, as ChaosBlade would look into "default": give one');
    checkDnsLabel(this.where, 'namespace', name);
    if (systemNamespace === undefined ? SYSTEM_NAMESPACES.has(name) : systemNamespace.trim() === '') {
      this.fail(`is in ${name}, on which the whole cluster depends: choose another, or say why in \`systemNamespace\``);
    }
  }

  private checkBlast(value: number | undefined, what: string, maximum: number): void {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= maximum)) {
      this.fail(`hits ${value} (${what}): give a whole number from 1${maximum === 100 ? ' to 100' : ''}`);
    }
  }

  private fail(message: string): never {
    throw new MeshwrightError(this.where, message);
  }
}

interface Selection {
  readonly workload?: Workload;
  readonly names?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: { readonly name: string };
  readonly blast?: BlastRadius;
  readonly systemNamespace?: string;
}

function select(workload: Workload, options: WorkloadOptions): Selection {
  const name = Chart.of(workload).namespace;
  const labels = 'selector' in workload ? workload.selector : { app: workload.app };
  return { ...options, workload, labels, namespace: name === undefined ? undefined : { name } };
}

function ownContainer(workload: Workload): OneOrMore<string> {
  if ('selector' in workload) return workload.containerName;
  const [first, ...others] = [...new Set(workload.versions.map(({ containerName }) => containerName))];
  if (first === undefined) throw new MeshwrightError(workload, 'has no version, and so no container to attack');
  return others.length === 0 ? first : [first, ...others];
}

function containerMatcher(containers: Containers): Matcher {
  if (typeof containers === 'string') return ['container-names', [containers]];
  if ('index' in containers && containers.index !== undefined) {
    if (!Number.isInteger(containers.index) || containers.index < 0) {
      throw new MeshwrightError('ChaosTarget.container', `index ${containers.index}: give a whole number from 0`);
    }
    return ['container-index', [`${containers.index}`]];
  }
  return 'ids' in containers && containers.ids !== undefined
    ? ['container-ids', containers.ids]
    : ['container-names', containers as NonEmpty<string>];
}
