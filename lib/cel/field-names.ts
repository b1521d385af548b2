import { RESERVED_WORDS } from './ast';

/** Words that no field can have for a name in an expression. */
const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in', ...RESERVED_WORDS]);
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['__underscores__', '__'],
  ['__dot__', '.'],
  ['__dash__', '-'],
  ['__slash__', '/'],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map(Array.from(ESCAPED, ([escaped, text]) => [text, escaped]));

/**
 * How a rule spells the name of a field: `self.x__dash__y`.
 *
 * @returns `undefined` where it cannot be spelt: no rule sees the field
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function escapeFieldName(name: string): string | undefined {
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined;
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replace(/__|[-./]/g, (part) => ESCAPES.get(part) ?? part);
}

/** The name of a field that a rule spells `self.x__dash__y`. */
export function unescapeFieldName(name: string): string {
  if (!name.includes('__')) return name;
  const reserved = /^__([a-z]+)__$/.exec(name)?.[1];
  if (reserved !== undefined && RESERVED.has(reserved)) return reserved;
  return name.replace(/__(?:underscores|dot|dash|slash)__/g, (part) => ESCAPED.get(part) ?? part);
}
