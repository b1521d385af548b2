import type { CelSchema } from '../cel/schema-values';
import { knownFormat } from '../cel/string-formats';
import type { JsonSchema } from '../codegen/custom-resource-definition';
import { compilePattern, type RegularExpression } from '../kube/regular-expression';
import { remembered } from '../kube/remembered';
import { FoundClean } from '../kube/repeated';
import { type CompiledRule, compileRules } from './compiled-rule';

/** A schema as definitions have it, or as the API server's OpenAPI has it, with references. */
export interface Schema extends JsonSchema {
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The schemas that references name. */
export class Definitions {
  private readonly nodes = new Map<string, SchemaNode>();

  constructor(private readonly schemas: Readonly<Record<string, Schema>>) {}

  /** The node of `#/definitions/<name>`, made when it is first asked for; recursion ends here. */
  resolve(ref: string): SchemaNode {
    const name = ref.slice(ref.lastIndexOf('/') + 1);
    let node = this.nodes.get(name);
    if (node === undefined) {
      // A reference to nothing allows everything.
      const schema = Object.hasOwn(this.schemas, name) ? this.schemas[name] : undefined;
      node = new SchemaNode(schema ?? { 'x-kubernetes-preserve-unknown-fields': true }, this, name);
      this.nodes.set(name, node);
    }
    return node;
  }

  node(schema: Schema): SchemaNode {
    // In OpenAPI a reference with a default or a description stands alone in `allOf`.
    const ref = schema.$ref ?? (schema.allOf?.length === 1 ? (schema.allOf[0] as Schema).$ref : undefined);
    return ref === undefined ? new SchemaNode(schema, this, undefined) : this.resolve(ref);
  }
}

const MEMO = Symbol('not made yet');

/** A schema, prepared for checking. Its parts are made when they are first needed. */
export class SchemaNode implements CelSchema {
  readonly type: string | undefined;
  /** The names in "must be of type integer,string". */
  readonly types: readonly string[];
  readonly format: string | undefined;
  readonly intOrString: boolean;
  readonly nullable: boolean;
  readonly preserveUnknown: boolean;
  readonly embedded: boolean;
  readonly listType: string | undefined;
  readonly listMapKeys: readonly string[];
  readonly required: readonly string[];
  readonly enum: readonly unknown[] | undefined;
  readonly hasAlternatives: boolean;
  readonly hasNumberLimits: boolean;
  readonly hasStringLimits: boolean;

  #properties: ReadonlyMap<string, SchemaNode> | undefined | typeof MEMO = MEMO;
  #additional: SchemaNode | undefined | typeof MEMO = MEMO;
  #items: SchemaNode | undefined | typeof MEMO = MEMO;
  #pattern: RegularExpression | string | undefined | typeof MEMO = MEMO;
  #rules: readonly CompiledRule[] | undefined;
  #allOf: readonly SchemaNode[] | undefined;
  #anyOf: readonly SchemaNode[] | undefined;
  #oneOf: readonly SchemaNode[] | undefined;
  #not: SchemaNode | undefined | typeof MEMO = MEMO;
  #features: Features | undefined;
  #parts: KnownParts | undefined;

  constructor(
    readonly schema: Schema,
    private readonly definitions: Definitions,
    /** The name under `definitions`, such as `io.k8s.api.core.v1.PodSpec`. */
    readonly definition: string | undefined,
  ) {
    this.intOrString = schema['x-kubernetes-int-or-string'] === true;
    this.type = schema.type;
    this.types = this.intOrString ? ['integer', 'string'] : schema.type === undefined ? [] : [schema.type];
    this.format = stringFormat(schema, this.intOrString);
    this.nullable = schema.nullable === true;
    this.preserveUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
    this.embedded = schema['x-kubernetes-embedded-resource'] === true;
    this.listType = schema['x-kubernetes-list-type'];
    this.listMapKeys = schema['x-kubernetes-list-map-keys'] ?? [];
    this.required = schema.required ?? [];
    this.enum = schema.enum !== undefined && schema.enum.length > 0 ? schema.enum : undefined;
    this.hasAlternatives =
      schema.anyOf !== undefined ||
      schema.oneOf !== undefined ||
      schema.allOf !== undefined ||
      schema.not !== undefined;
    this.hasNumberLimits =
      schema.minimum !== undefined ||
      schema.maximum !== undefined ||
      schema.multipleOf !== undefined ||
      isSmallInteger(schema);
    this.hasStringLimits =
      schema.pattern !== undefined ||
      schema.minLength !== undefined ||
      schema.maxLength !== undefined ||
      this.format !== undefined;
  }

