import { type Chart, chartsOf, textAt } from '../world/charts';
import { type Entity, idKey } from '../world/entity';
import { at, type Workload } from '../world/workload';
import type { World } from '../world/world';
import type { FlaggerSettings } from './canary';

/** How Flagger is installed, as far as manifests say it. */
export interface FlaggerInstallation extends FlaggerSettings {
  /** Who routes for a Canary that does not say it. */
  readonly provider?: string;
  /** The Prometheus that is asked where a Canary names none. */
  readonly metricsServer?: string;
  /** Whether a Canary may name objects of other namespaces. @default true */
  readonly crossNamespaceRefs?: boolean;
  /** Undefined for one that Helm installs. */
  readonly workload?: Workload;
  /** What says it. */
  readonly from: Entity;
  /** Where Flagger runs. */
  readonly namespace: string;
}

/** Of all images whose name ends so: not that of the load tester. */
const IMAGE = /(?:^|\/)flagger(?:[:@]|$)/;

const known = new WeakMap<World, FlaggerInstallation | undefined>();

/** How Flagger is installed; undefined when no manifest says it. Of several the first by name counts. */
export function flaggerInstallation(world: World): FlaggerInstallation | undefined {
  if (!known.has(world)) known.set(world, findInstallation(world));
  return known.get(world);
}

function findInstallation(world: World): FlaggerInstallation | undefined {
  const workloads = world.workloads.flatMap((workload) => installationOf(workload) ?? []);
  const charts = [...chartsOf(world)].filter(({ name }) => name === 'flagger').map(installationOfChart);
  return [...workloads, ...charts].sort((a, b) => (idKey(a.from.id) < idKey(b.from.id) ? -1 : 1))[0];
}

/** @see https://docs.flagger.app/install/flagger-install-on-kubernetes */
function installationOf(workload: Workload): FlaggerInstallation | undefined {
  const container = workload.pod?.containers?.find(({ image = '' }) => IMAGE.test(image));
  if (container === undefined) return undefined;
  const flags = flagsIn([...(container.command ?? []), ...(container.args ?? [])]);
  return {
    ...settingsOf((name) => flags.get(name)),
    ...(flags.get('no-cross-namespace-refs') === 'true' ? { crossNamespaceRefs: false } : {}),
    ...(flags.get('enable-config-tracking') === 'false' ? { configTracking: false } : {}),
    workload,
    from: workload.entity,
    namespace: workload.namespace,
  };
}

/** Flags as Go reads them: `-name=value`, `--name value`, or the name alone. */
function flagsIn(args: readonly string[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const [index, arg] of args.entries()) {
    const [, name, value] = /^--?([\w-]+)(?:=([\s\S]*))?$/.exec(arg) ?? [];
    if (name === undefined) continue;
    const next = args[index + 1];
    flags.set(name, value ?? (next === undefined || next.startsWith('-') ? 'true' : next));
  }
  return flags;
}

/** The values of the chart `flagger`, which are called as the flags. */
const CHART_VALUES: Readonly<Record<string, string>> = {
  'mesh-provider': 'meshProvider',
  'metrics-server': 'metricsServer',
  'selector-labels': 'selectorLabels',
  'include-label-prefix': 'includeLabelPrefix',
};

function installationOfChart({ from, namespace, values }: Chart): FlaggerInstallation {
  return {
    ...settingsOf((name) => textAt(values, [CHART_VALUES[name] ?? name])),
    ...(at(values, ['noCrossNamespaceRefs']) === true ? { crossNamespaceRefs: false } : {}),
    ...(at(values, ['configTracking', 'enabled']) === false ? { configTracking: false } : {}),
    from,
    namespace,
  };
}

function settingsOf(flag: (name: string) => string | undefined): Partial<FlaggerInstallation> {
  const provider = flag('mesh-provider');
  const metricsServer = flag('metrics-server');
  const selectorLabels = listOf(flag('selector-labels'));
  const includeLabelPrefixes = listOf(flag('include-label-prefix'));
  return {
    ...(provider ? { provider } : {}),
    ...(metricsServer ? { metricsServer } : {}),
    ...(selectorLabels === undefined ? {} : { selectorLabels }),
    ...(includeLabelPrefixes === undefined ? {} : { includeLabelPrefixes }),
  };
}

function listOf(text: string | undefined): readonly string[] | undefined {
  const items = text?.split(',').flatMap((each) => each.trim() || []);
  return items === undefined || items.length === 0 ? undefined : items;
}
