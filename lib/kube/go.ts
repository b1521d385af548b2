/** How Go prints values: the API server's messages are written by `fmt`, `strconv` and `encoding/json`. */

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const PLAIN = /^[ !#-[\]-~]*$/;
/** Values are quoted in a message; a huge one would drown it. */
const LENGTH_LIMIT = 2000;

/** `%q` of a string. */
export function quote(text: string): string {
  const shown = text.length > LENGTH_LIMIT ? `${text.slice(0, LENGTH_LIMIT)}…` : text;
  if (PLAIN.test(shown)) return `"${shown}"`;
  let quoted = '"';
  for (const char of shown) {
    const escaped = CONTROLS.get(char);
    if (escaped !== undefined) quoted += escaped;
    else if (PRINTABLE.test(char)) quoted += char;
    else {
      const code = char.codePointAt(0) ?? 0;
      if (code < 0x80) quoted += `\\x${code.toString(16).padStart(2, '0')}`;
      else if (code < 0x10000) quoted += `\\u${code.toString(16).padStart(4, '0')}`;
      else quoted += `\\U${code.toString(16).padStart(8, '0')}`;
    }
  }
  return `${quoted}"`;
}

/** `%v` of a number that came from JSON: integers are int64 where they fit, the others float64. */
export function formatNumber(value: number | bigint): string {
  if (typeof value === 'bigint' || (Number.isInteger(value) && Math.abs(value) < 2 ** 63))
    return BigInt(value).toString();
  return formatFloat(value);
}

/** `%v` of a float64. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  if (value === 0) return '0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 21) {
    if (Math.abs(value) >= 1e-6) return String(value);
    const digits = mantissa.replace('-', '').replace('.', '');
    return `${value < 0 ? '-' : ''}0.${'0'.repeat(-exponent - 1)}${digits}`;
  }
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

const HTML: ReadonlyMap<string, string> = new Map([
  ['<', '\\u003c'],
  ['>', '\\u003e'],
  ['&', '\\u0026'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
]);

/** `json.Marshal`: keys from A to Z, `<` escaped. Deep and large values are cut. */
export function marshal(value: unknown, depth = 0): string {
  if (typeof value === 'string') {
    const shown = value.length > LENGTH_LIMIT ? `${value.slice(0, LENGTH_LIMIT)}…` : value;
    return JSON.stringify(shown).replace(/[<>&\u2028\u2029]/g, (char) => HTML.get(char) ?? char);
  }
  if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value);
  if (value instanceof Date) return marshal(value.toISOString());
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean' ? String(value) : 'null';
  if (depth > 20) return Array.isArray(value) ? '[…]' : '{…}';
  if (Array.isArray(value)) {
    const items = value.slice(0, 100).map((item) => marshal(item, depth + 1));
    return `[${items.join(',')}${value.length > 100 ? ',…' : ''}]`;
  }
  const keys = Object.keys(value).sort();
  const fields = keys
    .slice(0, 100)
    .map((key) => `${marshal(key)}:${marshal((value as Record<string, unknown>)[key], depth + 1)}`);
  return `{${fields.join(',')}${keys.length > 100 ? ',…' : ''}}`;
}
