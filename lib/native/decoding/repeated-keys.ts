import { isMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Violation } from '../../violation/violation';

/** The defaults of fields that are part of keys. */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map([['protocol', 'TCP']]);

/**
 * Entries of a list with the key of another: a create accepts them, server-side apply refuses the object, and
 * client-side apply loses entries when they change.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function repeatedKeys(keys: readonly string[], list: readonly unknown[], at: Path): readonly Violation[] {
  return isAllDifferent(keys, list) ? NONE : repeatedOf(keys, list, at);
}

const NONE: readonly Violation[] = [];

/** Whether no two entries can have the same key, as nearly always: texts and numbers, none of which is there twice. */
function isAllDifferent(keys: readonly string[], list: readonly unknown[]): boolean {
  const [first = ''] = keys;
  const seen = new Set<unknown>();
  for (const item of list) {
    const value = isMap(item) ? item[first] : undefined;
    if (value === undefined || typeof value === 'object' || seen.has(value)) return false;
    seen.add(value);
  }
  return true;
}

function repeatedOf(keys: readonly string[], list: readonly unknown[], at: Path): readonly Violation[] {
  const seen = new Set<string>();
  return list.flatMap((item, index): readonly Violation[] => {
    if (!isMap(item)) return [];
    const values = keys.map((key) => item[key] ?? DEFAULTS.get(key));
    // Without the whole key there is no other entry to mistake it for.
    if (values.some((value) => value === undefined || typeof value === 'object')) return [];
    const shown = keys.map((key, position) => `${key}=${JSON.stringify(values[position])}`).join(',');
    const isRepeated = seen.has(shown);
    seen.add(shown);
    if (!isRepeated) return [];
    const detail = `server-side apply: duplicate entries for key [${shown}]`;
    return [{ rule: 'K8S_DUPLICATE_KEY', severity: 'warning', type: 'remark', path: at.child(index), detail }];
  });
}
