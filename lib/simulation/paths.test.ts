import { expect, test } from '@jest/globals';
import { normalized, whyRefused } from './paths';

// As Envoy 1.38 and 1.40 have it: the same paths were sent to them.
test.each([
  ['/psp', '/psp'],
  ['/a/../psp', '/psp'],
  ['/a/%2e%2e/psp', '/psp'],
  ['/%70sp', '/psp'],
  ['//psp', '//psp'],
  ['/psp%2Fx', '/psp%2Fx'],
  ['/PSP', '/PSP'],
  ['/a\\..\\psp', '/psp'],
  ['/psp;x=1', '/psp;x=1'],
  ['/..;/a', '/..;/a'],
  ['/%zz', '/%zz'],
  ['/a/..', '/'],
  ['/a/.', '/a/'],
  ['/../../a', '/a'],
  ['/a?b=/../c', '/a?b=/../c'],
])('GIVEN path %s THEN a proxy sees %s', (path, expected) => {
  expect(normalized(path, 'BASE')).toBe(expected);
});

test('GIVEN other ways THEN slashes are made one, after decoding or without', () => {
  expect(normalized('/a//b%2Fc/..', 'MERGE_SLASHES')).toBe('/a/');
  expect(normalized('/a//b%2f/c', 'DECODE_AND_MERGE_SLASHES')).toBe('/a/b/c');
  expect(normalized('/a/../b', 'NONE')).toBe('/a/../b');
});

test.each([
  ['/a', undefined],
  ['/x%00y', 'the path has a zero byte'],
  ['/a?b=%00', undefined],
  ['b?q=1', 'the path b?q=1 does not begin with a slash'],
  ['%2Fb', 'the path %2Fb does not begin with a slash'],
])('GIVEN path %s THEN a proxy refuses it because of %s', (path, why) => {
  expect(whyRefused(path)).toBe(why);
});
