import type { JsonSchema } from './custom-resource-definition';
import { presenceCondition } from './presence-cel';

/** Whether a combination of present properties is allowed; undefined where that depends on their values. */
type Verdict = boolean | undefined;

interface Condition {
  readonly properties: ReadonlySet<string>;
  holds(present: ReadonlySet<string>): Verdict;
}

/** What one alternative says of a property: that it is there, that it is not, or nothing. */
export type Presence = 'required' | 'forbidden' | 'optional';

/** Properties whose presence depends on each other. */
export type PresenceGroup =
  | { readonly kind: 'exactly one' | 'at most one'; readonly properties: readonly string[] }
  | { readonly kind: 'alternatives'; readonly alternatives: readonly ReadonlyMap<string, Presence>[] };

/** What the schema of an object says about which of its properties may stand together. */
export interface PresenceRules {
  /** Properties that every valid object has. */
  readonly required: ReadonlySet<string>;
  /** Properties that no valid object has. */
  readonly forbidden: ReadonlySet<string>;
  readonly groups: readonly PresenceGroup[];
}

/** Beyond this a truth table costs more than the exactness is worth; the offline checks still see the rule. */
const MAX_PROPERTIES = 10;
const MAX_ALTERNATIVES = 16;

/**
 * Reads from `required`, `oneOf`, `anyOf`, `allOf`, `not`, `maxProperties` and CEL rules which properties of an
 * object may stand together. Conditions on values count as satisfiable: what is returned never forbids a valid object.
 */
export function presenceRules(schema: JsonSchema): PresenceRules {
  const required = new Set(schema.required ?? []);
  const forbidden = new Set<string>();
  const groups: PresenceGroup[] = [];
  const declared = new Set(Object.keys(schema.properties ?? {}));
  // The API server fills in defaults before it looks at what is there.
  const defaulted = [...declared].filter((name) => schema.properties?.[name]?.default !== undefined);

  const conditions = [
    ...schemaConditions(schema),
    ...ruleConditions(schema, declared),
    ...countConditions(schema, declared),
  ];
  for (const set of connected(conditions)) {
    // What is not declared can be there where it is kept, and nowhere else.
    const properties = [...new Set(set.flatMap((condition) => [...condition.properties]))].filter(
      (name) => declared.has(name) || isOpen(schema),
    );
    if (properties.length > MAX_PROPERTIES) {
      const group = defaulted.length === 0 && set.length === 1 ? countGroup(schema, properties) : undefined;
      if (group) groups.push(group);
      continue;
    }
    const allowed = combinations(properties).filter((written) => {
      const present = new Set([...written, ...defaulted]);
      return (
        properties.every((name) => !required.has(name) || present.has(name)) &&
        set.every((condition) => condition.holds(present) !== false)
      );
    });
    if (allowed.length === 0) continue;

    const open = properties.filter((name) => {
      if (!declared.has(name)) return false;
      const count = allowed.filter((present) => present.has(name)).length;
      if (count === allowed.length) required.add(name);
      if (count === 0) forbidden.add(name);
      return count > 0 && count < allowed.length;
    });
    const group = summarize(open, allowed);
    if (group) groups.push(group);
  }
  return { required, forbidden, groups };
}

function schemaConditions(schema: JsonSchema): Condition[] {
  const parts: JsonSchema[] = [...(schema.allOf ?? [])];
  if (schema.anyOf) parts.push({ anyOf: schema.anyOf });
  if (schema.oneOf) parts.push({ oneOf: schema.oneOf });
  if (schema.not) parts.push({ not: schema.not });
  return parts
    .map((part) => ({ properties: mentioned(part), holds: (present: ReadonlySet<string>) => evaluate(part, present) }))
    .filter((condition) => condition.properties.size > 0);
}

function mentioned(schema: JsonSchema, names = new Set<string>()): Set<string> {
  for (const name of schema.required ?? []) names.add(name);
  for (const part of [schema.allOf, schema.anyOf, schema.oneOf, schema.not && [schema.not]].flat()) {
    if (part) mentioned(part, names);
  }
  return names;
}

const PRESENCE_KEYWORDS = new Set(['required', 'allOf', 'anyOf', 'oneOf', 'not', 'description', 'type']);

function evaluate(schema: JsonSchema, present: ReadonlySet<string>): Verdict {
  const verdicts: Verdict[] = [];
  if (schema.required) verdicts.push(schema.required.every((name) => present.has(name)));
  if (schema.allOf) verdicts.push(all(schema.allOf.map((part) => evaluate(part, present))));
  if (schema.anyOf) verdicts.push(some(schema.anyOf.map((part) => evaluate(part, present))));
  if (schema.oneOf) verdicts.push(exactlyOne(schema.oneOf.map((part) => evaluate(part, present))));
  if (schema.not) verdicts.push(negate(evaluate(schema.not, present)));
  if (Object.keys(schema).some((keyword) => !PRESENCE_KEYWORDS.has(keyword))) verdicts.push(undefined);
  return all(verdicts);
}

