import { describe, expect, test } from '@jest/globals';
import { Field } from '../field';
import { Decoder } from './decode';
import { Messages } from './tables';

const WELL_KNOWN = 'google.protobuf.';
const scalars = ['bool', 'string', 'bytes', 'int32', 'int64', 'uint32', 'uint64', 'float', 'double'];
const messages = new Messages({
  messages: {
    'a.Message': {
      ...Object.fromEntries(scalars.map((type) => [type, type])),
      wrapped: `.${WELL_KNOWN}UInt32Value`,
      any: `.${WELL_KNOWN}Any`,
      duration: `.${WELL_KNOWN}Duration`,
      time: `.${WELL_KNOWN}Timestamp`,
      struct: `.${WELL_KNOWN}Struct`,
      value: `.${WELL_KNOWN}Value`,
      items: `.${WELL_KNOWN}ListValue`,
      list: '[]string',
      map: '{string}int32',
      numbers: '{int32}.a.Message',
      flags: '{bool}string',
      kind: '#a.Kind',
      nested_message: '.a.Message',
      'odd_name|OddName': 'string',
    },
  },
  enums: { 'a.Kind': ['FIRST', 'SECOND'] },
});

/** The places of a message that do not decode, and the fields that it does not have. */
function wrong(message: unknown): string[] {
  const found: string[] = [];
  const decoder = new Decoder(messages, {
    mismatch: (at) => found.push(at.path.name),
    repeated: (at) => found.push(`twice ${at.path.name}`),
    unknown: (at) => found.push(`? ${at.path.name}`),
  });
  decoder.decode('a.Message', Field.of(message));
  return found;
}

describe('what decodes', () => {
  test.each<[string, object]>([
    ['nulls', { bool: null, list: [null], map: { a: null }, nested_message: null, duration: null }],
    ['truth and texts', { bool: false, string: '', bytes: 'aGk=' }],
    ['numbers', { int32: -1, int64: 2 ** 53, uint32: 2 ** 32 - 1, float: 1.5, double: -1e300 }],
    ['numbers in quotes', { int32: '-1', uint64: '18446744073709551615', double: '1e3', wrapped: '5' }],
    ['numbers that are none', { double: 'NaN', float: '-Infinity' }],
    ['numbers with blanks, and null as text', { int32: ' 7 ', uint32: 'null' }],
    ['durations and times', { duration: '-1h2.5s', time: '2024-02-29T23:59:59.5+01:00' }],
    ['any JSON', { struct: { a: [1, null] }, value: [1], items: [{}, 'a'] }],
    ['lists and maps', { list: ['a'], map: { a: 1 }, numbers: { 5: {} }, flags: { true: 'a' } }],
    ['enums by name and number', { kind: 'SECOND', nested_message: { kind: 7 } }],
    ['either name of a field', { nestedMessage: { odd_name: 'a' }, OddName: 'b' }],
    ['typed messages', { any: { '@type': 'x/a.Message', string: 'a' } }],
    ['typed values', { any: { '@type': `${WELL_KNOWN}Duration`, value: '1s' } }],
    ['typed values that are null', { any: { '@type': `${WELL_KNOWN}Duration`, value: null } }],
    ['extensions', { '[a.b]': 1 }],
  ])('GIVEN %s', (_what, message) => {
    expect(wrong(message)).toEqual([]);
  });
});

describe('what does not', () => {
  test.each<[string, object]>([
    ['truth as text', { bool: 'true' }],
    ['a number as text', { string: 1 }],
    ['what is not base64', { bytes: 'a' }],
    ['fractions', { int32: 1.5 }],
    ['fractions in quotes', { int32: '1.0' }],
    ['exponents', { uint64: 1e21 }],
    ['too large a number', { int32: 2 ** 31 }],
    ['less than 0', { uint32: -1 }],
    ['nothing in quotes', { uint32: '' }],
    ['a tab in quotes', { uint32: '\t7' }],
    ['more than a float holds', { float: 1e300 }],
    ['a number in hexadecimal', { double: '0x1' }],
    ['seconds as a number', { duration: 5 }],
    ['a day that there is not', { time: '2023-02-29T00:00:00Z' }],
    ['a day alone', { time: '2023-02-28' }],
    ['a list for a map', { struct: [] }],
    ['a text for a list', { items: 'a' }],
    ['a value for a list', { list: 'a' }],
    ['a list for a message', { nested_message: [] }],
    ['an unknown name', { kind: 'THIRD' }],
    ['a fraction for a name', { kind: 0.5 }],
    ['no type', { any: {} }],
    ['a message for a text', { string: {} }],
  ])('GIVEN %s', (_what, message) => {
    expect(wrong(message)).toEqual(Object.keys(message));
  });

  test.each<[string, object, string]>([
    ['an item', { list: ['a', 1] }, 'list[1]'],
    ['an entry', { map: { a: 1, b: 'x' } }, 'map.b'],
    ['a key', { numbers: { a: {} } }, 'numbers.a'],
    ['a truth value as key', { flags: { yes: 'a' } }, 'flags.yes'],
    ['a field inside', { nested_message: { bool: 1 } }, 'nested_message.bool'],
    ['the name that does not count', { nested_message: 1, nestedMessage: {} }, 'twice nested_message'],
    ['a field that there is not', { nested_message: { bol: true } }, '? nested_message.bol'],
    ['an unknown type', { any: { '@type': 'x/a.Other' } }, 'any.@type'],
    ['a type that is no text', { any: { '@type': 1 } }, 'any.@type'],
    ['a typed value without it', { any: { '@type': `${WELL_KNOWN}Duration` } }, 'any'],
    ['a typed value that is none', { any: { '@type': `${WELL_KNOWN}Duration`, value: 1 } }, 'any.value'],
    ['a field of what is typed', { any: { '@type': 'a.Message', bool: 1 } }, 'any.bool'],
  ])('GIVEN %s THEN that place is named', (_what, message, place) => {
    expect(wrong(message)).toEqual([place]);
  });
});
