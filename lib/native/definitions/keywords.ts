import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, structOf, textOf, textsOf } from '../values/decoded';
import { type Schema, schemaOf, typeOf } from './schemas';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const LIST_TYPES = ['atomic', 'set', 'map'];
const MAP_TYPES = ['atomic', 'granular'];

/** What matters at a schema of what is around it. */
export interface Surroundings {
  /** Why no default may be given here, if so. */
  readonly noDefault?: string | undefined;
  /** Whether it is about the kind, the version or the metadata of a whole resource. */
  readonly isInsideResource?: boolean;
}

/**
 * Checks the keywords of one schema, not of those inside.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 */
export function checkKeywords(at: Path, schema: Schema, around: Surroundings, report: Report): void {
  checkSupported(at, schema, around, report);
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    report.forbidden('K8S_CRD', at.child('uniqueItems'), detail);
  }
  const { additionalProperties } = schema;
  const hasProperties = Object.keys(structOf(schema.properties)).length > 0;
  if (isSet(additionalProperties) && additionalProperties !== true && hasProperties) {
    const detail = 'additionalProperties and properties are mutual exclusive';
    report.forbidden('K8S_CRD', at.child('additionalProperties'), detail);
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    const place = at.child('x-kubernetes-preserve-unknown-fields');
    report.invalid('K8S_CRD', place, false, 'must be true or undefined');
  }
  checkMapType(at, schema, report);
  checkListType(at, schema, report);
}

/** Keywords that are not supported, whatever they say. */
function checkSupported(at: Path, schema: Schema, { noDefault, isInsideResource }: Surroundings, report: Report): void {
  const type = typeOf(schema);
  if (type !== '' && !TYPES.includes(type)) report.unsupported('K8S_CRD', at.child('type'), type, TYPES);
  if (isSet(schema.default) && noDefault !== undefined) {
    report.forbidden('K8S_CRD', at.child('default'), `must not be set ${noDefault}`);
  }
  const isThere: Readonly<Record<string, boolean>> = {
    id: textOf(schema.id) !== '',
    additionalItems: isSet(schema.additionalItems),
    patternProperties: Object.keys(structOf(schema.patternProperties)).length > 0,
    definitions: Object.keys(structOf(schema.definitions)).length > 0,
    dependencies: isSet(schema.dependencies),
    $ref: isSet(schema.$ref),
  };
  for (const [keyword, there] of Object.entries(isThere)) {
    if (there) report.forbidden('K8S_CRD', at.child(keyword), `${keyword} is not supported`);
  }
  if (type === 'null') {
    report.forbidden('K8S_CRD', at.child('type'), 'type cannot be set to null, use nullable as an alternative');
  }
  if (Array.isArray(schema.items) && schema.items.length > 0) {
    report.forbidden('K8S_CRD', at.child('items'), 'items must be a schema object and not an array');
  }
  if (isInsideResource === true && schema['x-kubernetes-embedded-resource'] === true) {
    const place = at.child('x-kubernetes-embedded-resource');
    report.forbidden('K8S_CRD', place, 'must not be used inside of resource meta');
  }
}

function checkMapType(at: Path, schema: Schema, report: Report): void {
  const kind = schema['x-kubernetes-map-type'];
  if (!isSet(kind)) return;
  mustBe(at, schema, 'object', 'x-kubernetes-map-type', report);
  if (!MAP_TYPES.includes(kind as string)) {
    report.unsupported('K8S_CRD', at.child('x-kubernetes-map-type'), kind, MAP_TYPES);
  }
}

/** @returns whether it has the type */
function mustBe(at: Path, schema: Schema, type: string, because: string, report: Report): boolean {
  const given = typeOf(schema);
  if (given === type) return true;
  const detail = `must be ${type} if ${because} is specified`;
  if (given === '') report.required('K8S_CRD', at.child('type'), detail);
  else report.invalid('K8S_CRD', at.child('type'), given, detail);
  return false;
}

