import type { ChaosBladeSpec } from '../../../imports/chaosblade.io';
import { groupBy } from '../../kube/group-by';
import type { Entity } from '../../world/entity';
import type { World } from '../../world/world';

/** A fault that ChaosBlade injects. */
export interface Fault {
  /** `delay of network`. */
  readonly name: string;
  readonly scope: string;
  /** What is said of it, without what says where: `time 500`. */
  readonly flags: readonly string[];
  /** What it hits: workloads of the world, nodes; undefined where manifests do not say it. */
  readonly hits: readonly string[] | undefined;
  /** How many of those, where not all: `1 of them`. */
  readonly blast: string | undefined;
}

/** The matchers that say where. */
const WHERE: ReadonlySet<string> = new Set([
  ...['names', 'namespace', 'labels', 'container-names', 'container-ids', 'container-index', 'groupkey'],
  ...['evict-count', 'evict-percent'],
]);

/** The faults of an experiment, with what they hit in a world. */
export function faultsOf({ spec }: Entity<ChaosBladeSpec>, world: World): readonly Fault[] {
  return (spec?.experiments ?? []).map(({ scope, target, action, matchers = [] }) => {
    const valuesOf = (wanted: string) => matchers.find(({ name }) => name === wanted)?.value ?? [];
    return {
      name: `${action} of ${target}`,
      scope,
      flags: matchers
        .filter(({ name }) => !WHERE.has(name))
        .map(({ name, value }) => `${name} ${value.join(',')}`)
        .sort(),
      blast: blastOf(valuesOf),
      hits: scope === 'node' ? nodesIn(valuesOf) : workloadsIn(world, valuesOf),
    };
  });
}

type ValuesOf = (name: string) => readonly string[];

/** ChaosBlade joins the values of a matcher with commas, and takes them apart again. */
function textsIn(values: readonly string[]): readonly string[] {
  return values.flatMap((each) => each.split(',')).filter((each) => each !== '');
}

function nodesIn(valuesOf: ValuesOf): readonly string[] | undefined {
  const names = textsIn(valuesOf('names'));
  return names.length === 0 ? undefined : names.map((name) => `node ${name}`).sort();
}

/** By labels: a value of each key; with names, pods of these names that have any of the labels. */
function workloadsIn(world: World, valuesOf: ValuesOf): readonly string[] | undefined {
  const [own = 'default'] = textsIn(valuesOf('namespace'));
  const labels = groupBy(textsIn(valuesOf('labels')).map(labelIn), ([key]) => key);
  const names = textsIn(valuesOf('names'));
  if (labels.size === 0 && names.length === 0) return undefined;
  const found = world.workloads.filter(({ namespace, name, labels: given, replicas }) => {
    if (replicas === 0 || namespace !== own) return false;
    const met = [...labels].map(([key, all]) => all.some(([, value]) => given[key] === value));
    if (names.length === 0) return met.every(Boolean);
    const isNamed = names.some((pod) => pod === name || pod.startsWith(`${name}-`));
    return isNamed && (met.length === 0 || met.some(Boolean));
  });
  return found.map(({ namespace, name }) => `${namespace}/${name}`).sort();
}

/** `app=web` */
function labelIn(text: string): readonly [key: string, value: string] {
  const at = text.indexOf('=');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** How many of those that are found: the smaller of both limits. */
function blastOf(valuesOf: ValuesOf): string | undefined {
  const [count] = textsIn(valuesOf('evict-count'));
  const [percent] = textsIn(valuesOf('evict-percent'));
  const said = [
    ...(count === undefined ? [] : [`${count} of them`]),
    ...(percent === undefined || percent === '100' ? [] : [`${percent} % of them`]),
  ];
  return said.length === 0 ? undefined : said.join(', at most ');
}
