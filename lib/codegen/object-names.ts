import type { JsonSchema } from './custom-resource-definition';

/** Endings of the names of fields that hold the name of an object, or several. */
const NAME_FIELDS = [
  ...['serviceAccount', 'erviceAccountName', 'imagePullSecret', 'ecretName', 'onfigMapName', 'claimName'],
  ...['redentialName', 'redentialNames'],
];

/** Endings of the names of fields whose `name` and `namespace` are those of another object. */
const REFERENCES = ['Ref', 'Refs'];

const ends = (name: string, endings: readonly string[]) => endings.some((ending) => name.endsWith(ending));

/** Where objects of a schema name other objects. */
export interface ObjectNames {
  /** Fields below which nothing is meant that way, because they hold whatever one likes. */
  readonly opaque: readonly string[];
}

/**
 * Whether objects of the schema name other objects, in fields whose names say so; undefined where none does, or where
 * such a field cannot be told from one of the same name that holds whatever one likes.
 */
export function objectNames(schema: JsonSchema): ObjectNames | undefined {
  const opaque = new Set<string>();
  /** The names of the fields above each name of an object. */
  const names: (readonly string[])[] = [];
  const visit = (part: JsonSchema, above: readonly string[]): void => {
    const within = above.at(-1) ?? '';
    if (isOpaque(part)) opaque.add(within);
    for (const [name, field] of Object.entries(part.properties ?? {})) {
      if (isName(name, field, within)) names.push(above);
      else visit(field, [...above, name]);
    }
    if (part.items !== undefined) visit(part.items, above);
    if (typeof part.additionalProperties === 'object') visit(part.additionalProperties, above);
  };
  visit(schema, []);
  const ambiguous = names.some((above) => above.some((field) => opaque.has(field)));
  return names.length === 0 || ambiguous ? undefined : { opaque: [...opaque].sort() };
}

/** Whether a value has fields of names that nobody knows, with more than texts and numbers in them. */
function isOpaque(schema: JsonSchema): boolean {
  const { properties, additionalProperties, type } = schema;
  if (schema['x-kubernetes-preserve-unknown-fields'] || schema['x-kubernetes-embedded-resource']) return true;
  if (additionalProperties === true) return true;
  if (typeof additionalProperties === 'object')
    return ['array', 'object', undefined].includes(additionalProperties.type);
  return type === undefined && properties === undefined && !schema['x-kubernetes-int-or-string'];
}

function isName(name: string, field: JsonSchema, within: string): boolean {
  const { type } = field.type === 'array' ? (field.items ?? {}) : field;
  const known = ends(name, NAME_FIELDS) || ((name === 'name' || name === 'namespace') && ends(within, REFERENCES));
  return known && type === 'string';
}

const union = (endings: readonly string[]) => endings.map((ending) => `\`\${string}${ending}\``);
const pattern = (endings: readonly string[]) => `/(${endings.join('|')})$/`;

/** What a module needs for kinds that name other objects: where a name is wanted, whatever has it can be given. */
export const WITH_NAMES = `/** An object whose name is meant: a construct, or whatever has a name. */
export interface Named {
  readonly name: string;
}

type NameField =
${union(NAME_FIELDS)
  .map((type) => `  | ${type}`)
  .join('\n')};
type NameOf<T> = T extends string ? T | Named : T extends readonly string[] ? readonly (T[number] | Named)[] : T;

/** T, where objects can stand in the place of their names. */
export type WithNamed<T, Within = unknown> = {
  [K in keyof T]: K extends NameField
    ? NameOf<T[K]>
    : [K, Within] extends ['name' | 'namespace', ${union(REFERENCES).join(' | ')}]
      ? NameOf<T[K]>
      : unknown extends T[K]
        ? T[K]
        : T[K] extends string | number | boolean | null | undefined
          ? T[K]
          : WithNamed<T[K], K extends string ? K : Within>;
};

const NAME_FIELD =
  ${pattern(NAME_FIELDS)};

function withNames<T>(props: WithNamed<T>, opaque: readonly string[] = []): T {
  const namesOf = (value: unknown, within: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => namesOf(item, within));
    if (typeof value !== 'object' || value === null || opaque.includes(within)) return value;
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    const isName = (field: string) =>
      NAME_FIELD.test(field) || (/^name(space)?$/.test(field) && ${pattern(REFERENCES)}.test(within));
    return Object.fromEntries(
      Object.entries(value).map(([field, item]) => [field, isName(field) ? nameOf(item) : namesOf(item, field)]),
    );
  };
  return namesOf(props, '') as T;
}

function nameOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nameOf);
  return typeof value === 'object' && value !== null && 'name' in value ? value.name : value;
}
`;
