import { equalJson, isMap, type JsonMap } from '../kube/json';
import { groupOf } from '../kube/object-reference';
import { specOf } from './kinds/metadata';
import { type MicroserviceParts, selectorOf } from './kinds/microservice/microservice';
import { podLabelsOf, podSpecOf } from './kinds/microservice/pod';
import type { SourceObject } from './read/read-sources';
import type { Unit } from './unit';

/** Objects of an app with its versions, and the chart that it belongs to. */
export interface App {
  readonly unit: Unit;
  readonly parts: MicroserviceParts;
  readonly sources: readonly SourceObject[];
  readonly serviceName: string | undefined;
}

interface Placed {
  readonly unit: Unit;
  readonly source: SourceObject;
}

/**
 * Workloads, each with its Service, ServiceAccount, DestinationRule, autoscaler and disruption budget: those that select
 * by the labels `app` and `version` as versions of one app, every other as an app of its own. In the steady state they
 * may stand in several files; in an alternative they stand together.
 *
 * @returns for each app, which of these it may consist of: the most first, the workloads alone last
 */
export function* findApps(
  units: readonly Unit[],
  isSound: (source: SourceObject) => boolean,
): Generator<readonly App[]> {
  const steady = units.filter(({ scenario }) => scenario === undefined);
  const groups = [steady, ...units.filter(({ scenario }) => scenario !== undefined).map((unit) => [unit])];
  for (const group of groups) {
    for (const namespace of new Set(group.map((unit) => unit.namespace))) {
      const placed = group
        .filter((unit) => unit.namespace === namespace)
        .flatMap((unit) => unit.objects.filter(isSound).map((source): Placed => ({ unit, source })));
      yield* appsOf(new Neighbours(placed));
    }
  }
}

/** The objects of a namespace, by what they are. */
class Neighbours {
  readonly workloads: readonly Placed[];
  private readonly services: readonly Placed[];
  private readonly accounts: ReadonlyMap<string, Placed>;
  private readonly rules: readonly Placed[];
  private readonly scalers: readonly Placed[];
  private readonly budgets: readonly Placed[];
  private readonly canaries: readonly Placed[];

  constructor(placed: readonly Placed[]) {
    const of = (group: string, ...kinds: readonly string[]) =>
      placed.filter(
        ({ source: { reference } }) => kinds.includes(reference.kind) && groupOf(reference.apiVersion) === group,
      );
    this.workloads = placed.filter(
      ({ source }) => isWorkload(source) && Object.keys(selectorOf(source.object) ?? {}).length > 0,
    );
    this.services = of('', 'Service');
    this.accounts = new Map(of('', 'ServiceAccount').map((each) => [each.source.reference.name, each]));
    this.rules = of('networking.istio.io', 'DestinationRule');
    this.scalers = [...of('autoscaling', 'HorizontalPodAutoscaler'), ...of('keda.sh', 'ScaledObject')];
    this.budgets = of('policy', 'PodDisruptionBudget');
    this.canaries = of('flagger.app', 'Canary');
  }

  /** The Service that leads to the pods of some workloads and to no others. */
  serviceOf(app: string, workloads: readonly Placed[]): Placed | undefined {
    const found = this.services.filter(({ source: { object } }) => {
      const { selector } = specOf(object);
      if (!isMap(selector) || Object.keys(selector).length === 0) return false;
      const selected = this.workloads.filter((each) => hasLabels(podLabelsOf(each.source.object), selector));
      return selected.length === workloads.length && workloads.every((each) => selected.includes(each));
    });
    return found.find(({ source }) => source.reference.name === app) ?? found[0];
  }

  /** The account that they run as, and that no other workload does. */
  accountOf(workloads: readonly Placed[]): Placed | undefined {
    const nameOf = ({ source }: Placed) => podSpecOf(source.object).serviceAccountName;
    const name = workloads[0] && nameOf(workloads[0]);
    if (typeof name !== 'string' || !workloads.every((each) => nameOf(each) === name)) return undefined;
    const others = this.workloads.filter((each) => !workloads.includes(each) && nameOf(each) === name);
    return others.length === 0 ? this.accounts.get(name) : undefined;
  }

  ruleOf(service: string, versions: readonly string[]): Placed | undefined {
    return this.rules.find(({ source }) => isRuleOf(source.object, service, versions));
  }

