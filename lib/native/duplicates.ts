import { isMap } from '../kube/json';
import { Path } from '../violation/path';
import { entries, isMissing, items, own } from './json';
import type { NativeSchema } from './native-schema';
import type { Report } from './rules';

/** The defaults of fields that are part of keys. */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map([['protocol', 'TCP']]);

/**
 * Warns of lists with two entries of one key: a create accepts them, server-side apply refuses the object, and
 * client-side apply loses entries when they change.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function checkDuplicateKeys(
  object: unknown,
  schema: NativeSchema,
  definitions: Readonly<Record<string, NativeSchema>>,
  report: Report,
): void {
  const resolve = ({ $ref }: NativeSchema): NativeSchema | undefined =>
    $ref === undefined ? undefined : definitions[$ref.slice('#/definitions/'.length)];

  const visit = (at: Path, value: unknown, given: NativeSchema): void => {
    const shape = resolve(given) ?? given;
    if (Array.isArray(value)) {
      const keys = shape['x-kubernetes-list-map-keys'];
      if (keys !== undefined) checkKeys(at, value, keys, report);
      if (shape.items === undefined) return;
      for (const [index, item] of value.entries()) visit(at.child(index), item, shape.items);
    } else if (isMap(value)) {
      const { properties, additionalProperties } = shape;
      for (const [name, content] of entries(value)) {
        const inner = own(properties, name) as NativeSchema | undefined;
        if (inner !== undefined) visit(at.child(name), content, inner);
        else if (isMap(additionalProperties)) visit(at.key(name), content, additionalProperties as NativeSchema);
      }
    }
  };
  visit(Path.ROOT, object, schema);
}

function checkKeys(at: Path, list: unknown, keys: readonly string[], report: Report): void {
  const seen = new Set<string>();
  for (const [index, item] of items(list).entries()) {
    if (!isMap(item)) continue;
    const values = keys.map((key) => (isMissing(item[key]) ? DEFAULTS.get(key) : item[key]));
    // Without the whole key there is no other entry to mistake it for.
    if (values.some((value) => isMissing(value) || typeof value === 'object')) continue;
    const shown = keys.map((key, position) => `${key}=${JSON.stringify(values[position])}`).join(',');
    // Where doubles are an error, that was told.
    if (seen.has(shown) && !report.has(at.child(index))) {
      const message = `server-side apply: duplicate entries for key [${shown}]`;
      report.warning('K8S_DUPLICATE_KEY', at.child(index), message);
    }
    seen.add(shown);
  }
}
