import type { JsonSchema } from './custom-resource-definition';

/** Objects of which one property says which of the others are there: the `type` of a filter, for example. */
export interface Discriminated {
  /** The property that says it. */
  readonly by: string;
  /** The object by the value of that property. */
  readonly variants: ReadonlyMap<string, JsonSchema>;
}

const ONLY_FOR = /^!\(has\(self\.(\w+)\) && self\.(\w+) != '([^']+)'\)$/;
const NEEDED_FOR = /^!\(!has\(self\.(\w+)\) && self\.(\w+) == '([^']+)'\)$/;

/**
 * Reads pairs of CEL rules as the Gateway API writes them: `urlRewrite` must be there where `type` is URLRewrite, and
 * nowhere else. The values come from the enumeration of the property.
 *
 * @returns undefined for every other object
 */
export function discriminated(schema: JsonSchema): Discriminated | undefined {
  const { properties = {}, required = [] } = schema;
  const only = new Map<string, string>();
  const needed = new Map<string, string>();
  let by: string | undefined;
  for (const { rule } of schema['x-kubernetes-validations'] ?? []) {
    const text = rule.replace(/\s+/g, ' ').trim();
    const [, property = '', name = '', value = ''] = ONLY_FOR.exec(text) ?? NEEDED_FOR.exec(text) ?? [];
    if (property === '') continue;
    by ??= name;
    if (by !== name || properties[property] === undefined) return undefined;
    (ONLY_FOR.test(text) ? only : needed).set(property, value);
  }
  const values = by === undefined ? undefined : properties[by]?.enum;
  if (by === undefined || values === undefined || !required.includes(by) || only.size === 0) return undefined;
  if ([...only].some(([property, value]) => needed.get(property) !== value)) return undefined;
  const variants = values.map((value) => {
    const own = Object.entries(properties).filter(([name]) => only.get(name) === undefined || only.get(name) === value);
    const variant: JsonSchema = {
      ...schema,
      properties: Object.fromEntries(
        own.map(([name, each]) => (name === by ? [name, { ...each, enum: [value] }] : [name, each])),
      ),
      required: [...required, ...[...only].flatMap(([name, wanted]) => (wanted === value ? name : []))],
      'x-kubernetes-validations': (schema['x-kubernetes-validations'] ?? []).filter(
        ({ rule }) => !ONLY_FOR.test(rule.trim()) && !NEEDED_FOR.test(rule.trim()),
      ),
    };
    return [String(value), variant] as const;
  });
  return { by, variants: new Map(variants) };
}
