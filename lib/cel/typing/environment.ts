import { LISTS, MAP_INSERTION, SETS } from './declarations/collections';
import { ADDRESSES, AUTHORIZATION, FORMATS, QUANTITIES, SEMANTIC_VERSIONS, URLS } from './declarations/kubernetes';
import { LANGUAGE, TIME } from './declarations/language';
import { MESSAGES } from './declarations/messages';
import { OPTIONALS } from './declarations/optionals';
import { REGULAR_EXPRESSIONS, STRINGS } from './declarations/strings';
import { type Functions, merged, type Overload } from './signature';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  type Fields,
  INT,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  parameterOf,
  STRING,
  structOf,
  TIMESTAMP,
  TYPE,
  typeOf,
  UINT,
} from './type';

/** What expressions at one place may mention. */
export interface Environment {
  readonly variables: ReadonlyMap<string, CelType>;
  /** The structs that variables have, or have inside, by name. */
  readonly structs: ReadonlyMap<string, Fields>;
  /** Whether `cel.bind(name, value, expression)` gives names to values. */
  readonly bindings?: boolean;
}

/**
 * The functions that an API server of Kubernetes 1.34 lets new expressions use: those that one of 1.33 has, too.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries
 */
export const FUNCTIONS: Functions = merged(
  LANGUAGE,
  TIME,
  URLS,
  REGULAR_EXPRESSIONS,
  LISTS,
  AUTHORIZATION,
  OPTIONALS,
  QUANTITIES,
  STRINGS,
  SETS,
  ADDRESSES,
  FORMATS,
  MAP_INSERTION,
  SEMANTIC_VERSIONS,
);

/** Names of types, which are values. */
const TYPES: ReadonlyMap<string, CelType> = new Map([
  ['bool', typeOf(BOOL)],
  ['bytes', typeOf(BYTES)],
  ['double', typeOf(DOUBLE)],
  ['duration', typeOf(DURATION)],
  ['google.protobuf.Duration', typeOf(DURATION)],
  ['google.protobuf.Timestamp', typeOf(TIMESTAMP)],
  ['int', typeOf(INT)],
  ['list', typeOf(listOf(parameterOf('A')))],
  ['map', typeOf(mapOf(parameterOf('A'), parameterOf('B')))],
  ['null_type', typeOf(NULL)],
  ['optional_type', typeOf(optionalOf(parameterOf('V')))],
  ['string', typeOf(STRING)],
  ['timestamp', typeOf(TIMESTAMP)],
  ['type', typeOf(TYPE)],
  ['uint', typeOf(UINT)],
]);

/** The only enum there is. */
const CONSTANTS: ReadonlyMap<string, CelType> = new Map([['google.protobuf.NullValue.NULL_VALUE', INT]]);

/** The ways to call a function. */
export function overloadsOf(name: string): readonly Overload[] | undefined {
  return FUNCTIONS.get(name.startsWith('.') ? name.slice(1) : name);
}

/** What an identifier stands for, dots included. */
export function lookUp({ variables, structs }: Environment, name: string): CelType | undefined {
  const known = variables.get(name) ?? TYPES.get(name) ?? CONSTANTS.get(name);
  if (known !== undefined) return known;
  const message = MESSAGES.get(name);
  if (message !== undefined) return typeOf(message.type);
  return structs.has(name) ? typeOf(structOf(name)) : undefined;
}

/** The fields of a struct or of a message of protocol buffers; undefined where there is none of that name. */
export function fieldsOf({ structs }: Environment, name: string): Fields | undefined {
  return structs.get(name) ?? MESSAGES.get(name)?.fields;
}
