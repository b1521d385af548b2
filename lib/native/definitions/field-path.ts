import type { JsonMap } from '../../kube/json';
import { isSet } from '../values/decoded';
import { propertiesOf, propertyOf, type Schema, schemaOf } from './schemas';

/** The part of a path that leads from one value to one inside. */
const TOKEN = /'(?:.*?(?<!\\)'|.*$)|[.[\]]|[^.[\]]+/gs;
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
};

/** Where a path leads. */
export interface FoundField {
  readonly parts: readonly string[];
  /** Undefined where any value may stand. */
  readonly schema: Schema | undefined;
}

/**
 * Follows a path such as `.spec.replicas` or `['a.b']` through a schema.
 *
 * @returns a text that says why it leads nowhere
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-path
 */
export function findField(
  path: string,
  root: Schema,
  { brackets }: { readonly brackets: boolean },
): FoundField | string {
  const tokens = path.match(TOKEN) ?? [];
  const parts: string[] = [];
  let schema: Schema | undefined = root;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as string;
    let name: string;
    if (token === '.') {
      index += 1;
      if (tokens[index] === undefined) return 'unexpected end of JSON path';
      name = tokens[index] as string;
    } else if (token === '[') {
      if (!brackets) return 'array notation is not allowed';
      const [quoted, close] = [tokens[index + 1], tokens[index + 2]];
      if (quoted === undefined) return 'unexpected end of JSON path';
      if (!/^'.*'$/s.test(quoted)) return `expected single quoted string but got ${quoted}`;
      const unescaped = withoutEscapes(quoted.slice(1, -1));
      if (unescaped === undefined) return 'invalid string literal';
      name = unescaped;
      index += 2;
      const problem = close === undefined ? 'unexpected end of JSON path' : `expected ] but got ${close}`;
      if (close !== ']') return isInside(schema, name) ? problem : NOWHERE;
    } else return `expected [ or . but got: ${token}`;
    if (!isInside(schema, name)) return NOWHERE;
    schema = inside(schema as Schema, name);
    parts.push(name);
  }
  return { parts, schema };
}

/** Why a path cannot begin as it does, whatever the schema. */
export function startProblem(path: string): string | undefined {
  const [start] = path.match(TOKEN) ?? [];
  return start === undefined || start === '.' || start === '[' ? undefined : `expected [ or . but got: ${start}`;
}

const NOWHERE = 'does not refer to a valid field';

function isInside(schema: Schema | undefined, name: string): boolean {
  if (schema === undefined) return false;
  if (propertiesOf(schema).length > 0) return propertyOf(schema, name) !== undefined;
  return isSet(schema.additionalProperties);
}

function inside(schema: Schema, name: string): Schema | undefined {
  return propertiesOf(schema).length > 0 ? propertyOf(schema, name) : schemaOf(schema.additionalProperties as JsonMap);
}

function withoutEscapes(text: string): string | undefined {
  let isRight = true;
  const unescaped = text.replace(/\\(.)/g, (_, directive: string) => {
    const plain = Object.hasOwn(ESCAPES, directive) ? ESCAPES[directive] : undefined;
    if (plain === undefined) isRight = false;
    return plain ?? '';
  });
  return isRight ? unescaped : undefined;
}
