import { compilePattern } from '../cel/regular-expression';
import { isMap } from '../kube/json';
import { syntaxProblem } from './admission-policies';
import type { At, Issues } from './field';
import { entries, fields, isMissing, items, own, text, textItems } from './json';

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
export function checkKeywords(at: At, schema: Fields, issues: Issues): void {
  const type = text(schema.type);
  if (type && !TYPES.includes(type)) issues.unsupported('K8S_CRD', at.child('type'), type, TYPES);
  if (type === 'array' && isMissing(schema.items)) {
    issues.required('K8S_CRD', at.child('items'), 'must be specified');
  }
  const { pattern } = schema;
  if (typeof pattern === 'string') {
    const compiled = compilePattern(pattern);
    if (typeof compiled === 'string') {
      const detail = `must be a valid regular expression, but isn't: ${compiled}`;
      issues.invalid('K8S_CRD', at.child('pattern'), pattern, detail);
    }
  }
  checkList(at, schema, issues);
  checkDefault(at.child('default'), schema, issues);
  for (const [index, rule] of items(schema['x-kubernetes-validations']).entries()) {
    const expression = isMap(rule) ? text(rule.rule) : undefined;
    if (expression === undefined) continue;
    const place = at.child('x-kubernetes-validations').index(index).child('rule');
    if (expression.trim() === '') issues.required('K8S_CRD', place, 'rule is not specified');
    else {
      const problem = syntaxProblem(expression);
      if (problem !== undefined) issues.invalid('K8S_CRD', place, expression, problem);
    }
  }
}

/** Checks how a list is told apart: as a whole, as a set, or by keys of its entries. */
function checkList(at: At, schema: Fields, issues: Issues): void {
  const kind = text(schema['x-kubernetes-list-type']);
  const keys = textItems(schema['x-kubernetes-list-map-keys']);
  const place = at.child('x-kubernetes-list-type');
  const keysPlace = at.child('x-kubernetes-list-map-keys');
  if (kind && !LIST_TYPES.includes(kind)) issues.unsupported('K8S_CRD', place, kind, LIST_TYPES);
  if (kind !== 'map') {
    if (keys.length > 0)
      issues.invalid('K8S_CRD', place, kind || undefined, 'must be map if x-kubernetes-list-map-keys is non-empty');
    return;
  }
  if (keys.length === 0) {
    issues.required('K8S_CRD', keysPlace, 'must not be empty if x-kubernetes-list-type is map');
  }
  const { properties, required } = fields(schema.items);
  for (const [index, key] of keys) {
    const property = own(properties, key);
    if (property === undefined) {
      issues.invalid('K8S_CRD', keysPlace.index(index), key, 'entries must all be names of item properties');
    } else if (!items(required).includes(key) && isMissing(fields(property).default)) {
      const where = at.child('items', 'properties').key(key).child('default');
      const detail =
        'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
      issues.required('K8S_CRD', where, detail);
    }
  }
}

function checkDefault(at: At, { type, default: value, nullable, ...rest }: Fields, issues: Issues): void {
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
  issues.invalid('K8S_CRD', at, found, `${at.text} in body must be of type ${expected}: ${JSON.stringify(found)}`);
}

/** Checks that what is in `allOf` and its like gives no shape. */
export function checkLogic(at: At, schema: Fields, issues: Issues): void {
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    for (const [index, part] of items(schema[name]).entries()) {
      if (isMap(part)) checkNarrowing(at.child(name).index(index), part, intOrString, issues);
    }
  }
  if (isMap(schema.not)) checkNarrowing(at.child('not'), schema.not, false, issues);
}

function checkNarrowing(at: At, schema: Fields, intOrString: boolean, issues: Issues): void {
  // An integer or a text says so in `anyOf`, which is the one exception.
  for (const name of intOrString ? SHAPE.filter((one) => one !== 'type') : SHAPE) {
    const value = schema[name];
    if (isMissing(value) || value === '' || value === false) continue;
    const detail = 'must be empty to be structural';
    issues.forbidden('K8S_CRD', at.child(name), name === 'default' || name === 'nullable' ? mustNot(name) : detail);
  }
  for (const [name, inner] of entries(schema.properties)) {
    if (isMap(inner)) checkNarrowing(at.child('properties').key(name), inner, false, issues);
  }
  if (isMap(schema.items)) checkNarrowing(at.child('items'), schema.items, false, issues);
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    for (const [index, part] of items(schema[name]).entries()) {
      if (isMap(part)) checkNarrowing(at.child(name).index(index), part, intOrString, issues);
    }
  }
  if (isMap(schema.not)) checkNarrowing(at.child('not'), schema.not, false, issues);
}

function mustNot(name: string): string {
  return name === 'nullable' ? 'must be false to be structural' : 'must be undefined to be structural';
}
