import { isMap, type JsonMap } from '../kube/json';
import { Path } from '../violation/path';

type FieldPath = Path['parts'];

/** What a definition says of a value, as far as it matters where fields belong. */
export interface Level {
  /** The fields of an object; undefined where they are not named. */
  readonly fields: ReadonlyMap<string, Level> | undefined;
  /** Of a list, what its entries are. */
  readonly items: Level | undefined;
  /** Of a map, what its values are. */
  readonly values: Level | undefined;
  /** Whether a value may be of the type that is meant here; of what is inside nothing is asked. */
  takes(value: unknown): boolean;
}

/** Where a field is, below a level. */
interface Place {
  /** The names on the way, with `[]` behind those of lists; none for a field of the level itself. */
  readonly within: readonly string[];
  readonly field: Level;
}

/** How many names away a field is looked for: below a level, and in all. */
const DEPTH = 3;
const DISTANCE = 5;

/**
 * Says where a field belongs that is unknown where it is written and known nearby: beside what it is in, around it, or
 * inside of it. Of several places the nearest is named, or two that are as near.
 *
 * @param parts the way to the field
 * @returns such as `it belongs in spec`
 */
export function otherLevel(root: Level, object: unknown, parts: FieldPath): string | undefined {
  const name = String(parts.at(-1));
  const around = levelsAround(root, object, parts.slice(0, -1));
  const value = around.at(-1)?.object[name];
  let nearest = DISTANCE;
  let places: string[] = [];
  for (const [up, { level, object: outer, path }] of [...around].reverse().entries()) {
    for (const { within, field } of placesBelow(level).get(name) ?? []) {
      const distance = up + within.length;
      if (distance > nearest || !field.takes(value)) continue;
      if (distance < nearest) places = [];
      nearest = distance;
      // What is there already was not meant, nor is what is further away.
      if (isGiven(outer, [...within, name])) return undefined;
      const place = within.length > 0 ? within.join('.') : Path.of(path).name;
      places.push(place === '' ? 'at the top, beside kind' : `in ${place}`);
    }
  }
  return places.length === 1 || places.length === 2 ? `it belongs ${places.join(' or ')}` : undefined;
}

/** An object on the way to a field. */
interface Ancestor {
  readonly level: Level;
  readonly object: JsonMap;
  readonly path: FieldPath;
}

/** The objects around a place whose fields are named, the outermost first. */
function levelsAround(root: Level, object: unknown, parts: FieldPath): readonly Ancestor[] {
  const found: Ancestor[] = [];
  let [level, value]: [Level | undefined, unknown] = [root, object];
  for (let depth = 0; ; depth += 1) {
    if (level === undefined) return [];
    if (isMap(value) && level.fields !== undefined) found.push({ level, object: value, path: parts.slice(0, depth) });
    const part = parts[depth];
    if (part === undefined) return found;
    if (typeof part === 'number') [level, value] = [level.items, Array.isArray(value) ? value[part] : undefined];
    else [level, value] = [level.fields?.get(part) ?? level.values, isMap(value) ? value[part] : undefined];
  }
}

const known = new WeakMap<Level, ReadonlyMap<string, readonly Place[]>>();

/** All fields a few names below a level, by their name; made once, as a text may have many unknown fields. */
function placesBelow(level: Level): ReadonlyMap<string, readonly Place[]> {
  const before = known.get(level);
  if (before !== undefined) return before;
  const places = new Map<string, Place[]>();
  let next: readonly { readonly level: Level; readonly within: readonly string[] }[] = [{ level, within: [] }];
  for (let depth = 0; depth <= DEPTH; depth += 1) {
    next = next.flatMap(({ level: { fields }, within }) =>
      [...(fields ?? [])].map(([name, field]) => {
        const same = places.get(name);
        if (same === undefined) places.set(name, [{ within, field }]);
        else same.push({ within, field });
        return { level: field.items ?? field, within: [...within, field.items === undefined ? name : `${name}[]`] };
      }),
    );
  }
  known.set(level, places);
  return places;
}

function isGiven(object: JsonMap, way: readonly string[]): boolean {
  let value: unknown = object;
  for (const name of way) {
    if (!isMap(value)) return false;
    value = value[name];
  }
  return value !== undefined;
}
