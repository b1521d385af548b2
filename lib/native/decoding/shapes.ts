import type { Definitions, NativeSchema } from './definitions';

/**
 * A Go type, as far as decoding and checking need to know it: made of the definitions of the API server's OpenAPI, each
 * part when it is first needed.
 */
export type Shape = StructShape | MapShape | ListShape | ScalarShape;

/** A struct: its fields by name. */
export class StructShape {
  readonly type = 'struct';
  #fields: ReadonlyMap<string, Shape> | undefined;

  constructor(
    /** The definition, such as `core.v1.PodSpec`; empty for a struct without one. */
    readonly name: string,
    private readonly schema: NativeSchema,
    private readonly shapes: Shapes,
  ) {}

  get fields(): ReadonlyMap<string, Shape> {
    this.#fields ??= new Map(
      Object.entries(this.schema.properties ?? {}).map(([name, schema]) => [name, this.shapes.shape(schema)]),
    );
    return this.#fields;
  }
}

/** A map with values of one type. */
export class MapShape {
  readonly type = 'map';
  #values: Shape | undefined;

  constructor(
    private readonly schema: NativeSchema,
    private readonly shapes: Shapes,
  ) {}

  get values(): Shape {
    this.#values ??= this.shapes.shape(this.schema);
    return this.#values;
  }
}

/** A list of one type. */
export class ListShape {
  readonly type = 'list';
  #items: Shape | undefined;

  constructor(
    private readonly schema: NativeSchema,
    private readonly shapes: Shapes,
    /** The fields that tell entries apart, for server-side apply. */
    readonly keys: readonly string[] | undefined,
  ) {}

  get items(): Shape {
    this.#items ??= this.shapes.shape(this.schema);
    return this.#items;
  }
}

/** What has no parts, or none that anybody looks at. */
export interface ScalarShape {
  readonly type:
    | 'string'
    | 'boolean'
    | 'int32'
    | 'int64'
    | 'number'
    | 'bytes'
    | 'byte'
    | 'time'
    | 'microTime'
    | 'quantity'
    | 'intOrString'
    /** A schema, or something else; see `apiextensions.v1`. */
    | 'schemaOrList'
    | 'schemaOrBoolean'
    | 'schemaOrNames'
    /** Raw JSON. */
    | 'any';
}

const ANY: ScalarShape = { type: 'any' };

/** Definitions that decode themselves. */
const SCALARS: Readonly<Record<string, ScalarShape['type']>> = {
  'api.resource.Quantity': 'quantity',
  'util.intstr.IntOrString': 'intOrString',
  'meta.v1.Time': 'time',
  'meta.v1.MicroTime': 'microTime',
  'apiextensions.v1.JSONSchemaPropsOrArray': 'schemaOrList',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'schemaOrBoolean',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'schemaOrNames',
};

const REFERENCE = '#/definitions/';

/** The shapes of all definitions. */
export class Shapes {
  private readonly known = new Map<string, Shape>();

  constructor(private readonly definitions: Pick<Definitions, 'get'>) {}

  /** The shape of a definition, such as `core.v1.PodSpec`. */
  named(name: string): Shape {
    let shape = this.known.get(name);
    if (shape === undefined) {
      shape = this.make(name);
      this.known.set(name, shape);
    }
    return shape;
  }

  shape(schema: NativeSchema): Shape {
    const { $ref, type, format, items, additionalProperties } = schema;
    if ($ref !== undefined) return this.named($ref.slice(REFERENCE.length));
    switch (type) {
      case 'array':
        return items === undefined ? ANY : new ListShape(items, this, schema['x-kubernetes-list-map-keys']);
      case 'object':
        return typeof additionalProperties === 'object'
          ? new MapShape(additionalProperties, this)
          : new StructShape('', schema, this);
      case 'integer':
        return { type: format === 'int64' ? 'int64' : 'int32' };
      case 'string':
        return { type: format === 'byte' ? 'bytes' : format === 'date-time' ? 'time' : 'string' };
      case 'boolean':
      case 'number':
        return { type };
      default:
        return ANY;
    }
  }

  private make(name: string): Shape {
    const scalar = SCALARS[name];
    if (scalar !== undefined) return { type: scalar };
    const schema = this.definitions.get(name);
    if (schema === undefined) return ANY;
    return schema.type === 'object' ? new StructShape(name, schema, this) : this.shape(schema);
  }
}
