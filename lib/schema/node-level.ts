import { jsonType } from '../kube/json';
import type { SchemaNode } from './node';
import type { Level } from './other-level';

/** Where fields belong, as a schema says it. */
class NodeLevel implements Level {
  #fields: ReadonlyMap<string, Level> | undefined;

  constructor(private readonly node: SchemaNode) {}

  get fields(): ReadonlyMap<string, Level> | undefined {
    const { properties } = this.node;
    this.#fields ??= properties && new Map([...properties].map(([name, field]) => [name, levelOf(field)]));
    return this.#fields;
  }

  get items(): Level | undefined {
    return this.node.items && levelOf(this.node.items);
  }

  get values(): Level | undefined {
    return this.node.additional && levelOf(this.node.additional);
  }

  takes(value: unknown): boolean {
    return isOfType(value, this.node.types);
  }
}

const levels = new WeakMap<SchemaNode, Level>();

function levelOf(node: SchemaNode): Level {
  const known = levels.get(node);
  if (known !== undefined) return known;
  const made = new NodeLevel(node);
  levels.set(node, made);
  return made;
}

const resources = new WeakMap<SchemaNode, Level>();

/** The schema of a whole object: definitions leave metadata to the API server. */
export function resourceLevel(node: SchemaNode): Level {
  const known = resources.get(node);
  if (known !== undefined) return known;
  const fields = new Map([...(levelOf(node).fields ?? []), ['metadata', METADATA] as const]);
  const made = { ...leaf('object'), fields };
  resources.set(node, made);
  return made;
}

function leaf(type: string): Level {
  return { fields: undefined, items: undefined, values: undefined, takes: (value) => isOfType(value, [type]) };
}

const METADATA: Level = {
  ...leaf('object'),
  fields: new Map([
    ...['name', 'namespace', 'generateName'].map((name) => [name, leaf('string')] as const),
    ...['labels', 'annotations'].map((name) => [name, leaf('object')] as const),
    ...['finalizers', 'ownerReferences'].map((name) => [name, leaf('array')] as const),
  ]),
};

function isOfType(value: unknown, types: readonly string[]): boolean {
  const type = jsonType(value);
  return (
    types.length === 0 || type === 'null' || types.includes(type) || (type === 'integer' && types.includes('number'))
  );
}
