import { compilePattern } from '../../kube/regular-expression';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, textOf } from '../values/decoded';
import { JUNCTORS, type Part, partsOfJunctor, propertiesOf, propertyOf, type Schema, schemaOf } from './schemas';

/** A schema that narrows values down, whose shape is given elsewhere. */
export interface Narrowing extends Part {
  /** Whether its `anyOf` says that the value is an integer or a text, and is passed over. */
  readonly isIntegerOrText: boolean;
}

/** What of a schema narrows down. An integer or a text says so in `anyOf`, which may give types for once. */
export function narrowingsOf(schema: Schema, at: Path): readonly Narrowing[] {
  const first = schemaOf(listOf(schema.allOf)[0]);
  return narrowings(schema, at, isIntegerOrText(schema), first !== undefined && isIntegerOrText(first));
}

function narrowings(schema: Schema, at: Path, withoutAny: boolean, isFirst: boolean): readonly Narrowing[] {
  const parts = JUNCTORS.flatMap((name) =>
    name === 'anyOf' && withoutAny
      ? []
      : partsOfJunctor(schema, name, at).map((part, index) => ({
          ...part,
          isIntegerOrText: name === 'allOf' && index === 0 && isFirst,
        })),
  );
  const not = schemaOf(schema.not);
  return not === undefined ? parts : [...parts, { schema: not, at: at.child('not'), isIntegerOrText: false }];
}

function isIntegerOrText({ anyOf }: Schema): boolean {
  const parts = listOf(anyOf) as readonly Schema[];
  return (
    parts.length === 2 &&
    ['integer', 'string'].every((type, index) => {
      const { type: given, ...rest } = parts[index] as Schema;
      return given === type && Object.values(rest).every((value) => value === '' || value === false);
    })
  );
}

/** Keywords that give a shape, and so may not stand where a shape is only narrowed down. */
const SHAPES: readonly (readonly [keyword: string, detail: string])[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];
/** Of these a value that is empty is a value. */
const POINTERS: ReadonlySet<string> = new Set(['default', 'x-kubernetes-list-type', 'x-kubernetes-map-type']);

/** Checks that what narrows down gives no shape, and says nothing of metadata. */
export function checkNarrowing({ schema, at, isIntegerOrText: isExcepted }: Narrowing, report: Report): void {
  for (const inner of narrowings(schema, at, isExcepted, false)) checkNarrowing(inner, report);
  checkPattern(at, schema, report);
  const items = schemaOf(schema.items);
  if (items !== undefined) checkInside(items, at.child('items'), report);
  for (const [name, property] of propertiesOf(schema)) checkInside(property, at.child('properties').key(name), report);
  for (const [keyword, detail] of SHAPES) {
    const value = schema[keyword];
    const isNothing = POINTERS.has(keyword)
      ? !isSet(value)
      : !isSet(value) || value === '' || value === false || (Array.isArray(value) && value.length === 0);
    if (!isNothing) report.forbidden('K8S_CRD', at.child(keyword), detail);
  }
  if (propertyOf(schema, 'metadata') !== undefined) {
    const detail = 'must not be specified in a nested context';
    report.forbidden('K8S_CRD', at.child('properties').key('metadata'), detail);
  }
}

function checkInside(schema: Schema, at: Path, report: Report): void {
  checkNarrowing({ schema, at, isIntegerOrText: false }, report);
}

/** Checks that what narrows down is about fields and elements of which the shape is given. */
export function checkCounterparts(
  { schema, at }: Part,
  shapeAt: Path,
  shape: Schema | undefined,
  report: Report,
): void {
  if (shape === undefined) {
    report.required('K8S_CRD', shapeAt, `because it is defined in ${at.name}`);
    return;
  }
  for (const inner of narrowings(schema, at, false, false)) checkCounterparts(inner, shapeAt, shape, report);
  const items = schemaOf(schema.items);
  if (items !== undefined) {
    const inner = { schema: items, at: at.child('items') };
    checkCounterparts(inner, shapeAt.child('items'), schemaOf(shape.items), report);
  }
  for (const [name, property] of propertiesOf(schema)) {
    const inner = { schema: property, at: at.child('properties').key(name) };
    checkCounterparts(inner, shapeAt.child('properties').key(name), propertyOf(shape, name), report);
  }
}

export function checkPattern(at: Path, schema: Schema, report: Report): void {
  const pattern = textOf(schema.pattern);
  const compiled = pattern === '' ? undefined : compilePattern(pattern);
  if (typeof compiled !== 'string') return;
  const detail = `must be a valid regular expression, but isn't: ${compiled}`;
  report.invalid('K8S_CRD', at.child('pattern'), pattern, detail);
}

/** Keywords that no schema of a definition may have. */
const UNSUPPORTED: readonly (readonly [keyword: string, name: string])[] = [
  ['id', 'id'],
  ['$schema', 'schema'],
  ['$ref', '$ref'],
  ['patternProperties', 'patternProperties'],
  ['dependencies', 'dependencies'],
  ['additionalItems', 'additionalItems'],
  ['definitions', 'definitions'],
];

/** Why nothing structural can be made of a schema, if so: keywords that the API server has no place for. */
export function unstructurable(schema: Schema): string | undefined {
  for (const [keyword, name] of UNSUPPORTED) {
    const value = schema[keyword];
    const isEmpty =
      !isSet(value) || value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
    if (keyword === 'additionalItems' ? isSet(value) : !isEmpty) return `OpenAPIV3Schema '${name}' is not supported`;
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  if (listOf(Array.isArray(schema.items) ? schema.items : []).length > 0) {
    return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  }
  const inner: Schema[] = [
    ...JUNCTORS.flatMap((name) => listOf(schema[name]) as readonly Schema[]),
    ...propertiesOf(schema).map(([, property]) => property),
    ...[schema.not, schema.items, schema.additionalProperties].flatMap((one): readonly Schema[] => {
      const part = schemaOf(one);
      return part === undefined ? [] : [part];
    }),
  ];
  for (const part of inner) {
    const problem = unstructurable(part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
