import { isMap } from '../../kube/json';

/** A value that is another one. */
export interface ValueChange {
  /** What it is of: `spec.replicas`, or in words `image of container web`. */
  readonly name: string;
  /** Undefined for none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The values of two objects that differ, in the order of their paths; items of lists that have names go by them. */
export function fieldChanges(before: unknown, after: unknown): readonly ValueChange[] {
  const [old, now] = [flattened(before), flattened(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [own, other] = [old.get(name), now.get(name)];
    // What was empty and is not any more is told by what is in it.
    const isFilled = (text: string | undefined, values: ReadonlyMap<string, string>) =>
      (text === '{}' || text === '[]') && [...values.keys()].some((each) => each.startsWith(name) && each !== name);
    if (isFilled(own, now) || isFilled(other, old)) return [];
    return own === other ? [] : [{ name, before: own, after: other }];
  });
}

function flattened(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (each: unknown, path: string) => {
    if (Array.isArray(each) && each.length > 0) {
      for (const [index, item] of each.entries()) visit(item, `${path}[${nameOf(item, each) ?? index}]`);
    } else if (isMap(each) && Object.keys(each).length > 0) {
      for (const [key, item] of Object.entries(each)) visit(item, path === '' ? key : `${path}.${key}`);
    } else if (each !== undefined && path !== '') found.set(path, textOf(each));
  };
  visit(value, '');
  return found;
}

function nameOf(item: unknown, list: readonly unknown[]): string | undefined {
  const name = (each: unknown) => (isMap(each) && typeof each.name === 'string' ? each.name : undefined);
  const own = name(item);
  return own !== undefined && list.filter((each) => name(each) === own).length === 1 ? own : undefined;
}

/** A value in a line. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
