import { constraints, isDeprecated } from './constraints';
import type { JsonSchema } from './custom-resource-definition';
import { discriminated } from './discriminator';
import { isOpen, type PresenceGroup, presenceRules } from './presence';

/** A TypeScript type, before shapes have names. */
export type TypeNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'union'; readonly members: readonly TypeNode[] }
  | { readonly kind: 'array'; readonly item: TypeNode; readonly nonEmpty: boolean }
  | { readonly kind: 'map'; readonly value: TypeNode }
  | { readonly kind: 'shape'; readonly shape: Shape };

/** A property of a shape. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly type: TypeNode;
  /** Sentences for its comment. */
  readonly notes: readonly string[];
}

/** An object with declared properties: what becomes a named type. Equal objects are one shape. */
export interface Shape {
  /** Every place it stands at, such as `VirtualService.spec.http[]`; the first found comes first. */
  readonly paths: string[];
  readonly members: readonly Member[];
  readonly groups: readonly PresenceGroup[];
  /** Whether properties that are not declared are kept. */
  readonly open: boolean;
  /** Sentences for its comment. */
  readonly notes: readonly string[];
}

const text = (source: string): TypeNode => ({ kind: 'text', text: source });
const UNKNOWN = text('unknown');
const OPEN_OBJECT: TypeNode = { kind: 'map', value: UNKNOWN };

/** Collects the shapes of one module's schemas. */
export class Shapes {
  private readonly byContent = new Map<string, Shape>();
  private readonly ids = new Map<Shape, number>();

  /** @param descriptions whether comments of properties begin with what the schema says of them */
  constructor(private readonly descriptions = false) {}

  /** All shapes, parts before what is made of them. */
  get all(): readonly Shape[] {
    return [...this.byContent.values()];
  }

  /** The type of a value that the schema describes; `path` says where it stands. */
  typeOf(schema: JsonSchema, path: string): TypeNode {
    const type = this.bareTypeOf(schema, path);
    return schema.nullable && !schema.enum?.includes(null) ? union([type, text('null')]) : type;
  }

  /** The shape of a whole custom resource without `omit`, which users do not write. It is nobody else's, even if equal. */
  resource(schema: JsonSchema, kind: string, omit: ReadonlySet<string>): Shape {
    return this.build(schema, kind, omit);
  }

  private build(schema: JsonSchema, path: string, omit: ReadonlySet<string> = new Set()): Shape {
    const { required, forbidden, groups } = presenceRules(schema);
    const members = Object.entries(schema.properties ?? {})
      .filter(([name]) => !forbidden.has(name) && !omit.has(name))
      .map(([name, property]): Member => {
        const notes = [
          ...(this.descriptions && property.description ? [property.description.trim()] : []),
          ...(property.properties ? constraintsOfUse(property) : constraints(property)),
        ];
        return {
          name,
          // The API server fills in defaults before it looks for what is required.
          required: required.has(name) && property.default === undefined,
          type: allowInherited(name, this.typeOf(property, `${path}.${name.replaceAll('.', '\\.')}`)),
          notes: isDeprecated(property) ? [...notes, '@deprecated'] : notes,
        };
      });
    return { paths: [path], members, groups, open: isOpen(schema), notes: shapeNotes(schema) };
  }

  private bareTypeOf(schema: JsonSchema, path: string): TypeNode {
    if (schema['x-kubernetes-int-or-string']) return text('number | string');
    // The API server takes an enumeration of nothing for none.
    if (schema.enum && schema.enum.length > 0) return union(schema.enum.map((value) => text(literal(value))));
    if (schema.properties && Object.keys(schema.properties).length > 0) {
      const variants = discriminated(schema)?.variants;
      if (variants !== undefined) {
        return union(
          [...variants].map(([value, variant]) => ({
            kind: 'shape',
            shape: this.intern(this.build(variant, `${path}=${value}`)),
          })),
        );
      }
      return { kind: 'shape', shape: this.intern(this.build(schema, path)) };
    }
    switch (schema.type) {
      case 'string':
      case 'boolean':
        return text(schema.type);
      case 'integer':
      case 'number':
        return text('number');
      case 'array':
        return {
          kind: 'array',
          item: schema.items ? this.typeOf(schema.items, `${path}[]`) : UNKNOWN,
          nonEmpty: (schema.minItems ?? 0) > 0,
        };
      case 'object':
        return this.objectTypeOf(schema, path);
      default:
        return this.untypedTypeOf(schema, path);
    }
  }

  private objectTypeOf(schema: JsonSchema, path: string): TypeNode {
    if (schema['x-kubernetes-preserve-unknown-fields'] || schema['x-kubernetes-embedded-resource']) return OPEN_OBJECT;
    if (schema.additionalProperties === true) return OPEN_OBJECT;
    if (schema.additionalProperties) {
      return { kind: 'map', value: this.typeOf(schema.additionalProperties, `${path}{}`) };
    }
    return text('Record<string, never>');
  }

  private untypedTypeOf(schema: JsonSchema, path: string): TypeNode {
    const alternatives = schema.anyOf ?? schema.oneOf ?? [];
    if (alternatives.length > 0 && alternatives.every((part) => part.type !== undefined)) {
      return union(alternatives.map((part) => this.typeOf(part, path)));
    }
    return UNKNOWN;
  }

  private intern(shape: Shape): Shape {
    const content = JSON.stringify(shape, (key, value) => {
      if (key === 'paths') return undefined;
      if (key === 'shape') return this.ids.get(value as Shape);
      return value instanceof Map ? [...value] : value;
    });
    const known = this.byContent.get(content);
    if (known) {
      known.paths.push(...shape.paths);
      return known;
    }
    this.byContent.set(content, shape);
    this.ids.set(shape, this.ids.size);
    return shape;
  }
}

/** Every object inherits a `toString`: a property of that name that is left out must not be taken for a wrong one. */
function allowInherited(name: string, type: TypeNode): TypeNode {
  const inherited = name !== '__proto__' && name in Object.prototype;
  return inherited ? union([type, text(`Object['${name}']`)]) : type;
}

/** Rules of an object belong to its type; only its default belongs to the property that holds it. */
function constraintsOfUse(schema: JsonSchema): string[] {
  return constraints({ default: schema.default });
}

function shapeNotes(schema: JsonSchema): string[] {
  return constraints({ ...schema, default: undefined });
}

function union(members: readonly TypeNode[]): TypeNode {
  const [first] = members;
  return members.length === 1 && first ? first : { kind: 'union', members };
}

/** A value as a TypeScript literal type. */
function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const escaped = JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"');
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replace(/'/g, "\\'")}'`;
}
