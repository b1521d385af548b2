import { runeCount } from '../cel/functions';
import { isFormat } from '../cel/string-formats';
import { formatNumber, marshal, quote } from '../kube/go';
import { equalJson, hasOwn, isMap, type JsonMap, type JsonType, jsonType } from '../kube/json';
import { isRepeated } from '../kube/repeated';
import { closest, didYouMean } from '../kube/suggestion';
import { Path } from '../violation/path';
import type { Violation } from '../violation/violation';
import type { SchemaNode } from './node';
import type { SchemaRule } from './rules';
import { typeFix } from './type-fix';

/**
 * Checks a value against a schema, as kube-openapi does: the same verdicts, the same messages.
 *
 * @returns how many checks the value went through. Of alternatives that all fail, the one with most of them is
 *   reported, so this counts as kube-openapi counts.
 * @see https://pkg.go.dev/k8s.io/kube-openapi/pkg/validation/validate
 */
export function checkStructure(node: SchemaNode, value: unknown, path: Path, violations: Violation[]): number {
  if (typeof value !== 'object' || value === null || !isRepeated(value))
    return checkAnew(node, value, path, violations);
  const { matches: known } = node.parts;
  const before = known.get(value);
  if (before !== undefined) return before;
  const { length } = violations;
  const matches = checkAnew(node, value, path, violations);
  if (violations.length === length) known.set(value, matches);
  return matches;
}

function checkAnew(node: SchemaNode, value: unknown, path: Path, violations: Violation[]): number {
  const type = jsonType(value);
  if (type === 'null') {
    if (node.types.length > 0 && !node.nullable) violations.push(wrongType(node, type, value, path));
    if (node.enum !== undefined) checkEnum(node, value, path, violations);
    return 0;
  }
  let matches = 2;
  if (node.types.length > 0 || node.format !== undefined)
    matches += checkType(node, type, value, path, violations) ? 2 : 1;
  matches += (node.hasAlternatives ? checkAlternatives(node, value, path, violations) : 1) + 1;
  switch (type) {
    case 'string':
      matches += node.format === undefined ? 1 : 2;
      if (node.hasStringLimits) checkString(node, value as string, path, violations);
      break;
    case 'integer':
    case 'number':
      matches += 2;
      if (node.hasNumberLimits) checkNumber(node, type, value as number | bigint, path, violations);
      break;
    case 'array':
      matches += 2 + checkList(node, value as readonly unknown[], path, violations);
      break;
    case 'object':
      matches += 1 + checkObject(node, value as JsonMap, path, violations);
      break;
  }
  if (node.enum !== undefined) checkEnum(node, value, path, violations);
  return matches;
}

function checkType(node: SchemaNode, type: JsonType, value: unknown, path: Path, violations: Violation[]): boolean {
  const { types, format } = node;
  const fits = types.includes(type) || (type === 'integer' && types.includes('number'));
  if (format !== undefined) {
    // Quirks of the API server: of a field with a format, a list passes; other types are told by their format.
    if (type === 'string' || type === 'array') return true;
    if (fits) return true;
    const found = type === 'integer' ? 'int64' : type === 'number' ? 'float64' : '';
    violations.push({
      ...wrongType(node, type, value, path),
      value: found,
      detail: typeDetail(path, node.schema.format ?? format, found),
    });
    return false;
  }
  if (fits) return true;
  violations.push(wrongType(node, type, value, path));
  return false;
}

function typeDetail(path: Path, expected: string, found: string): () => string {
  return () => `${path.name} in body must be of type ${expected}: ${quote(found)}`;
}

function wrongType(node: SchemaNode, type: JsonType, value: unknown, path: Path): Violation {
  return {
    rule: 'SCHEMA_TYPE',
    type: 'wrong type',
    path,
    value: type,
    detail: typeDetail(path, node.types.join(','), type),
    fix: (written) => typeFix(value, written, (other) => takes(node, other)),
  };
}