  scalerOf({ source: { reference } }: Placed): Placed | undefined {
    return this.scalers.find(({ source }) => {
      const { scaleTargetRef: to } = specOf(source.object);
      return isMap(to) && to.name === reference.name && (to.kind ?? 'Deployment') === reference.kind;
    });
  }

  /** Whether somebody else says how many pods there are: an autoscaler, or Flagger. */
  isScaled(workload: Placed): boolean {
    const { kind, name } = workload.source.reference;
    const isReleased = this.canaries.some(({ source }) => {
      const { targetRef } = specOf(source.object);
      return isMap(targetRef) && targetRef.kind === kind && targetRef.name === name;
    });
    return isReleased || this.scalerOf(workload) !== undefined;
  }

  budgetOf({ source: { object } }: Placed): Placed | undefined {
    return this.budgets.find(({ source }) => {
      const { selector } = specOf(source.object);
      return isMap(selector) && equalJson(selector, { matchLabels: selectorOf(object) });
    });
  }
}

function* appsOf(neighbours: Neighbours): Generator<readonly App[]> {
  const versioned = new Map<string, Placed[]>();
  for (const each of neighbours.workloads) {
    const { app, version, ...others } = selectorOf(each.source.object) ?? {};
    const isVersion = typeof app === 'string' && typeof version === 'string' && Object.keys(others).length === 0;
    if (isVersion) versioned.set(app, [...(versioned.get(app) ?? []), each]);
    else yield choicesOf(neighbours, each.source.reference.name, [[versionOf(each.source.object), each]]);
  }
  for (const [app, workloads] of versioned) {
    const versions = workloads.map((each) => [String(selectorOf(each.source.object)?.version), each] as const);
    const isDistinct = new Set(versions.map(([version]) => version)).size === versions.length;
    const apps = isDistinct ? [versions] : versions.map((each) => [each]);
    for (const each of apps)
      yield choicesOf(neighbours, isDistinct ? app : (each[0]?.[1].source.reference.name ?? app), each);
  }
}

/** The value of the label `version`; `latest` for pods without one, as Istio calls them in its metrics. */
function versionOf(workload: JsonMap): string {
  const { version } = podLabelsOf(workload);
  return typeof version === 'string' && version !== '' ? version : 'latest';
}

function choicesOf(
  neighbours: Neighbours,
  app: string,
  versions: readonly (readonly [version: string, workload: Placed])[],
): readonly App[] {
  const workloads = versions.map(([, workload]) => workload);
  const service = neighbours.serviceOf(app, workloads);
  const account = neighbours.accountOf(workloads);
  const serviceName = service?.source.reference.name;
  const rule =
    serviceName === undefined
      ? undefined
      : neighbours.ruleOf(
          serviceName,
          versions.map(([version]) => version),
        );
  const bound = (of: (workload: Placed) => Placed | undefined): readonly (readonly [string, Placed])[] =>
    workloads.flatMap((workload) => {
      const found = of(workload);
      return found === undefined ? [] : [[workload.source.reference.name, found]];
    });
  const scalers = bound((each) => neighbours.scalerOf(each));
  const budgets = bound((each) => neighbours.budgetOf(each));
  const all: Chosen = { service, account, rule, scalers, budgets };
  const choices: readonly Chosen[] = [
    all,
    { ...all, scalers: [], budgets: [] },
    { ...all, account: undefined },
    { ...all, rule: undefined, scalers: [], budgets: [] },
    { ...NOTHING, service },
    { ...NOTHING, account },
    NOTHING,
  ];
  const distinct = choices.filter(
    (choice, index) => choices.findIndex((other) => sourcesOf(other).join() === sourcesOf(choice).join()) === index,
  );
  const scaled = new Set(
    workloads.filter((each) => neighbours.isScaled(each)).map(({ source }) => source.reference.name),
  );
  return distinct.map((choice) => appOf(app, versions, choice, scaled));
}

