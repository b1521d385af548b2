import { isMap } from '../kube/json';
import { compilePattern } from '../kube/regular-expression';
import type { Path } from '../violation/path';
import { entries, fields, isMissing, items, own, text, textItems } from './json';
import type { Report } from './rules';
import { syntaxProblem } from './values/expressions';

type Fields = Readonly<Record<string, unknown>>;

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const LIST_TYPES = ['atomic', 'map', 'set'];
/** What gives a shape, and so may not stand where a shape is only narrowed down. */
const SHAPE = ['type', 'additionalProperties', 'default', 'description', 'title', 'nullable'];

/**
 * Checks the keywords of one schema of a CustomResourceDefinition.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 */
export function checkKeywords(at: Path, schema: Fields, report: Report): void {
  const type = text(schema.type);
  if (type && !TYPES.includes(type)) report.unsupported('K8S_CRD', at.child('type'), type, TYPES);
  if (type === 'array' && isMissing(schema.items)) {
    report.required('K8S_CRD', at.child('items'), 'must be specified');
  }
  const { pattern } = schema;
  if (typeof pattern === 'string') {
    const compiled = compilePattern(pattern);
    if (typeof compiled === 'string') {
      const detail = `must be a valid regular expression, but isn't: ${compiled}`;
      report.invalid('K8S_CRD', at.child('pattern'), pattern, detail);
    }
  }
  checkList(at, schema, report);
  checkDefault(at.child('default'), schema, report);
  for (const [index, rule] of items(schema['x-kubernetes-validations']).entries()) {
    const expression = isMap(rule) ? text(rule.rule) : undefined;
    if (expression === undefined) continue;
    const place = at.child('x-kubernetes-validations').child(index).child('rule');
    if (expression.trim() === '') report.required('K8S_CRD', place, 'rule is not specified');
    else {
      const problem = syntaxProblem(expression);
      if (problem !== undefined) report.invalid('K8S_CRD', place, expression, problem);
    }
  }
}

/** Checks how a list is told apart: as a whole, as a set, or by keys of its entries. */
function checkList(at: Path, schema: Fields, report: Report): void {
  const kind = text(schema['x-kubernetes-list-type']);
  const keys = textItems(schema['x-kubernetes-list-map-keys']);
  const place = at.child('x-kubernetes-list-type');
  const keysPlace = at.child('x-kubernetes-list-map-keys');
  if (kind && !LIST_TYPES.includes(kind)) report.unsupported('K8S_CRD', place, kind, LIST_TYPES);
  if (kind !== 'map') {
    if (keys.length > 0)
      report.invalid('K8S_CRD', place, kind || undefined, 'must be map if x-kubernetes-list-map-keys is non-empty');
    return;
  }
  if (keys.length === 0) {
    report.required('K8S_CRD', keysPlace, 'must not be empty if x-kubernetes-list-type is map');
  }
  const { properties, required } = fields(schema.items);
  for (const [index, key] of keys) {
    const property = own(properties, key);
    if (property === undefined) {
      report.invalid('K8S_CRD', keysPlace.child(index), key, 'entries must all be names of item properties');
    } else if (!items(required).includes(key) && isMissing(fields(property).default)) {
      const where = at.child('items', 'properties').key(key).child('default');
      const detail =
        'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
      report.required('K8S_CRD', where, detail);
    }
  }
}

function checkDefault(at: Path, { type, default: value, nullable, ...rest }: Fields, report: Report): void {
  if (value === undefined || (value === null && nullable === true) || rest['x-kubernetes-int-or-string'] === true)
    return;
  const expected = text(type);
  if (!expected || !TYPES.includes(expected) || value === null) return;
  const found = Array.isArray(value)
    ? 'array'
    : typeof value === 'number'
      ? Number.isInteger(value)
        ? 'integer'
        : 'number'
      : typeof value;
  if (found === expected || (found === 'integer' && expected === 'number')) return;
  report.invalid('K8S_CRD', at, found, `${at.name} in body must be of type ${expected}: ${JSON.stringify(found)}`);
}

/** Checks that what is in `allOf` and its like gives no shape. */
export function checkLogic(at: Path, schema: Fields, report: Report): void {
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    for (const [index, part] of items(schema[name]).entries()) {
      if (isMap(part)) checkNarrowing(at.child(name).child(index), part, intOrString, report);
    }
  }
  if (isMap(schema.not)) checkNarrowing(at.child('not'), schema.not, false, report);
}

function checkNarrowing(at: Path, schema: Fields, intOrString: boolean, report: Report): void {
  // An integer or a text says so in `anyOf`, which is the one exception.
  for (const name of intOrString ? SHAPE.filter((one) => one !== 'type') : SHAPE) {
    const value = schema[name];
    if (isMissing(value) || value === '' || value === false) continue;
    const detail = 'must be empty to be structural';
    report.forbidden('K8S_CRD', at.child(name), name === 'default' || name === 'nullable' ? mustNot(name) : detail);
  }
  for (const [name, inner] of entries(schema.properties)) {
    if (isMap(inner)) checkNarrowing(at.child('properties').key(name), inner, false, report);
  }
  if (isMap(schema.items)) checkNarrowing(at.child('items'), schema.items, false, report);
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    for (const [index, part] of items(schema[name]).entries()) {
      if (isMap(part)) checkNarrowing(at.child(name).child(index), part, intOrString, report);
    }
  }
  if (isMap(schema.not)) checkNarrowing(at.child('not'), schema.not, false, report);
}

function mustNot(name: string): string {
  return name === 'nullable' ? 'must be false to be structural' : 'must be undefined to be structural';
}
