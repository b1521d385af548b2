import { isMap, type JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import { textOf } from '../values/decoded';

/** A schema of a definition, as it is decoded: each keyword has its type, or is missing. */
export type Schema = JsonMap;

/** A schema inside of another, and where it is. */
export interface Part {
  readonly schema: Schema;
  readonly at: Path;
}

/** The ways in which schemas are combined that only narrow down what is allowed. */
export const JUNCTORS = ['allOf', 'anyOf', 'oneOf'] as const;

export function schemaOf(value: unknown): Schema | undefined {
  return isMap(value) ? value : undefined;
}

/** The properties by name; undefined where there are none. */
export function propertiesOf({ properties }: Schema): readonly (readonly [string, Schema])[] {
  return Object.entries((properties ?? {}) as Readonly<Record<string, Schema>>);
}

export function propertyOf({ properties }: Schema, name: string): Schema | undefined {
  return isMap(properties) && Object.hasOwn(properties, name) ? schemaOf(properties[name]) : undefined;
}

export function partsOfJunctor(schema: Schema, name: (typeof JUNCTORS)[number], at: Path): Part[] {
  const schemas = (schema[name] ?? []) as readonly Schema[];
  return schemas.map((part, index) => ({ schema: part, at: at.child(name).child(index) }));
}

export function typeOf(schema: Schema): string {
  return textOf(schema.type);
}

export function hasType(schema: Schema, ...types: readonly string[]): boolean {
  return types.includes(typeOf(schema));
}

/** Every schema in a schema, itself included. */
export function* everySchema(schema: Schema, at: Path): Generator<Part> {
  yield { schema, at };
  const { items, not, additionalProperties, additionalItems, dependencies } = schema;
  const maps: (readonly [string, unknown])[] = [
    ['properties', schema.properties],
    ['patternProperties', schema.patternProperties],
    ['definitions', schema.definitions],
    ['dependencies', dependencies],
  ];
  for (const name of JUNCTORS) {
    for (const part of partsOfJunctor(schema, name, at)) yield* everySchema(part.schema, part.at);
  }
  for (const [name, inner] of [
    ['items', items],
    ['not', not],
    ['additionalProperties', additionalProperties],
    ['additionalItems', additionalItems],
  ] as const) {
    if (isMap(inner)) yield* everySchema(inner, at.child(name));
    else if (Array.isArray(inner)) {
      for (const [index, one] of inner.entries()) yield* everySchema(one as Schema, at.child(name).child(index));
    }
  }
  for (const [name, schemas] of maps) {
    for (const [key, inner] of Object.entries((schemas ?? {}) as JsonMap)) {
      if (isMap(inner)) yield* everySchema(inner, at.child(name).key(key));
    }
  }
}
