import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet } from '../values/decoded';
import { type Schema, typeOf } from './schemas';

/** Keywords that may stand at the root beside a status, as the API server calls them. */
const ALLOWED: ReadonlyMap<string, string> = new Map([
  ['description', 'Description'],
  ['type', 'Type'],
  ['format', 'Format'],
  ['title', 'Title'],
  ['maximum', 'Maximum'],
  ['exclusiveMaximum', 'ExclusiveMaximum'],
  ['minimum', 'Minimum'],
  ['exclusiveMinimum', 'ExclusiveMinimum'],
  ['maxLength', 'MaxLength'],
  ['minLength', 'MinLength'],
  ['pattern', 'Pattern'],
  ['maxItems', 'MaxItems'],
  ['minItems', 'MinItems'],
  ['uniqueItems', 'UniqueItems'],
  ['multipleOf', 'MultipleOf'],
  ['required', 'Required'],
  ['items', 'Items'],
  ['properties', 'Properties'],
  ['externalDocs', 'ExternalDocs'],
  ['example', 'Example'],
  ['x-kubernetes-preserve-unknown-fields', 'XPreserveUnknownFields'],
  ['x-kubernetes-validations', 'XValidations'],
]);
/** Keywords that are looked at before the type. */
const BEFORE_TYPE: ReadonlySet<string> = new Set(['id', '$schema', '$ref']);

/**
 * Checks the root of a schema beside a status that has an endpoint of its own: it may say only what holds of the status
 * alone as well.
 */
export function checkRootWithStatus(at: Path, schema: Schema, report: Report): void {
  const refused = Object.keys(schema).filter((keyword) => !ALLOWED.has(keyword) && isGiven(keyword, schema[keyword]));
  // Only the first is told.
  const first = refused.find((keyword) => BEFORE_TYPE.has(keyword));
  const type = typeOf(schema);
  if (first === undefined && type !== '' && type !== 'object') {
    const detail =
      'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    report.invalid('K8S_CRD', at.child('type'), type, detail);
  } else if (refused.length > 0) {
    const names = [...ALLOWED.values()].join(' ');
    const detail = `only [${names}] fields are allowed at the root of the schema if the status subresource is enabled`;
    report.invalid('K8S_CRD', at, Object.fromEntries(refused.map((keyword) => [keyword, schema[keyword]])), detail);
  }
}

function isGiven(keyword: string, value: unknown): boolean {
  // A reference is a pointer: an empty one is one.
  return isSet(value) && value !== false && (value !== '' || keyword === '$ref' || keyword.startsWith('x-'));
}
