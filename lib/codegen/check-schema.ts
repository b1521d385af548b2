import { isMap } from '../kube/json';
import { shown } from '../kube/readable';
import type { JsonSchema } from './custom-resource-definition';

/** Takes a problem at a place: `near` is the map or list that encloses it. */
export type Report = (near: object, problem: string) => void;

/** Says what is allowed where `value` is not, or calls `schema` for the schemas within it. */
type Check = (value: unknown, schema: (value: unknown, subpath: string) => void) => string | undefined;

const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be a string');
const number: Check = (value) => (typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number');
const count: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? undefined : 'must be a whole number, 0 or more';
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const list: Check = (value) => (Array.isArray(value) ? undefined : 'must be a list');
const texts: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'must be a list of strings';

function oneOf(...allowed: readonly string[]): Check {
  return (value) => (allowed.includes(value as string) ? undefined : `must be one of ${allowed.join(', ')}`);
}

const schemaItself: Check = (value, schema) => {
  schema(value, '');
  return undefined;
};
const schemaMap: Check = (value, schema) => {
  if (!isMap(value)) return 'must be a map of names to schemas';
  for (const [name, property] of Object.entries(value)) schema(property, `.${name}`);
  return undefined;
};
const schemaList: Check = (value, schema) => {
  if (!Array.isArray(value)) return 'must be a list of schemas';
  value.forEach((item, index) => {
    schema(item, `[${index}]`);
  });
  return undefined;
};
const schemaOrFlag: Check = (value, schema) => (typeof value === 'boolean' ? undefined : schemaItself(value, schema));
const items: Check = (value, schema) =>
  Array.isArray(value) ? 'must be one schema: the API server knows no tuples' : schemaItself(value, schema);
const rules: Check = (value) =>
  Array.isArray(value) && value.every((rule) => isMap(rule) && typeof rule.rule === 'string')
    ? undefined
    : 'must be a list of maps with the expression as `rule`';
const refused: Check = () =>
  'the API server refuses this keyword: write the schema out where it is used (controller-gen does)';

const KEYWORDS: ReadonlyMap<string, Check> = new Map(
  Object.entries({
    description: text,
    type: oneOf('array', 'boolean', 'integer', 'number', 'object', 'string'),
    format: text,
    nullable: flag,
    enum: list,
    pattern: text,
    minimum: number,
    maximum: number,
    exclusiveMinimum: flag,
    exclusiveMaximum: flag,
    multipleOf: number,
    minLength: count,
    maxLength: count,
    minItems: count,
    maxItems: count,
    uniqueItems: flag,
    minProperties: count,
    maxProperties: count,
    required: texts,
    properties: schemaMap,
    additionalProperties: schemaOrFlag,
    items,
    allOf: schemaList,
    anyOf: schemaList,
    oneOf: schemaList,
    not: schemaItself,
    'x-kubernetes-int-or-string': flag,
    'x-kubernetes-preserve-unknown-fields': flag,
    'x-kubernetes-embedded-resource': flag,
    'x-kubernetes-list-type': oneOf('atomic', 'set', 'map'),
    'x-kubernetes-list-map-keys': texts,
    'x-kubernetes-map-type': oneOf('atomic', 'granular'),
    'x-kubernetes-validations': rules,
    $ref: refused,
    definitions: refused,
    dependencies: refused,
    patternProperties: refused,
  } satisfies Record<string, Check>),
);

/**
 * Whether a value from a file is a schema as `apiextensions.k8s.io/v1` has it, so that nobody after this asks again.
 *
 * A keyword that Kubernetes does not know is no problem: the API server drops it too.
 */
export function checkSchema(value: unknown, path: string, near: object, report: Report): value is JsonSchema {
  const seen = new Set<object>();
  let sound = true;

  function visit(schema: unknown, at: string, enclosing: object): void {
    if (!isMap(schema)) {
      sound = false;
      report(enclosing, `${at} is ${shown(schema)}: must be a schema, such as { type: string }`);
      return;
    }
    // A schema that an alias repeats has its problems once.
    if (seen.has(schema)) return;
    seen.add(schema);
    for (const [keyword, content] of Object.entries(schema)) {
      const problem = KEYWORDS.get(keyword)?.(content, (inner, subpath) => {
        visit(inner, `${at}.${keyword}${subpath}`, isMap(content) || Array.isArray(content) ? content : schema);
      });
      if (problem === undefined) continue;
      sound = false;
      report(
        isMap(content) || Array.isArray(content) ? content : schema,
        `${at}.${keyword} is ${shown(content)}: ${problem}`,
      );
    }
  }

  visit(value, path, near);
  return sound;
}