/** Checks how the entries of a list are told apart: as a whole, as a set, or by keys. */
function checkListType(at: Path, schema: Schema, report: Report): void {
  const kind = schema['x-kubernetes-list-type'];
  const keys = textsOf(schema['x-kubernetes-list-map-keys']);
  const place = at.child('x-kubernetes-list-type');
  const items = schemaOf(schema.items);
  if (isSet(kind)) {
    if (mustBe(at, schema, 'array', 'x-kubernetes-list-type', report) && kind === 'set' && items !== undefined) {
      checkSet(at.child('items'), items, report);
    }
    if (!LIST_TYPES.includes(kind as string)) report.unsupported('K8S_CRD', place, kind, LIST_TYPES);
  }
  if (keys.length > 0 && kind !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    if (isSet(kind)) report.invalid('K8S_CRD', place, kind, detail);
    else report.required('K8S_CRD', place, detail);
  }
  if (kind === 'map') checkMap(at, schema, keys, report);
  if (items === undefined || (kind !== 'map' && kind !== 'set')) return;
  if (items.nullable === true) {
    report.forbidden(
      'K8S_CRD',
      at.child('items', 'nullable'),
      `cannot be nullable when x-kubernetes-list-type is ${kind}`,
    );
  }
  if (kind === 'map') for (const key of keys) checkKey(at.child('items'), items, key, report);
}

/** The entries of a set are compared as a whole. */
function checkSet(at: Path, items: Schema, report: Report): void {
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const listType = items['x-kubernetes-list-type'];
  if (typeOf(items) === 'array' && isSet(listType) && listType !== 'atomic') {
    report.invalid('K8S_CRD', at.child('x-kubernetes-list-type'), listType, detail);
  }
  if (typeOf(items) === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
    report.invalid('K8S_CRD', at.child('x-kubernetes-map-type'), listType, detail);
  }
}

function checkMap(at: Path, schema: Schema, keys: readonly string[], report: Report): void {
  const place = at.child('x-kubernetes-list-map-keys');
  const { items } = schema;
  if (keys.length === 0) {
    report.required('K8S_CRD', place, 'must not be empty if x-kubernetes-list-type is map');
  }
  if (!isSet(items)) {
    report.required('K8S_CRD', at.child('items'), 'must have a schema if x-kubernetes-list-type is map');
    return;
  }
  const item = schemaOf(items);
  if (item === undefined) {
    const detail = 'must only have a single schema if x-kubernetes-list-type is map';
    report.invalid('K8S_CRD', at.child('items'), listOf(items).length, detail);
    return;
  }
  if (typeOf(item) !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    report.invalid('K8S_CRD', at.child('items', 'type'), typeOf(item), detail);
    return;
  }
  const properties = structOf(item.properties);
  for (const [index, key] of keys.entries()) {
    const property = Object.hasOwn(properties, key) ? (properties[key] as JsonMap) : undefined;
    if (property === undefined) {
      report.invalid('K8S_CRD', place, keys, 'entries must all be names of item properties');
    } else if (typeOf(property) === 'array' || typeOf(property) === 'object') {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      report.invalid('K8S_CRD', at.child('items', 'properties').key(key).child('type'), typeOf(property), detail);
    }
    if (keys.indexOf(key) < index) report.invalid('K8S_CRD', place, keys, 'must not contain duplicate entries');
  }
}

/** An entry must have its keys. */
function checkKey(at: Path, items: Schema, key: string, report: Report): void {
  const properties = structOf(items.properties);
  if (!Object.hasOwn(properties, key)) return;
  const property = structOf(properties[key]);
  const place = at.child('properties').key(key);
  const because = 'this property is in x-kubernetes-list-map-keys, so it';
  if (!textsOf(items.required).includes(key) && !isSet(property.default)) {
    report.required('K8S_CRD', place.child('default'), `${because} must have a default or be a required property`);
  }
  if (property.nullable === true) {
    report.forbidden('K8S_CRD', place.child('nullable'), `${because} cannot be nullable`);
  }
}