  get properties(): ReadonlyMap<string, SchemaNode> | undefined {
    if (this.#properties === MEMO) {
      const { properties } = this.schema;
      this.#properties =
        properties &&
        new Map(Object.entries(properties).map(([name, schema]) => [name, this.definitions.node(schema)]));
    }
    return this.#properties;
  }

  /** The schema of fields that are not among the properties. */
  get additional(): SchemaNode | undefined {
    if (this.#additional === MEMO) {
      const { additionalProperties } = this.schema;
      this.#additional =
        typeof additionalProperties === 'object' ? this.definitions.node(additionalProperties) : undefined;
    }
    return this.#additional;
  }

  get items(): SchemaNode | undefined {
    if (this.#items === MEMO) this.#items = this.schema.items && this.definitions.node(this.schema.items);
    return this.#items;
  }

  /** A text says why Go rejects the pattern. */
  get pattern(): RegularExpression | string | undefined {
    if (this.#pattern === MEMO) {
      const { pattern } = this.schema;
      this.#pattern = pattern === undefined || pattern === '' ? undefined : compilePattern(pattern);
    }
    return this.#pattern;
  }

  get allOf(): readonly SchemaNode[] {
    this.#allOf ??= (this.schema.allOf ?? []).map((schema) => this.definitions.node(schema));
    return this.#allOf;
  }

  get anyOf(): readonly SchemaNode[] {
    this.#anyOf ??= (this.schema.anyOf ?? []).map((schema) => this.definitions.node(schema));
    return this.#anyOf;
  }

  get oneOf(): readonly SchemaNode[] {
    this.#oneOf ??= (this.schema.oneOf ?? []).map((schema) => this.definitions.node(schema));
    return this.#oneOf;
  }

  get not(): SchemaNode | undefined {
    if (this.#not === MEMO) this.#not = this.schema.not && this.definitions.node(this.schema.not);
    return this.#not;
  }

  get rules(): readonly CompiledRule[] {
    this.#rules ??= compileRules(this.schema['x-kubernetes-validations'] ?? []);
    return this.#rules;
  }

  /** The schema of a field, whether it is named or one of many. */
  field(name: string): SchemaNode | undefined {
    return this.properties?.get(name) ?? this.additional;
  }

  /** What there is to check here and below, so that what has nothing of it is not walked. */
  get features(): Features {
    this.#features ??= featuresOf(this.schema);
    return this.#features;
  }

  /** What was found of values that stand in several manifests. */
  get parts(): KnownParts {
    this.#parts ??= new KnownParts();
    return this.#parts;
  }
}

/** Values of a schema in which nothing is wrong, of those that stand in several manifests. */
export class KnownParts {
  /** What the API server makes of them. */
  readonly prepared = new WeakMap<object, object>();
  /** How many checks they went through. */
  readonly matches = new WeakMap<object, number>();
  /** Lists in them have nothing twice. */
  readonly withoutDuplicates = new FoundClean();
}

export interface Features {
  readonly rules: boolean;
  /** Lists that are sets or maps. */
  readonly lists: boolean;
  readonly embedded: boolean;
}

/** API servers before 1.36 do not check the range of `format: int32`, but whoever decodes the object does. */
function isSmallInteger(schema: Schema): boolean {
  return schema.type === 'integer' && (schema.format === 'int32' || schema.format === 'int64');
}

function stringFormat(schema: Schema, intOrString: boolean): string | undefined {
  const isText = (schema.type === undefined || schema.type === 'string') && !intOrString;
  return isText && schema.format !== undefined ? knownFormat(schema.format) : undefined;
}

const known = new WeakMap<Schema, Features>();

function featuresOf(schema: Schema): Features {
  return remembered(known, schema, () => lookFor(schema));
}

function lookFor(schema: Schema): Features {
  let rules = (schema['x-kubernetes-validations']?.length ?? 0) > 0;
  let lists = schema['x-kubernetes-list-type'] === 'set' || schema['x-kubernetes-list-type'] === 'map';
  let embedded = schema['x-kubernetes-embedded-resource'] === true;
  const parts: Schema[] = [...Object.values(schema.properties ?? {}), ...(schema.allOf ?? [])];
  if (schema.items !== undefined) parts.push(schema.items);
  if (typeof schema.additionalProperties === 'object') parts.push(schema.additionalProperties);
  for (const part of parts) {
    const inner = featuresOf(part);
    rules ||= inner.rules;
    lists ||= inner.lists;
    embedded ||= inner.embedded;
  }
  return { rules, lists, embedded };
}
