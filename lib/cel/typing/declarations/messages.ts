import { typeNamed } from '../signature';
import {
  ANY,
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  type Fields,
  INT,
  STRING,
  structOf,
  TIMESTAMP,
  UINT,
  wrapperOf,
} from '../type';

/** A message of protocol buffers: the type that it stands for, and the fields with which it is made. */
interface Message {
  readonly type: CelType;
  readonly fields: Fields;
}

function message(name: string, type: CelType, fields: Readonly<Record<string, string>>): [string, Message] {
  const types = Object.entries(fields).map(([field, text]): [string, CelType] => [field, typeNamed(text)]);
  return [`google.protobuf.${name}`, { type, fields: new Map(types) }];
}

/**
 * The messages that every expression may make, such as `google.protobuf.Duration{seconds: 1}`.
 *
 * @see https://protobuf.dev/reference/protobuf/google.protobuf/
 */
export const MESSAGES: ReadonlyMap<string, Message> = new Map([
  message('Any', ANY, { type_url: 'string', value: 'bytes' }),
  message('BoolValue', wrapperOf(BOOL), { value: 'bool' }),
  message('BytesValue', wrapperOf(BYTES), { value: 'bytes' }),
  message('DoubleValue', wrapperOf(DOUBLE), { value: 'double' }),
  message('Duration', DURATION, { seconds: 'int', nanos: 'int' }),
  message('Empty', structOf('google.protobuf.Empty'), {}),
  message('FloatValue', wrapperOf(DOUBLE), { value: 'double' }),
  message('Int32Value', wrapperOf(INT), { value: 'int' }),
  message('Int64Value', wrapperOf(INT), { value: 'int' }),
  message('ListValue', typeNamed('list(dyn)'), { values: 'list(dyn)' }),
  message('StringValue', wrapperOf(STRING), { value: 'string' }),
  message('Struct', typeNamed('map(string, dyn)'), { fields: 'map(string, dyn)' }),
  message('Timestamp', TIMESTAMP, { seconds: 'int', nanos: 'int' }),
  message('UInt32Value', wrapperOf(UINT), { value: 'uint' }),
  message('UInt64Value', wrapperOf(UINT), { value: 'uint' }),
  message('Value', DYN, {
    null_value: 'null',
    number_value: 'double',
    string_value: 'string',
    bool_value: 'bool',
    struct_value: 'map(string, dyn)',
    list_value: 'list(dyn)',
  }),
]);