/** Apps, each after those whose addresses its programs are told, where that is no circle. */
export function calledFirst(apps: readonly (readonly App[])[]): readonly (readonly App[])[] {
  const byService = new Map<string, (readonly App[])[]>();
  for (const choices of apps) {
    const name = choices[0]?.serviceName;
    if (name !== undefined) byService.set(name, [...(byService.get(name) ?? []), choices]);
  }
  const done = new Set<readonly App[]>();
  const visit = (choices: readonly App[]): void => {
    if (done.has(choices)) return;
    done.add(choices);
    for (const name of toldOf(choices[0])) for (const other of byService.get(name) ?? []) visit(other);
    inOrder.push(choices);
  };
  const inOrder: (readonly App[])[] = [];
  for (const choices of apps) visit(choices);
  return inOrder;
}

/** Names of hosts in the variables of an app's containers. */
function toldOf(app: App | undefined): readonly string[] {
  const containers = [...(app?.parts.workloads.values() ?? [])].flatMap((workload) => {
    const { containers: listed } = podSpecOf(workload);
    return Array.isArray(listed) ? listed : [];
  });
  const variables = containers.flatMap((container) =>
    isMap(container) && Array.isArray(container.env) ? container.env : [],
  );
  return variables.flatMap((variable: unknown) => {
    const text = isMap(variable) && typeof variable.value === 'string' ? variable.value : '';
    const [, name] = /^(?:\w+:\/\/)?([a-z0-9-]+)[.:]/.exec(text) ?? [];
    return name === undefined ? [] : [name];
  });
}

/** Which objects belong to an app, beside its workloads. */
interface Chosen {
  readonly service?: Placed | undefined;
  readonly account?: Placed | undefined;
  readonly rule?: Placed | undefined;
  /** By the workload's name. */
  readonly scalers: readonly (readonly [string, Placed])[];
  readonly budgets: readonly (readonly [string, Placed])[];
}

const NOTHING: Chosen = { scalers: [], budgets: [] };

function placedOf({ service, account, rule, scalers, budgets }: Chosen): readonly Placed[] {
  const bound = [...scalers, ...budgets].map(([, placed]) => placed);
  return [service, account, rule, ...bound].filter((each) => each !== undefined);
}

function sourcesOf(chosen: Chosen): readonly string[] {
  return placedOf(chosen).map(({ source: { file, reference } }) => `${file} ${reference.kind} ${reference.name}`);
}

function appOf(
  app: string,
  versions: readonly (readonly [string, Placed])[],
  chosen: Chosen,
  scaled: ReadonlySet<string>,
): App {
  const { service, account, rule, scalers, budgets } = chosen;
  const workloads = new Map(versions.map(([version, { source }]) => [version, source.object]));
  const objects = (bound: Chosen['scalers']) => new Map(bound.map(([name, { source }]) => [name, source.object]));
  const placed = [...versions.map(([, workload]) => workload), ...placedOf(chosen)];
  return {
    unit: (service ?? (versions[0] as readonly [string, Placed])[1]).unit,
    parts: {
      app,
      service: service?.source.object,
      serviceAccount: account?.source.object,
      workloads: rule === undefined ? workloads : inOrderOf(rule.source.object, workloads),
      destinationRule: rule?.source.object,
      autoscalers: objects(scalers),
      budgets: objects(budgets),
      scaled,
    },
    sources: placed.map(({ source }) => source),
    serviceName: service?.source.reference.name,
  };
}

/** Whether an object makes pods that never end. */
export function isWorkload({ reference: { apiVersion, kind } }: SourceObject): boolean {
  return groupOf(apiVersion) === 'apps' && ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind);
}

/** Whether pods have all of some labels. */
export function hasLabels(labels: JsonMap, wanted: JsonMap): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** Whether a rule has the versions as subsets, no more and no less. */
function isRuleOf(rule: JsonMap, service: string, versions: readonly string[]): boolean {
  const { host, subsets } = specOf(rule);
  if (host !== service || !Array.isArray(subsets) || subsets.length !== versions.length) return false;
  return versions.every((version) =>
    subsets.some((subset) => isMap(subset) && subset.name === version && equalJson(subset.labels, { version })),
  );
}

/** Versions in the order of the subsets. */
function inOrderOf(rule: JsonMap, versions: ReadonlyMap<string, JsonMap>): ReadonlyMap<string, JsonMap> {
  const { subsets } = specOf(rule);
  const names = (Array.isArray(subsets) ? subsets : []).map((subset: unknown) =>
    isMap(subset) ? String(subset.name) : '',
  );
  return new Map([...versions].sort(([a], [b]) => names.indexOf(a) - names.indexOf(b)));
}
