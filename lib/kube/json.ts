/** A JSON object. */
export type JsonMap = Readonly<Record<string, unknown>>;

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

const INT64 = 2 ** 63;

/** How Go sees a value after decoding: numbers without a fraction that fit are integers. */
export function jsonType(value: unknown): JsonType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'number':
      return Number.isInteger(value) && value < INT64 && value >= -INT64 ? 'integer' : 'number';
    case 'bigint':
      return 'integer';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'array';
      // What a YAML parser makes of a timestamp; JSON has a text there.
      return value instanceof Date ? 'string' : 'object';
    default:
      return 'null';
  }
}

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Whether a field is there; `undefined` is not in JSON. */
export function hasOwn(object: JsonMap, name: string): boolean {
  return Object.hasOwn(object, name) && object[name] !== undefined;
}

/** Whether two JSON values are the same. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a).filter((key) => (a as JsonMap)[key] !== undefined);
  if (keys.length !== Object.keys(b).filter((key) => (b as JsonMap)[key] !== undefined).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equalJson((a as JsonMap)[key], (b as JsonMap)[key]));
}

/** A text that two values have only where they are the same, but for the order of fields, which counts here. */
export function jsonKey(value: unknown): string {
  return JSON.stringify(value, written);
}

/** JSON has no way to write some numbers of YAML. */
function written(_name: string, value: unknown): unknown {
  const isWritten = typeof value === 'number' ? Number.isFinite(value) : typeof value !== 'bigint';
  return isWritten ? value : { number: String(value), type: typeof value };
}
