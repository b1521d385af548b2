import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf } from '../values/decoded';
import { checkCounterparts, checkNarrowing, checkPattern, narrowingsOf } from './narrowing';
import { JUNCTORS, propertiesOf, propertyOf, type Schema, schemaOf, typeOf } from './schemas';

/** Where a schema stands: the API server words it. */
type Level = 'at the root' | 'for specified array items' | 'for specified object fields';

/**
 * Checks that a schema is structural: that it gives the shape of every value, so that the API server can prune and
 * default objects, and that whatever narrows values down is about values of a known shape.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function checkStructural(at: Path, schema: Schema, report: Report): void {
  checkShape(at, schema, 'at the root', report);
  for (const part of narrowingsOf(schema, at)) checkCounterparts(part, at, schema, report);
}

function checkShape(at: Path, schema: Schema, level: Level, report: Report): void {
  const { items, additionalProperties } = schema;
  if (typeOf(schema) === 'array' && !isSet(items)) report.required('K8S_CRD', at.child('items'), 'must be specified');
  const item = schemaOf(items);
  if (item !== undefined) checkShape(at.child('items'), item, 'for specified array items', report);
  for (const [name, property] of propertiesOf(schema)) {
    checkShape(at.child('properties').key(name), property, 'for specified object fields', report);
  }
  if (isSet(additionalProperties)) {
    const place = at.child('additionalProperties');
    if (level === 'at the root') report.forbidden('K8S_CRD', place, 'must not be used at the root');
    const values = schemaOf(additionalProperties);
    if (values !== undefined) checkShape(place, values, 'for specified object fields', report);
    if (schema['x-kubernetes-embedded-resource'] === true) {
      report.forbidden('K8S_CRD', place, 'must not be used if x-kubernetes-embedded-resource is set');
    }
  }
  checkExtensions(at, schema, report);
  for (const part of narrowingsOf(schema, at)) checkNarrowing(part, report);
  checkPattern(at, schema, report);
  checkType(at, schema, level, report);
  checkResource(at, schema, level, report);
}

function checkExtensions(at: Path, schema: Schema, report: Report): void {
  if (schema['x-kubernetes-int-or-string'] !== true) return;
  for (const name of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource']) {
    if (schema[name] !== true) continue;
    report.invalid('K8S_CRD', at.child(name), true, 'must be false if x-kubernetes-int-or-string is true');
  }
}

function checkType(at: Path, schema: Schema, level: Level, report: Report): void {
  const type = typeOf(schema);
  const place = at.child('type');
  if (schema['x-kubernetes-embedded-resource'] === true && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    if (type === '') report.required('K8S_CRD', place, detail);
    else report.invalid('K8S_CRD', place, type, detail);
  } else if (
    type === '' &&
    schema['x-kubernetes-int-or-string'] !== true &&
    schema['x-kubernetes-preserve-unknown-fields'] !== true
  ) {
    report.required('K8S_CRD', place, `must not be empty ${level}`);
  }
  if (level === 'at the root' && type !== '' && type !== 'object') {
    report.invalid('K8S_CRD', place, type, 'must be object at the root');
  }
}

/** Whole resources have a kind, a version and metadata, of which a schema may say hardly anything. */
function checkResource(at: Path, schema: Schema, level: Level, report: Report): void {
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  const isResource = level === 'at the root' || isEmbedded;
  const place = (name: string) => at.child('properties').key(name);
  for (const [name, type] of [
    ['kind', 'string'],
    ['apiVersion', 'string'],
    ['metadata', 'object'],
  ] as const) {
    const property = propertyOf(schema, name);
    if (property === undefined || !isResource || typeOf(property) === type) continue;
    report.invalid('K8S_CRD', place(name).child('type'), typeOf(property), `must be ${type}`);
  }
  const metadata = propertyOf(schema, 'metadata');
  if (metadata !== undefined && level === 'at the root' && !onlyNames(metadata)) {
    const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    report.forbidden('K8S_CRD', place('metadata'), detail);
  }
  const preserves = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (isEmbedded && !preserves && propertiesOf(schema).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    report.required('K8S_CRD', at.child('properties'), detail);
  }
}

/** Keywords that are dropped, and those that say nothing more of metadata. */
const HARMLESS: ReadonlySet<string> = new Set(['type', 'default', 'properties', 'externalDocs', 'example']);
/** Lists that the API server makes anew: an empty one is none. */
const REMADE: ReadonlySet<string> = new Set(['enum', ...JUNCTORS]);

function onlyNames(metadata: Schema): boolean {
  const names = propertiesOf(metadata).map(([name]) => name);
  if (names.some((name) => name !== 'name' && name !== 'generateName')) return false;
  return Object.entries(metadata).every(([name, value]) => {
    if (HARMLESS.has(name) || value === '' || value === false || value === undefined) return true;
    return REMADE.has(name) && listOf(value).length === 0;
  });
}
