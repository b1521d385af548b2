import { parseTimestamp } from '../cel/time';
import { formatNumber, quote } from '../kube/go';
import { isMap, type JsonMap, type JsonType, jsonType } from '../kube/json';
import type { SchemaNode } from '../schema/node';
import { unknownField } from '../schema/prepare';
import type { SchemaRule } from '../schema/rules';
import { missing, typeFix } from '../schema/structural';
import { Path } from '../violation/path';
import { Report } from '../violation/report';
import type { Violation } from '../violation/violation';

const NOT_A_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const PRIMITIVES: Readonly<Record<string, string>> = { boolean: 'bool', string: 'string', number: 'float64' };
const INTEGER_LIMITS: Readonly<Record<string, number>> = { int32: 2 ** 31, int64: 2 ** 63 };

/** Where a value stands among the Go structs: `ServiceSpec`, `spec.ports`. */
interface GoField {
  readonly struct: string;
  readonly path: string;
}

/** What decoding says of an object whose shape is a definition. */
export function decode(shape: SchemaNode, object: unknown): readonly Violation[] {
  const decoder = new Decoder();
  decoder.check(shape, object, Path.ROOT);
  return decoder.report.violations;
}

/**
 * Checks an object of a kind that is built into the API server.
 *
 * Such an object is decoded into a Go struct: null is the same as nothing, and a wrong type is an error of the
 * decoder, which names the Go type. The checks of values are not in schemas.
 */
class Decoder {
  readonly report = new Report<SchemaRule>();

  check(node: SchemaNode, value: unknown, path: Path, field: GoField = { struct: goName(node), path: '' }): void {
    if (value === null || value === undefined) return;
    const type = jsonType(value);
    if (!accepts(node, type, value)) {
      this.wrongType(node, value, path, field);
      return;
    }
    if (node.type === 'string') this.text(node, value, path);
    else if (Array.isArray(value)) {
      if (node.items === undefined) return;
      for (let index = 0; index < value.length; index += 1)
        this.check(node.items, value[index], path.child(index), field);
    } else if (isMap(value)) this.object(node, value, path, field);
  }

  private object(node: SchemaNode, object: JsonMap, path: Path, field: GoField): void {
    const { properties, additional } = node;
    for (const name of Object.keys(object)) {
      const value = object[name];
      if (value === undefined) continue;
      const inner = properties?.get(name) ?? additional;
      const at = path.child(name);
      if (inner !== undefined) {
        const dotted = field.path === '' ? name : `${field.path}.${name}`;
        this.check(inner, value, at, {
          struct: properties === undefined ? field.struct : goName(node),
          path: properties === undefined ? field.path : dotted,
        });
      } else if (properties !== undefined && !node.preserveUnknown) {
        const free = [...properties.keys()].filter((candidate) => !Object.hasOwn(object, candidate));
        this.report.violations.push(unknownField(at, name, free));
      }
    }
    for (const name of node.required) {
      if (Object.hasOwn(object, name) && object[name] !== null && object[name] !== undefined) continue;
      this.report.violations.push(missing(node, object, name, path));
    }
  }

  /** Times and bytes are decoded, too. */
  private text(node: SchemaNode, value: unknown, path: Path): void {
    const text = value instanceof Date ? value.toISOString() : String(value);
    if (node.schema.format === 'date-time' && parseTimestamp(text) === undefined) {
      this.report.undecodable(
        'SCHEMA_FORMAT',
        path,
        `parsing time ${quote(text)} as "2006-01-02T15:04:05Z07:00": cannot parse`,
      );
    }
    if (node.schema.format !== 'byte') return;
    const bytes = text.replace(/[\r\n]/g, '');
    if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bytes)) return;
    const illegal = /[^A-Za-z0-9+/]/.exec(text)?.index ?? text.length - (text.length % 4);
    this.report.undecodable('SCHEMA_FORMAT', path, `illegal base64 data at input byte ${illegal}`);
  }

  private wrongType(node: SchemaNode, value: unknown, path: Path, field: GoField): void {
    const type = jsonType(value);
    const fix = typeFix(node.types, type, value);
    this.report.undecodable('SCHEMA_TYPE', path, decodeError(node, type, value, field), fix);
  }
}

function decodeError(node: SchemaNode, type: JsonType, value: unknown, field: GoField): string {
  if (node.schema.format === 'quantity') return NOT_A_QUANTITY;
  const kind = type === 'boolean' ? 'bool' : type === 'integer' ? 'number' : type;
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const shown = isNumeric(node) && isNumber ? `number ${formatNumber(value)}` : kind;
  // Types that decode themselves do not know where they stand.
  if (node.intOrString) return `json: cannot unmarshal ${shown} into Go value of type int32`;
  if (node.schema.format === 'date-time') return `json: cannot unmarshal ${shown} into Go value of type string`;
  const where = field.path === '' ? 'value' : `struct field ${field.struct}.${field.path}`;
  return `json: cannot unmarshal ${shown} into Go ${where} of type ${goType(node)}`;
}

function isNumeric(node: SchemaNode): boolean {
  return node.type === 'integer' || node.type === 'number';
}

function accepts(node: SchemaNode, type: JsonType, value: unknown): boolean {
  if (node.schema.format === 'quantity') return type === 'string' || type === 'integer' || type === 'number';
  if (node.intOrString) return type === 'string' || type === 'integer';
  switch (node.type) {
    case undefined:
      // What decodes itself takes anything.
      return node.properties === undefined || type === 'object';
    case 'integer':
      return (
        type === 'integer' && Math.abs(Number(value)) <= (INTEGER_LIMITS[node.schema.format ?? 'int64'] ?? 2 ** 63)
      );
    case 'number':
      return type === 'integer' || type === 'number';
    default:
      return node.type === type;
  }
}

function goType(node: SchemaNode): string {
  if (node.type === 'array') return `[]${node.items === undefined ? 'interface {}' : goType(node.items)}`;
  if (node.definition !== undefined) return node.definition.split('.').slice(-2).join('.');
  if (node.type === 'integer') return node.schema.format ?? 'int';
  if (node.additional !== undefined) return `map[string]${goType(node.additional)}`;
  if (node.type === 'string' && node.schema.format === 'byte') return '[]uint8';
  return PRIMITIVES[node.type ?? ''] ?? 'map[string]interface {}';
}

function goName(node: SchemaNode): string {
  return node.definition?.slice(node.definition.lastIndexOf('.') + 1) ?? '';
}
