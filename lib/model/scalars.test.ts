import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { MANIFEST_SCHEMA, readPlainScalar } from './scalars';

// What `kubectl label --local -f - x=y -o json` (1.32) makes of each.
describe('readPlainScalar', () => {
  test.each([
    ...['yes', 'Yes', 'YES', 'on', 'On', 'ON', 'y', 'Y', 'true', 'True', 'TRUE'].map((text) => [text, true] as const),
    ...['no', 'No', 'NO', 'off', 'Off', 'OFF', 'n', 'N', 'false'].map((text) => [text, false] as const),
    ...['tRUE', 'oN', 'yep', 'nULL', '.', '_', '_1', '=', '<<', '1.2.3', 'Infinity', 'NaN'].map((t) => [t, t] as const),
    ...['~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ])('reads the word %s as %j', (text, expected) => expect(readPlainScalar(text)).toEqual(expected));

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
    ['1_000', 1000],
    ['1_', 1],
    ['0o7_7', 63],
    ['1_0.5', 10.5],
    ['.5_0', 0.5],
    ['+12', 12],
    ['-0', 0],
    ['-0.0', 0],
    ['1.', 1],
    ['.5', 0.5],
    ['+.5', 0.5],
    ['1e3', 1000],
    ['1E+3', 1000],
    ['1.e5', 100000],
    ['18446744073709551616', 18446744073709552000],
  ])('reads %s as %d', (text, expected) => expect(readPlainScalar(text)).toEqual(expected));

  test.each([
    '2001-12-14',
    '2001-12-14t21:59:43.10-05:00',
    '60:30',
    '190:20:30.15',
    '1e400',
    '1.5e',
    '0x',
    '0o8',
    '0b2',
    '0x1.8p1',
    '-',
  ])('leaves %s as it is', (text) => expect(readPlainScalar(text)).toEqual(text));
});

describe('MANIFEST_SCHEMA', () => {
  test.each([
    ['!!str 1', '1'],
    ['!!int "1"', 1],
    ['!!float 1', 1],
    ['!!bool yes', true],
    ['!!binary aGk=', 'hi'],
    ['!!timestamp 2001-12-14', '2001-12-14'],
    ['!foo a', 'a'],
    ['!foo {a: yes}', { a: true }],
    ['!!set {a, b}', { a: null, b: null }],
    ['{y: 1}', { true: 1 }],
    ['{<<: {a: 1, b: 2}, b: 3}', { a: 1, b: 3 }],
    ['"yes"', 'yes'],
  ])('reads %s', (text, expected) => expect(load(text, { schema: MANIFEST_SCHEMA })).toEqual(expected));

  test('refuses what a tag cannot mean', () => {
    expect(() => load('!!int a', { schema: MANIFEST_SCHEMA })).toThrow('cannot resolve');
  });
});
