import type { Path } from '../../violation/path';
import type { Shape } from './shapes';

const SCALARS: Readonly<Partial<Record<Shape['type'], string>>> = {
  string: 'string',
  boolean: 'bool',
  int32: 'int32',
  int64: 'int64',
  number: 'float64',
  bytes: '[]uint8',
  byte: 'uint8',
  time: 'string',
  microTime: 'string',
  quantity: 'resource.Quantity',
  intOrString: 'int32',
};

/** How Go calls a type: `[]v1.ServicePort`, `map[string]string`. */
export function goType(shape: Shape): string {
  switch (shape.type) {
    case 'struct':
      return shape.name === '' ? 'struct {}' : shape.name.split('.').slice(-2).join('.');
    case 'list':
      return `[]${goType(shape.items)}`;
    case 'map':
      return `map[string]${goType(shape.values)}`;
    default:
      return SCALARS[shape.type] ?? 'interface {}';
  }
}

/** How Go's decoder calls a place: `struct field ServicePort.spec.ports.port`; entries have no names of their own. */
export function describeField(root: Shape, path: Path['parts']): string {
  const names: string[] = [];
  let struct = '';
  let shape: Shape | undefined = root;
  for (const part of path) {
    if (shape?.type === 'struct') {
      struct = shape.name.slice(shape.name.lastIndexOf('.') + 1);
      names.push(`${part}`);
      shape = shape.fields.get(`${part}`);
    } else if (shape?.type === 'list') shape = shape.items;
    else shape = shape?.type === 'map' ? shape.values : undefined;
  }
  return names.length === 0 ? 'value' : `struct field ${struct}.${names.join('.')}`;
}
