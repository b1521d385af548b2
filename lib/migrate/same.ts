import { parseGoDuration } from '../kube/go-duration';
import { equalJson, isMap, type JsonMap } from '../kube/json';
import { groupOf } from '../kube/object-reference';
import { compareQuantities, parseQuantity } from '../kube/quantities';
import { type FieldPath, formatPath } from '../model/finding';
import { withoutDefaults } from './read/server-defaults';

/** How an object that says the same may be written otherwise. */
export type OtherWords = keyof typeof OTHER_WORDS;

/** What is written otherwise, and why it makes no difference. */
export const OTHER_WORDS = {
  version: 'in the version of the API that is not deprecated, of which the server stores the same object',
  defaults: 'without, or with, what the server fills in anyway',
  readers: 'with a value that Istio or KEDA takes where none is said, or without it',
  order: 'in another order, where the server reads a list by names',
  durations: 'with another spelling of a duration',
  quantities: 'with another spelling of a quantity',
  weight: 'without the weight of an only destination',
} as const;

/** Whether an object that is written is the one that was read. */
export type Comparison =
  | { readonly same: true; readonly otherWords: readonly OtherWords[] }
  | { readonly same: false; readonly difference: string };

const STABLE_GROUPS = new Set(['networking.istio.io', 'security.istio.io', 'telemetry.istio.io']);

/** Compares an object that was read with one that is written. */
export function compareObjects(read: JsonMap, written: JsonMap): Comparison {
  if (equalJson(read, written)) return { same: true, otherWords: [] };
  const found = new Set<OtherWords>();
  const [from, to] = [withVersion(read, written, found), written];
  const stored = [from, to].map(withoutOwnOfReaders) as [JsonMap, JsonMap];
  if (!equalJson(stored[0].spec, from.spec) !== !equalJson(stored[1].spec, to.spec)) found.add('readers');
  const bare = stored.map((object) => withoutEmpty(withoutDefaults(object))) as [JsonMap, JsonMap];
  const difference = firstDifference(bare[0], bare[1], [], found);
  if (difference !== undefined) return { same: false, difference };
  if (firstDifference(stored[0], stored[1], [], new Set()) !== undefined) found.add('defaults');
  return { same: true, otherWords: [...found] };
}

function withVersion(read: JsonMap, written: JsonMap, found: Set<OtherWords>): JsonMap {
  const [from, to] = [String(read.apiVersion), String(written.apiVersion)];
  const isStable = STABLE_GROUPS.has(groupOf(from)) || from === 'gateway.networking.k8s.io/v1beta1';
  if (from === to || groupOf(from) !== groupOf(to) || !isStable) return read;
  found.add('version');
  return { ...read, apiVersion: to };
}

/** Values that hold where none is said, which nobody writes into the object, by kind. */
const OF_READERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'security.istio.io/AuthorizationPolicy': { action: 'ALLOW' },
  'networking.istio.io/ServiceEntry': { resolution: 'NONE', location: 'MESH_EXTERNAL' },
  'keda.sh/ScaledObject': { minReplicaCount: 0, pollingInterval: 30, cooldownPeriod: 300 },
};

function withoutOwnOfReaders(object: JsonMap): JsonMap {
  const usual = OF_READERS[`${groupOf(String(object.apiVersion))}/${String(object.kind)}`];
  if (usual === undefined || !isMap(object.spec)) return object;
  const spec = Object.entries(object.spec).filter(([key, value]) => usual[key] !== value);
  return { ...object, spec: Object.fromEntries(spec) };
}

/** Without labels and annotations of which there are none. */
function withoutEmpty(object: JsonMap): JsonMap {
  const { metadata } = object;
  if (!isMap(metadata)) return object;
  const kept = Object.entries(metadata).filter(
    ([key, value]) => !((key === 'labels' || key === 'annotations') && isMap(value) && Object.keys(value).length === 0),
  );
  return { ...object, metadata: Object.fromEntries(kept) };
}

/** Lists that are read by the names of their items. */
const BY_NAME = new Set(['volumes', 'volumeMounts', 'matchers', 'imagePullSecrets']);

function firstDifference(read: unknown, written: unknown, path: FieldPath, found: Set<OtherWords>): string | undefined {
  if (equalJson(read, written)) return undefined;
  if (Array.isArray(read) && Array.isArray(written)) return ofLists(read, written, path, found);
  if (isMap(read) && isMap(written)) {
    for (const key of new Set([...Object.keys(read), ...Object.keys(written)])) {
      if (key === 'weight' && isOnlyDestination(path, read, written)) {
        found.add('weight');
        continue;
      }
      const inner = firstDifference(read[key], written[key], [...path, key], found);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  if (typeof read === 'string' && typeof written === 'string') {
    const [a, b] = [parseGoDuration(read), parseGoDuration(written)];
    if (a !== undefined && a === b) {
      found.add('durations');
      return undefined;
    }
  }
  if (isAmount(path) && sameQuantity(read, written)) {
    found.add('quantities');
    return undefined;
  }
  return `${formatPath(path) || 'the object'} would be ${show(written)}, not ${show(read)}`;
}

function ofLists(
  read: readonly unknown[],
  written: readonly unknown[],
  path: FieldPath,
  found: Set<OtherWords>,
): string | undefined {
  const key = path.at(-1);
  let [a, b] = [read, written];
  if (typeof key === 'string' && BY_NAME.has(key)) {
    [a, b] = [sorted(read), sorted(written)];
    if (!equalJson(a, read) || !equalJson(b, written)) found.add('order');
  }
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const inner = firstDifference(a[index], b[index], [...path, index], found);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function sorted(items: readonly unknown[]): readonly unknown[] {
  const key = (item: unknown) => (isMap(item) ? `${String(item.name)} ${String(item.mountPath)}` : '');
  return [...items].sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}

/** A weight above 0 of a destination beside which there is no other. */
function isOnlyDestination(path: FieldPath, read: JsonMap, written: JsonMap): boolean {
  const isFirst = path.at(-1) === 0 && path.at(-2) === 'route';
  return isFirst && typeof read.weight === 'number' && read.weight > 0 && written.weight === undefined;
}

const AMOUNTS = new Set(['limits', 'requests']);

function isAmount(path: FieldPath): boolean {
  return AMOUNTS.has(String(path.at(-2)));
}

function sameQuantity(read: unknown, written: unknown): boolean {
  const [a, b] = [parseQuantity(read), parseQuantity(written)];
  return typeof a !== 'string' && typeof b !== 'string' && compareQuantities(a, b) === 0;
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
