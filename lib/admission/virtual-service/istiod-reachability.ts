import { isMap } from '../../kube/json';
import type { Field } from '../field';
import { PrefixIndex } from './prefix-index';

/**
 * The rules and conditions that istiod warns of as not used, as it does: it compares conditions as text, and prefixes
 * of paths with some of the other conditions. Some of what it says is wrong, and it does not see all; what is right is
 * in `reachability.ts`.
 */
export function warnedOfAsUnused(spec: Field): Field[] {
  return [
    ...repeated(spec.get('http')),
    ...overlapping(spec.get('http')),
    ...repeated(spec.get('tls')),
    ...repeated(spec.get('tcp')),
  ];
}

function repeated(rules: Field): Field[] {
  const seen = new Set<string>();
  const found: Field[] = [];
  let open = false;
  for (const rule of rules.items()) {
    const matches = rule.get('match').items();
    if (matches.length === 0) {
      if (open) found.push(rule);
      open = true;
      continue;
    }
    for (const match of matches) {
      const key = canonical(match.value);
      if (seen.has(key) || open) found.push(match);
      seen.add(key);
    }
  }
  return found;
}

/** A message as istiod prints it: without what is empty, and without its name. */
function canonical(match: unknown): string {
  return JSON.stringify(meaningful(match, ['name']) ?? {});
}

/** The fields in which an empty message or text says something. */
const KEPT = ['exact', 'prefix', 'regex'];

function meaningful(value: unknown, except: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => meaningful(item) ?? '');
  if (!isMap(value)) return value === null || value === '' || value === 0 || value === false ? undefined : value;
  const entries = Object.keys(value)
    .filter((key) => !except.includes(key) && value[key] !== null)
    .sort()
    .map((key) => {
      const item = value[key];
      const kept = KEPT.includes(key) || (isMap(item) && Object.keys(item).length === 0);
      return [key, kept ? item : meaningful(item)] as const;
    });
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

interface PrefixCondition {
  readonly at: Field;
  readonly prefix: string;
  readonly port: number;
  readonly method: string;
  readonly authority: string;
  readonly maps: readonly ReadonlyMap<string, string>[];
}

/** Prefixes that begin with an earlier one. */
function overlapping(rules: Field): Field[] {
  const conditions = rules.items().flatMap((rule) => rule.get('match').items().flatMap(prefixCondition));
  const before = new PrefixIndex<PrefixCondition>();
  const found: Field[] = [];
  for (const later of conditions) {
    for (const earlier of before.beginningsOf(later.prefix)) {
      if (!overlaps(earlier, later)) continue;
      found.push(later.at);
      break;
    }
    before.add(later.prefix, later);
  }
  return found;
}

function prefixCondition(at: Field): PrefixCondition[] {
  const prefix = at.get('uri').get('prefix').text;
  if (prefix === '') return [];
  const maps = ['headers', 'queryParams', 'withoutHeaders'].map(
    (name) =>
      new Map(
        at
          .get(name)
          .entries()
          .map(([key, value]) => [key, written(value)]),
      ),
  );
  return [
    {
      at,
      prefix,
      port: at.get('port').number,
      method: written(at.get('method')) || 'exact:GET',
      authority: written(at.get('authority')),
      maps,
    },
  ];
}

/** An expression and mere presence are both nothing to it. */
function written(match: Field): string {
  for (const form of ['exact', 'prefix']) {
    const { text } = match.get(form);
    if (text !== '') return `${form}:${text}`;
  }
  return '';
}

function overlaps(earlier: PrefixCondition, later: PrefixCondition): boolean {
  return (
    earlier.prefix !== later.prefix &&
    earlier.port === later.port &&
    earlier.method.startsWith(later.method) &&
    earlier.authority.startsWith(later.authority) &&
    earlier.maps.every((map, index) => mapOverlaps(map, later.maps[index] ?? new Map()))
  );
}

function mapOverlaps(earlier: ReadonlyMap<string, string>, later: ReadonlyMap<string, string>): boolean {
  if (earlier.size !== later.size) return false;
  return [...earlier].every(([key, value]) => {
    const other = later.get(key);
    return other !== undefined && value.startsWith(other);
  });
}