/** Whether a field takes a value; of a list of maps, only that it is one. */
function takes(node: SchemaNode, value: unknown): boolean {
  const violations: Violation[] = [];
  checkStructure(node, value, Path.ROOT, violations);
  const isListOfMaps = Array.isArray(value) && isMap(value[0]);
  return !violations.some(({ path, type }) => !isListOfMaps || (type === 'wrong type' && path.parts.length < 2));
}

function checkAlternatives(node: SchemaNode, value: unknown, path: Path, violations: Violation[]): number {
  let matches = 0;
  const { anyOf, oneOf, allOf, not } = node.schema;
  if (anyOf !== undefined && anyOf.length > 0) {
    let best: { readonly matches: number; readonly violations: readonly Violation[] } | undefined;
    let valid = false;
    for (const part of node.anyOf) {
      const found: Violation[] = [];
      const count = checkStructure(part, value, path, found);
      if (found.length === 0) {
        valid = true;
        matches += count;
        break;
      }
      if (best === undefined || count > best.matches) best = { matches: count, violations: found };
    }
    if (!valid) {
      violations.push(alternative('SCHEMA_ANY_OF', path, 'must validate at least one schema (anyOf)'));
      if (best !== undefined) {
        violations.push(...best.violations);
        matches += best.matches;
      }
    }
  }
  if (oneOf !== undefined && oneOf.length > 0) matches += checkOneOf(node, value, path, violations);
  if (allOf !== undefined && allOf.length > 0) {
    let valid = 0;
    for (const part of node.allOf) {
      const before = violations.length;
      matches += checkStructure(part, value, path, violations);
      if (violations.length === before) valid += 1;
    }
    if (valid < node.allOf.length) {
      violations.push(
        alternative(
          'SCHEMA_ALL_OF',
          path,
          `must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`,
        ),
      );
    }
  }
  if (not !== undefined && node.not !== undefined) {
    const found: Violation[] = [];
    checkStructure(node.not, value, path, found);
    if (found.length === 0) violations.push(alternative('SCHEMA_NOT', path, 'must not validate the schema (not)'));
  }
  return matches + 1;
}

function checkOneOf(node: SchemaNode, value: unknown, path: Path, violations: Violation[]): number {
  let best: { readonly matches: number; readonly violations: readonly Violation[] } | undefined;
  let valid = 0;
  let matches = 0;
  for (const part of node.oneOf) {
    const found: Violation[] = [];
    const count = checkStructure(part, value, path, found);
    if (found.length === 0) {
      valid += 1;
      if (valid === 1) matches = count;
    } else if (valid === 0 && (best === undefined || count > best.matches)) {
      best = { matches: count, violations: found };
    }
  }
  if (valid === 1) return matches;
  const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
  violations.push({
    ...alternative('SCHEMA_ONE_OF', path, `must validate one and only one schema (oneOf). ${found}`),
    fix: () => oneOfFix(node, value),
  });
  if (valid > 0 || best === undefined) return 0;
  violations.push(...best.violations);
  return best.matches;
}

/** In Istio's definitions an alternative is the field that it requires. */
function oneOfFix(node: SchemaNode, value: unknown): string | undefined {
  if (!isMap(value)) return undefined;
  const fields = node.oneOf.flatMap((part) => (part.required.length === 1 ? part.required : []));
  const present = fields.filter((field) => hasOwn(value, field));
  if (present.length > 1) return `keep only one of ${present.join(', ')}`;
  return present.length === 0 && fields.length > 1 ? `give one of ${fields.join(', ')}` : undefined;
}

/** The API server does not say where alternatives do not hold, other than in the text. */
function alternative(rule: SchemaRule, path: Path, text: string): Violation {
  const detail = () => `${quote(path.name)} ${text}`;
  return { rule, type: 'invalid', path: path.called(''), value: '', detail };
}

