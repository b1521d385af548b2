/** What kinds of types there are: `struct` has fields, `opaque` has none, `param` stands for a type to be found. */
type Kind =
  | 'any'
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'error'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'opaque'
  | 'param'
  | 'string'
  | 'struct'
  | 'timestamp'
  | 'type'
  | 'uint';

/**
 * A type of the Common Expression Language, as it is known before an expression is evaluated.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#gradual-type-checking
 */
export interface CelType {
  readonly kind: Kind;
  /** The name at run time: `list`, `google.protobuf.Duration`, or that of a struct. */
  readonly name: string;
  readonly parameters: readonly CelType[];
  /** Whether null is one of its values: the wrappers of protocol buffers. */
  readonly wrapper?: true;
}

/** The fields of a struct, by their names in expressions. */
export type Fields = ReadonlyMap<string, CelType>;

function simple(kind: Kind, name: string = kind): CelType {
  return { kind, name, parameters: [] };
}

export const ANY = simple('any', 'google.protobuf.Any');
export const BOOL = simple('bool');
export const BYTES = simple('bytes');
export const DOUBLE = simple('double');
export const DURATION = simple('duration', 'google.protobuf.Duration');
export const DYN = simple('dyn');
export const ERROR = simple('error', '*error*');
export const INT = simple('int');
export const NULL = simple('null', 'null_type');
export const STRING = simple('string');
export const TIMESTAMP = simple('timestamp', 'google.protobuf.Timestamp');
export const UINT = simple('uint');
/** The type of types. */
export const TYPE = simple('type');

export function listOf(element: CelType): CelType {
  return { kind: 'list', name: 'list', parameters: [element] };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: 'map', name: 'map', parameters: [key, value] };
}

export function optionalOf(value: CelType): CelType {
  return { kind: 'opaque', name: 'optional_type', parameters: [value] };
}

export function typeOf(type: CelType): CelType {
  return { kind: 'type', name: 'type', parameters: [type] };
}

export function structOf(name: string): CelType {
  return simple('struct', name);
}

export function opaqueOf(name: string, ...parameters: readonly CelType[]): CelType {
  return { kind: 'opaque', name, parameters };
}

export function parameterOf(name: string): CelType {
  return simple('param', name);
}

export function wrapperOf(type: CelType): CelType {
  return { ...type, wrapper: true };
}

export function isDyn({ kind }: CelType): boolean {
  return kind === 'dyn' || kind === 'any';
}

export function isDynOrError(type: CelType): boolean {
  return isDyn(type) || type.kind === 'error';
}

/** What is in an optional; undefined for everything else. */
export function unwrapOptional({ kind, name, parameters }: CelType): CelType | undefined {
  return kind === 'opaque' && name === 'optional_type' ? parameters[0] : undefined;
}

/** Whether two types are one. */
export function isSame(a: CelType, b: CelType): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.name === b.name &&
      a.parameters.length === b.parameters.length &&
      a.parameters.every((parameter, index) => isSame(parameter, b.parameters[index] as CelType)))
  );
}

/** Whether two types are one, whatever the names of what is not known of them. */
export function isEquivalent(a: CelType, b: CelType): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      (a.kind === 'param' || a.name === b.name) &&
      a.parameters.length === b.parameters.length &&
      a.parameters.every((parameter, index) => isEquivalent(parameter, b.parameters[index] as CelType)))
  );
}

const SHOWN: Readonly<Partial<Record<Kind, string>>> = {
  any: 'any',
  duration: 'duration',
  error: '!error!',
  null: 'null',
  timestamp: 'timestamp',
};

/** A type as errors about types print it. */
export function formatType(type: CelType): string {
  const { kind, name, parameters, wrapper } = type;
  const shown = SHOWN[kind];
  if (shown !== undefined) return shown;
  if (parameters.length === 0) return wrapper === true ? `wrapper(${name})` : name;
  return `${name}(${parameters.map(formatType).join(', ')})`;
}

/** A type as the API server prints that of a whole expression. */
export function resultName({ kind, name, parameters, wrapper }: CelType): string {
  if (kind === 'param') return `<${name}>`;
  const shown = wrapper === true ? `wrapper(${name})` : name;
  return parameters.length === 0 ? shown : `${shown}(${parameters.map(resultName).join(', ')})`;
}
