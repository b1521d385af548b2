import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadAll } from 'js-yaml';
import { type BaseObject, baseObject } from './base-objects';
import type { Input } from './input';
import { type Edit, edited, valueAt } from './patch';

/** What fields say of each other: values that are tried in several fields of an object, each with each. */
interface Combination {
  readonly of: Readonly<Record<string, unknown>>;
  readonly with: readonly Product[];
}

/** From places, whose parts are divided by `/`, to the values that are tried there. */
type Product = Readonly<Record<string, readonly unknown[]>>;

/** As a value, it removes the field. */
const ABSENT = '(absent)';

/** Every object of `combinations/*.yaml`. */
export function* combinations(): Generator<Input> {
  const folder = path.join(__dirname, '..', 'combinations');
  for (const file of fs.readdirSync(folder).sort()) {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    for (const [index, { of: object, with: products }] of (loadAll(text) as Combination[]).entries()) {
      const base = baseObject(`${file}#${index + 1}`, object);
      for (const product of products) yield* chosen(base, Object.entries(product), []);
    }
  }
}

function* chosen(
  base: BaseObject,
  places: readonly (readonly [string, readonly unknown[]])[],
  edits: readonly Edit[],
): Generator<Input> {
  const [first, ...rest] = places;
  const object = edited(base.object, edits);
  if (first === undefined) {
    yield { base, fault: 'combination', edits, object };
    return;
  }
  const [place, values] = first;
  for (const value of values) yield* chosen(base, rest, [...edits, ...placed(object, place, value)]);
}

/** The edits that put a value at a place; what is around it is made where it is missing. */
function placed(object: unknown, place: string, value: unknown): Edit[] {
  const parts = place.split('/').map((part) => (/^\d+$/.test(part) ? Number(part) : part.replace(/~1/g, '/')));
  const missing = parts.findIndex((_, index) => valueAt(object, parts.slice(0, index + 1)) === undefined);
  if (value === ABSENT) return missing === -1 ? [{ op: 'remove', path: parts }] : [];
  if (missing === -1) return [{ op: 'set', path: parts, value }];
  const inside = parts.slice(missing + 1);
  const whole = inside.reduceRight(
    (inner: unknown, part) => (typeof part === 'number' ? [inner] : { [part]: inner }),
    value,
  );
  const at = parts.slice(0, missing + 1);
  return [{ op: typeof at.at(-1) === 'number' ? 'insert' : 'set', path: at, value: whole }];
}