function invalid(rule: SchemaRule, path: Path, value: unknown, text: string): Violation {
  return { rule, type: 'invalid', path, value, detail: () => `${path.name} in body ${text}` };
}

function checkString(node: SchemaNode, value: unknown, path: Path, violations: Violation[]): void {
  const text = value instanceof Date ? value.toISOString() : String(value);
  const problem = limitOf(node, text, path);
  if (problem !== undefined) violations.push(problem);
  if (node.format !== undefined && !isFormat(node.format, text)) {
    violations.push({
      ...invalid('SCHEMA_FORMAT', path, text, `must be of type ${node.schema.format ?? ''}: ${quote(text)}`),
    });
  }
}

/** The first limit that a text exceeds; the API server looks no further. */
function limitOf({ schema, pattern }: SchemaNode, text: string, path: Path): Violation | undefined {
  const { minLength, maxLength } = schema;
  // Counting characters is only needed near the limits.
  if (maxLength !== undefined && text.length > maxLength && runeCount(text) > maxLength) {
    const detail = `may not be more than ${maxLength} ${maxLength === 1 ? 'byte' : 'bytes'}`;
    return { rule: 'SCHEMA_LENGTH', type: 'too long', path, detail: () => detail };
  }
  if (minLength !== undefined && (text.length < minLength || runeCount(text) < minLength)) {
    return invalid('SCHEMA_LENGTH', path, text, `should be at least ${minLength} chars long`);
  }
  if (pattern === undefined) return undefined;
  if (typeof pattern === 'string') {
    const source = `${schema.pattern}, but pattern is invalid: ${pattern}`;
    return invalid('SCHEMA_PATTERN', path, text, `should match '${source}'`);
  }
  return pattern.test(text) ? undefined : invalid('SCHEMA_PATTERN', path, text, `should match '${schema.pattern}'`);
}

function checkNumber(
  { schema }: SchemaNode,
  type: JsonType,
  value: number | bigint,
  path: Path,
  violations: Violation[],
): void {
  const { minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false, multipleOf } = schema;
  // Limits of integers are compared as integers: the API server cuts their fractions off, and what is too large.
  const limit = (number: number) => (type === 'integer' ? asInteger(number) : number);
  const report = (text: string) => violations.push(invalid('SCHEMA_RANGE', path, value, text));
  if (multipleOf !== undefined && limit(multipleOf) <= 0) {
    const detail = () => `factor MultipleOf declared for ${path.name} must be positive: ${limit(multipleOf)}`;
    violations.push({ rule: 'SCHEMA_RANGE', type: 'invalid', path, value: multipleOf, detail });
  } else if (multipleOf !== undefined && !isMultiple(value, limit(multipleOf), multipleOf)) {
    report(`should be a multiple of ${formatNumber(limit(multipleOf))}`);
  }
  if (minimum !== undefined && (exclusiveMinimum ? value <= limit(minimum) : value < limit(minimum))) {
    report(`should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${formatNumber(limit(minimum))}`);
  }
  if (maximum !== undefined && (exclusiveMaximum ? value >= limit(maximum) : value > limit(maximum))) {
    report(`should be less than ${exclusiveMaximum ? '' : 'or equal to '}${formatNumber(limit(maximum))}`);
  }
  if (schema.type === 'integer' && schema.format === 'int32' && Math.abs(Number(value) + 0.5) > 2 ** 31) {
    violations.push({
      rule: 'SCHEMA_FORMAT',
      severity: 'warning',
      type: 'invalid',
      path,
      value: '',
      detail: () => `Checked value must be of type integer with format int32 in ${path.name}`,
      fix: 'API servers before 1.36 accept it, but what reads the object cannot: give a number below 2147483648',
    });
  }
}

/** As Go makes an integer of 64 bits of a number. */
function asInteger(number: number): number {
  return number >= -(2 ** 63) && number < 2 ** 63 ? Math.trunc(number) : -(2 ** 63);
}

