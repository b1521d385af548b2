import { isMap } from '../../kube/json';
import type { Field } from '../field';
import { PrefixIndex } from './prefix-index';

/**
 * The rules and conditions that istiod warns of as not used, as it does: it compares conditions as text, and prefixes
 * of paths with some of the other conditions. Some of what it says is wrong, and it does not see all; what is right is
 * in `reachability.ts`.
 */
export function warnedOfAsUnused(spec: Field): readonly Field[] {
  const http = matchesOf(spec.get('http'));
  const tls = matchesOf(spec.get('tls'));
  const tcp = matchesOf(spec.get('tcp'));
  if (![http, tls, tcp].some(isCompared)) return [];
  return [...repeated(http), ...overlapping(http), ...repeated(tls), ...repeated(tcp)];
}

/** Whether there is anything to compare: not in what most are, a rule with one condition and one for all that is left. */
function isCompared(rules: readonly Matches[]): boolean {
  let conditions = 0;
  for (const [index, { matches }] of rules.entries()) {
    if (matches.length === 0 && index < rules.length - 1) return true;
    conditions += matches.length;
  }
  return conditions > 1;
}

interface Matches {
  readonly rule: Field;
  readonly matches: readonly Field[];
}

function matchesOf(rules: Field): readonly Matches[] {
  return rules.items().map((rule) => ({ rule, matches: rule.get('match').items() }));
}

function repeated(rules: readonly Matches[]): Field[] {
  const seen = new Set<string>();
  const found: Field[] = [];
  let open = false;
  for (const { rule, matches } of rules) {
    if (matches.length === 0) {
      if (open) found.push(rule);
      open = true;
      continue;
    }
    for (const match of matches) {
      const text = canonical(match.value);
      if (seen.has(text) || open) found.push(match);
      seen.add(text);
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
  readonly prefix: string;
  readonly port: number;
  readonly method: string;
  readonly authority: string;
  readonly maps: readonly ReadonlyMap<string, string>[];
}

/** Prefixes that begin with an earlier one. */
function overlapping(rules: readonly Matches[]): Field[] {
  const prefixes = rules.flatMap(({ matches }) => matches.filter((match) => prefixOf(match) !== ''));
  const before = new PrefixIndex<PrefixCondition>();
  return prefixes.filter((at) => {
    const later = prefixCondition(at);
    const found = before.hasBeginningOf(later.prefix, (earlier) => overlaps(earlier, later));
    before.add(later.prefix, later);
    return found;
  });
}

function prefixOf(match: Field): string {
  return match.get('uri').get('prefix').text;
}

function prefixCondition(at: Field): PrefixCondition {
  const maps = ['headers', 'queryParams', 'withoutHeaders'].map(
    (name) =>
      new Map(
        at
          .get(name)
          .entries()
          .map(([key, value]) => [key, written(value)]),
      ),
  );
  return {
    prefix: prefixOf(at),
    port: at.get('port').number,
    method: written(at.get('method')) || 'exact:GET',
    authority: written(at.get('authority')),
    maps,
  };
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
