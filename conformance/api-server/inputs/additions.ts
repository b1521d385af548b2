import { isMap } from '../../../lib/kube/json';
import type { FieldPath } from '../../../lib/model/finding';
import type { Fault } from './faults';
import type { OpenApiSchema, ServedSchemas } from './served-schemas';

/** How often a field of one definition is added, wherever the definition occurs. */
const TIMES = 3;

/** How many values of an enum are tried. */
const CHOICES = 8;

/** Adds what a kind has and an object lacks, and chooses what it has not chosen: what fields say of each other. */
export class Additions {
  private readonly counts = new Map<string, number>();

  constructor(private readonly schemas: ServedSchemas) {}

  /** Every addition to an object that was not made often enough yet. */
  *of({
    apiVersion,
    kind,
    object,
  }: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly object: object;
  }): Generator<Fault> {
    const schema = this.schemas.of(apiVersion, kind);
    if (schema !== undefined) yield* this.in(object, schema, [], `${apiVersion} ${kind}`);
  }

  private *in(value: unknown, reference: OpenApiSchema, path: FieldPath, within: string): Generator<Fault> {
    const { schema, definition = within } = this.schemas.resolve(reference);
    if (path.length === 1 && path[0] === 'status') return;
    if (Array.isArray(value)) {
      const { items } = schema;
      if (items === undefined) return;
      for (const [index, item] of value.entries()) yield* this.in(item, items, [...path, index], `${definition}[]`);
      return;
    }
    for (const choice of (schema.enum ?? []).slice(0, CHOICES)) {
      if (choice !== value && this.turn(`${definition} = ${String(choice)}`)) {
        yield { name: 'other choice', edits: [{ op: 'set', path, value: choice }] };
      }
    }
    if (isMap(value)) yield* this.inMap(value, schema, path, definition);
  }

  private *inMap(
    map: Readonly<Record<string, unknown>>,
    { properties = {}, additionalProperties }: OpenApiSchema,
    path: FieldPath,
    definition: string,
  ): Generator<Fault> {
    for (const [key, property] of Object.entries(properties)) {
      const at = [...path, key];
      if (Object.hasOwn(map, key)) yield* this.in(map[key], property, at, `${definition}.${key}`);
      else if (at.length > 1 || key !== 'status') yield* this.added(property, at, `${definition}.${key}`);
    }
    if (typeof additionalProperties !== 'object') return;
    for (const [key, value] of Object.entries(map)) {
      yield* this.in(value, additionalProperties, [...path, key], `${definition}.*`);
    }
  }

  private *added(property: OpenApiSchema, path: FieldPath, name: string): Generator<Fault> {
    if (!this.turn(name)) return;
    for (const value of this.examples(property)) yield { name: 'added', edits: [{ op: 'set', path, value }] };
    yield { name: 'added as null', edits: [{ op: 'set', path, value: null }] };
  }

  private turn(name: string): boolean {
    const count = this.counts.get(name) ?? 0;
    this.counts.set(name, count + 1);
    return count < TIMES;
  }

  /** Values for a field: each choice of an enum; for a map the least, and each of its fields beside that. */
  private *examples(reference: OpenApiSchema): Generator<unknown> {
    const { schema } = this.schemas.resolve(reference);
    if (schema.enum !== undefined) {
      yield* schema.enum.slice(0, CHOICES);
      return;
    }
    const least = this.example(reference, 4);
    yield least;
    if (!isMap(least) || schema.properties === undefined) return;
    for (const [key, property] of Object.entries(schema.properties)) {
      if (!Object.hasOwn(least, key)) yield { ...least, [key]: this.example(property, 3) };
    }
  }

  /** The least value of a field: what it requires, and nothing else. */
  private example(reference: OpenApiSchema, depth: number): unknown {
    const { schema } = this.schemas.resolve(reference);
    const { type, format, enum: choices, items, required = [], properties = {}, additionalProperties } = schema;
    if (choices !== undefined) return choices[0];
    switch (type) {
      case 'string':
        if (format === 'date-time') return '2026-01-02T03:04:05Z';
        return format === 'byte' ? 'YQ==' : 'a';
      case 'integer':
      case 'number':
        return 1;
      case 'boolean':
        return true;
      case 'array':
        return items === undefined || depth === 0 ? [] : [this.example(items, depth - 1)];
      case 'object': {
        if (depth === 0) return {};
        if (typeof additionalProperties === 'object') return { a: this.example(additionalProperties, depth - 1) };
        return Object.fromEntries(
          required.flatMap((key) => {
            const property = properties[key];
            return property === undefined ? [] : [[key, this.example(property, depth - 1)]];
          }),
        );
      }
      default:
        // A quantity, a number or a text.
        return schema.allOf === undefined && schema.$ref === undefined ? 1 : {};
    }
  }
}