function isMultiple(value: number | bigint, whole: number, factor: number): boolean {
  if (typeof value === 'bigint') return whole !== 0 && value % BigInt(whole) === 0n;
  if (Number.isInteger(value) && whole !== 0) return value % whole === 0;
  return Number.isInteger(factor < 1 ? (1 / factor) * value : value / factor);
}

function checkList(node: SchemaNode, values: readonly unknown[], path: Path, violations: Violation[]): number {
  let matches = 0;
  const { minItems, maxItems, uniqueItems } = node.schema;
  if (node.items !== undefined) {
    for (let index = 0; index < values.length; index += 1) {
      matches += checkStructure(node.items, values[index], path.child(index), violations);
    }
  }
  if (minItems !== undefined && values.length < minItems) {
    violations.push(invalid('SCHEMA_ITEMS', path, values.length, `should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && values.length > maxItems) violations.push(tooMany(path, values.length, maxItems));
  if (
    uniqueItems === true &&
    values.some((value, index) => values.slice(0, index).some((other) => equalJson(value, other)))
  ) {
    violations.push(invalid('SCHEMA_DUPLICATE', path, '', "shouldn't contain duplicates"));
  }
  return matches;
}

function tooMany(path: Path, count: number, limit: number): Violation {
  const detail = `must have at most ${limit} ${limit === 1 ? 'item' : 'items'}`;
  return { rule: 'SCHEMA_ITEMS', type: 'too many', path, value: count, detail: () => detail };
}

function checkObject(node: SchemaNode, object: JsonMap, path: Path, violations: Violation[]): number {
  const { minProperties, maxProperties, additionalProperties } = node.schema;
  if (minProperties !== undefined || maxProperties !== undefined) {
    const count = Object.keys(object).length;
    if (minProperties !== undefined && count < minProperties) {
      violations.push(invalid('SCHEMA_ITEMS', path, count, `should have at least ${minProperties} properties`));
    }
    if (maxProperties !== undefined && count > maxProperties) {
      violations.push(tooMany(path, count, maxProperties));
    }
  }
  let matches = 0;
  if (node.properties !== undefined || node.additional !== undefined || additionalProperties === false) {
    for (const name of Object.keys(object)) {
      const value = object[name];
      if (value === undefined) continue;
      const field = node.field(name);
      if (field !== undefined) matches += checkStructure(field, value, path.child(name), violations);
      else if (additionalProperties === false) {
        violations.push({
          rule: 'SCHEMA_UNKNOWN_FIELD',
          type: 'invalid',
          path,
          value: name,
          detail: () => `${path.name}.${name} in body is a forbidden property`,
        });
      }
    }
  }
  for (const name of node.required) if (!hasOwn(object, name)) violations.push(missing(node, object, name, path));
  return matches;
}

function missing(node: SchemaNode, object: JsonMap, name: string, path: Path): Violation {
  return {
    rule: 'SCHEMA_REQUIRED',
    type: 'required',
    path: path.child(name),
    fix: () => {
      // A field of a similar name that does not exist was meant to be this one.
      const meant = Object.keys(object).find(
        (other) => node.field(other) === undefined && closest(other, [name]) === name,
      );
      return meant === undefined ? undefined : `rename ${meant} to ${name}`;
    },
  };
}

function checkEnum(node: SchemaNode, value: unknown, path: Path, violations: Violation[]): void {
  const allowed = node.enum ?? [];
  if (allowed.some((member) => equalJson(member, value))) return;
  const names = allowed.map((member) => (typeof member === 'string' ? member : marshal(member)));
  violations.push({
    rule: 'SCHEMA_ENUM',
    type: 'unsupported',
    path,
    value,
    detail: () => `supported values: ${names.map(quote).join(', ')}`,
    fix: () => (typeof value === 'string' ? didYouMean(value, names) : undefined),
  });
}
