import { jsonType } from '../../kube/json';
import type { Level } from '../../schema/other-level';
import type { Shape } from './shapes';

const levels = new WeakMap<Shape, Level>();

/** Where fields belong, as the Go types say it. */
export function levelOfShape(shape: Shape): Level {
  const known = levels.get(shape);
  if (known !== undefined) return known;
  const made = new ShapeLevel(shape);
  levels.set(shape, made);
  return made;
}

class ShapeLevel implements Level {
  #fields: ReadonlyMap<string, Level> | undefined;

  constructor(private readonly shape: Shape) {}

  get fields(): ReadonlyMap<string, Level> | undefined {
    if (this.shape.type !== 'struct') return undefined;
    this.#fields ??= new Map([...this.shape.fields].map(([name, field]) => [name, levelOfShape(field)]));
    return this.#fields;
  }

  get items(): Level | undefined {
    return this.shape.type === 'list' ? levelOfShape(this.shape.items) : undefined;
  }

  get values(): Level | undefined {
    return this.shape.type === 'map' ? levelOfShape(this.shape.values) : undefined;
  }

  takes(value: unknown): boolean {
    const type = jsonType(value);
    if (type === 'null') return true;
    switch (this.shape.type) {
      case 'struct':
      case 'map':
        return type === 'object';
      case 'list':
        return type === 'array';
      case 'boolean':
        return type === 'boolean';
      case 'int32':
      case 'int64':
      case 'number':
        return type === 'integer' || type === 'number';
      case 'string':
      case 'bytes':
      case 'time':
      case 'microTime':
        return type === 'string';
      case 'quantity':
      case 'intOrString':
        return type === 'string' || type === 'integer' || type === 'number';
      default:
        return true;
    }
  }
}
