import { isMap, type JsonMap } from '../../lib/kube/json';
import type { Change, LabObject } from './fault';

/** A way to a value. */
export type Way = readonly (string | number)[];

/** The value at the end of a way, if there is one. */
export function at(value: unknown, way: Way): unknown {
  let found = value;
  for (const part of way) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[part];
  }
  return found;
}

/** The object with another value at the end of a way; without one where it is undefined. */
export function put(object: JsonMap, way: Way, value: unknown): JsonMap {
  const copy = structuredClone(object) as Record<string, unknown>;
  const last = way.at(-1);
  const holder = at(copy, way.slice(0, -1)) as Record<string | number, unknown> | undefined;
  if (last === undefined || holder === undefined) throw new Error(`there is no ${way.join('.')}`);
  if (value !== undefined) holder[last] = value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return copy;
}

/** A change of one value. */
export function changed(of: LabObject, way: Way, value: unknown): Change {
  const before = JSON.stringify(at(of.object, way));
  const says = `${nameOf(of.object)}: ${way.join('.')} ${before === undefined ? '' : `${shortened(before)} `}→ ${value === undefined ? 'nothing' : shortened(JSON.stringify(value))}`;
  return { of, to: [put(of.object, way, value)], says };
}

/** An object is not there. */
export function removed(of: LabObject): Change {
  return { of, to: [], says: `${nameOf(of.object)} is gone` };
}

/** Another object beside one. */
export function added(of: LabObject, object: JsonMap): Change {
  return { of, to: [of.object, object], says: `${nameOf(object)} is added` };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

export function nameOf(object: JsonMap): string {
  const { name, namespace } = metadataOf(object);
  return `${String(object.kind)} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

export function metadataOf(object: JsonMap): { readonly name: string; readonly namespace?: string } {
  return object.metadata as { name: string; namespace?: string };
}

/** The objects of some kinds. */
export function ofKind(lab: readonly LabObject[], ...kinds: readonly string[]): readonly LabObject[] {
  return lab.filter(({ object }) => kinds.includes(String(object.kind)));
}

/** The items of a list, each with the way to it. */
export function items(value: unknown, way: Way): readonly { readonly item: JsonMap; readonly way: Way }[] {
  const list = at(value, way);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => (isMap(item) ? [{ item, way: [...way, index] }] : []));
}

/** The ways to all containers of what pods are made from. */
export function containersOf({ object }: LabObject): readonly { readonly item: JsonMap; readonly way: Way }[] {
  return items(object, ['spec', 'template', 'spec', 'containers']);
}

/** A name with a letter missing. */
export function misspelt(name: string): string {
  const at = Math.max(1, Math.floor(name.length / 2));
  return name.length < 3 ? `${name}x` : name.slice(0, at) + name.slice(at + 1);
}

/** The routes of all rules of a VirtualService, with the ways to them. */
export function routesOf(of: LabObject): readonly { readonly item: JsonMap; readonly way: Way }[] {
  return ['http', 'tcp', 'tls'].flatMap((protocol) =>
    items(of.object, ['spec', protocol]).flatMap(({ way }) => items(of.object, [...way, 'route'])),
  );
}

/** What the lab looks like while an object is applied. */
export function beside(lab: readonly LabObject[], { scenario }: LabObject): readonly LabObject[] {
  if (scenario === undefined) return lab.filter((each) => each.scenario === undefined);
  const own = lab.filter((each) => each.scenario === scenario);
  const replaced = new Set(own.map(({ object }) => nameOf(object)));
  return [...lab.filter((each) => each.scenario === undefined && !replaced.has(nameOf(each.object))), ...own];
}
