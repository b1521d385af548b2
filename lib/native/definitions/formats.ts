import { textOf } from '../values/decoded';
import { type Schema, typeOf } from './schemas';

/** Formats of texts that an API server of 1.34 checks in new definitions, without dashes. */
const FORMATS: ReadonlySet<string> = new Set([
  ...['bsonobjectid', 'uri', 'email', 'hostname', 'ipv4', 'ipv6', 'cidr', 'mac', 'uuid', 'uuid3', 'uuid4', 'uuid5'],
  ...['isbn', 'isbn10', 'isbn13', 'creditcard', 'ssn', 'hexcolor', 'rgbcolor', 'byte', 'password', 'date', 'duration'],
  ...['datetime'],
]);

/**
 * Whether a format of a text means nothing to the API server, which then takes any text.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 */
export function isFormatUnknown(schema: Schema): boolean {
  const format = textOf(schema.format);
  return format !== '' && typeOf(schema) === 'string' && !FORMATS.has(format.replaceAll('-', ''));
}