function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function some(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

function exactlyOne(verdicts: readonly Verdict[]): Verdict {
  const certain = verdicts.filter((verdict) => verdict === true).length;
  if (certain > 1) return false;
  return verdicts.includes(undefined) ? undefined : certain === 1;
}

function negate(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}

/** What the CEL rules say of presence. A rule that names what is not declared, or escapes a name, says nothing here. */
function ruleConditions(schema: JsonSchema, declared: ReadonlySet<string>): Condition[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap(({ rule }) => {
    const condition = presenceCondition(rule);
    return condition && [...condition.properties].every((name) => declared.has(name)) ? [condition] : [];
  });
}

/** "One of many" by numbers: `maxProperties: 1`, with `minProperties: 1` or without. */
function countConditions(schema: JsonSchema, declared: ReadonlySet<string>): Condition[] {
  if (schema.maxProperties !== 1 || isOpen(schema)) return [];
  const least = schema.minProperties ?? 0;
  return [{ properties: declared, holds: (present) => present.size >= least && present.size <= 1 }];
}

/** The same without a truth table, for the dozens of providers that some kinds have. */
function countGroup(schema: JsonSchema, properties: readonly string[]): PresenceGroup | undefined {
  if (schema.maxProperties !== 1 || isOpen(schema) || schema.required?.length) return undefined;
  return { kind: schema.minProperties === 1 ? 'exactly one' : 'at most one', properties };
}

/** Whether properties that are not declared are kept. */
export function isOpen(schema: JsonSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true;
}

/** Conditions in sets that share no property. */
function connected(conditions: readonly Condition[]): Condition[][] {
  let sets: Condition[][] = [];
  for (const condition of conditions) {
    const touches = (set: Condition[]) =>
      set.some((other) => [...other.properties].some((name) => condition.properties.has(name)));
    sets = [...sets.filter((set) => !touches(set)), [...sets.filter(touches).flat(), condition]];
  }
  return sets;
}

function combinations(properties: readonly string[]): Set<string>[] {
  return Array.from(
    { length: 2 ** properties.length },
    (_, bits) => new Set(properties.filter((_name, index) => bits & (2 ** index))),
  );
}

function summarize(open: readonly string[], allowed: readonly ReadonlySet<string>[]): PresenceGroup | undefined {
  const rows = new Set(allowed.map((present) => bits(open, present)));
  if (rows.size === 2 ** open.length) return undefined;
  const single = open.map((_, index) => 2 ** index);
  if (single.every((row) => rows.has(row))) {
    if (rows.size === single.length) return { kind: 'exactly one', properties: open };
    if (rows.size === single.length + 1 && rows.has(0)) return { kind: 'at most one', properties: open };
  }
  const implicants = primeImplicants(rows, open.length);
  if (implicants.length > MAX_ALTERNATIVES) return undefined;
  return {
    kind: 'alternatives',
    alternatives: implicants.map(
      ({ care, value }) =>
        new Map(
          open.map((name, index) => {
            const bit = 2 ** index;
            return [name, care & bit ? (value & bit ? 'required' : 'forbidden') : 'optional'] as const;
          }),
        ),
    ),
  };
}

function bits(names: readonly string[], present: ReadonlySet<string>): number {
  return names.reduce((sum, name, index) => sum + (present.has(name) ? 2 ** index : 0), 0);
}

/** The largest boxes of the truth table that hold only allowed rows; together they cover every allowed row. */
function primeImplicants(rows: ReadonlySet<number>, size: number): { care: number; value: number }[] {
  const full = 2 ** size - 1;
  let level = new Map([...rows].map((row) => [`${full}/${row}`, { care: full, value: row }]));
  const prime: { care: number; value: number }[] = [];
  while (level.size > 0) {
    const next = new Map<string, { care: number; value: number }>();
    for (const box of level.values()) {
      let grown = false;
      for (let bit = 1; bit <= full; bit *= 2) {
        if (!(box.care & bit) || !level.has(`${box.care}/${box.value ^ bit}`)) continue;
        grown = true;
        const larger = { care: box.care & ~bit, value: box.value & ~bit };
        next.set(`${larger.care}/${larger.value}`, larger);
      }
      if (!grown) prime.push(box);
    }
    level = next;
  }
  return prime.sort((a, b) => b.value - a.value || a.care - b.care);
}
