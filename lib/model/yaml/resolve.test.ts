import { describe, expect, test } from '@jest/globals';
import { keyOf, resolvePlain, resolveTagged, YAML_TAG } from './resolve';

// What `kubectl label --local -f - x=y -o json` makes of each.
describe('a scalar without quotes', () => {
  test.each([
    ...['yes', 'Yes', 'YES', 'on', 'On', 'ON', 'y', 'Y', 'true', 'True', 'TRUE'].map((text) => [text, true] as const),
    ...['no', 'No', 'NO', 'off', 'Off', 'OFF', 'n', 'N', 'false'].map((text) => [text, false] as const),
    ...['tRUE', 'oN', 'yep', 'nULL', '.', '_', '_1', '=', '<<', '1.2.3', 'Infinity', 'NaN'].map((t) => [t, t] as const),
    ...['~', 'null', 'Null', 'NULL', ''].map((text) => [text, null] as const),
    ['.inf', Number.POSITIVE_INFINITY],
    ['-.Inf', Number.NEGATIVE_INFINITY],
    ['.nan', Number.NaN],
  ])('GIVEN the word %s THEN it is %j', (text, expected) => expect(resolvePlain(text).value).toEqual(expected));

  test.each([
    ['0777', 511],
    ['0o777', 511],
    ['0O17', 15],
    ['-0777', -511],
    ['-0o7', -7],
    ['00', 0],
    ['08', 8],
    ['09', 9],
    ['0x1F', 31],
    ['+0x1f', 31],
    ['0x_ff', 255],
    ['0b101', 5],
    ['-0b11', -3],
    ['0b-101', -5],
    ['1_000', 1000],
    ['1_', 1],
    ['0o7_7', 63],
    ['1_0.5', 10.5],
    ['.5_0', 0.5],
    ['+12', 12],
    ['-0', 0],
    ['1.', 1],
    ['.5', 0.5],
    ['+.5', 0.5],
    ['1e3', 1000],
    ['1E+3', 1000],
    ['1.e5', 100000],
    ['18446744073709551616', 18446744073709552000],
    ['0777777777777777777777777', 7.777777777777778e23],
    ['0xffffffffffffffff', 18446744073709552000],
  ])('GIVEN %s THEN it is %d', (text, expected) => expect(resolvePlain(text).value).toEqual(expected));

  test.each([
    ...['2001-12-14', '2001-12-14t21:59:43.10-05:00', '60:30', '190:20:30.15', '1e400', '1.5e', '0x', '0o8', '0b2'],
    ...['0x1.8p1', '-', '.5_', '._5', '0x10000000000000000', '5s', '10.0.0.1'],
  ])('GIVEN %s THEN it stays as it is', (text) => expect(resolvePlain(text)).toEqual({ type: 'str', value: text }));
});

describe('a scalar with a tag', () => {
  const resolve = (text: string, tag: string) => resolveTagged(text, tag.replace('!!', YAML_TAG)).value;

  test.each([
    ['1', '!!str', '1'],
    ['1', '!!int', 1],
    ['1', '!!float', 1],
    ['yes', '!!bool', true],
    ['', '!!null', null],
    ['aGk=', '!!binary', 'hi'],
    ['/8M=', '!!binary', '\ufffd\ufffd'],
    ['2001-12-14', '!!timestamp', '2001-12-14'],
    ['2000-2-29 1:2:3', '!!timestamp', '2000-2-29 1:2:3'],
    ['1', '!foo', '1'],
    ['1', '!!map', '1'],
  ])('GIVEN %s with %s THEN it is %j', (text, tag, expected) => expect(resolve(text, tag)).toEqual(expected));

  test.each([
    ['a', '!!int', 'cannot decode !!str `a` as a !!int'],
    ['1.5', '!!int', 'cannot decode !!float `1.5` as a !!int'],
    ['', '!!int', 'cannot decode !!null `` as a !!int'],
    ['18446744073709551615', '!!float', 'cannot decode !!int `18446744073709551615` as a !!float'],
    ['2001-02-29', '!!timestamp', 'cannot decode !!str `2001-02-29` as a !!timestamp'],
    ['a', '!!binary', '!!binary value contains invalid base64 data'],
  ])('GIVEN %s with %s THEN it is refused', (text, tag, message) => {
    expect(() => resolve(text, tag)).toThrow(message);
  });
});

test.each([
  ['yes', 'true'],
  ['0x1F', '31'],
  ['9223372036854775807', '9223372036854775807'],
  ['9223372036854775808', undefined],
  ['1.10', '1.1'],
  ['0.1', '0.1'],
  ['1e6', '1e+06'],
  ['0.00001', '1e-05'],
  ['16777217.0', '1.6777216e+07'],
  ['1e100', '.inf'],
  ['-.inf', '-.inf'],
  ['.nan', '.nan'],
  ['-0.0', '-0'],
  ['~', undefined],
  ['a', 'a'],
])('GIVEN %s as a key THEN the field is %j', (text, name) => expect(keyOf(resolvePlain(text))).toEqual(name));
