import { expect, test } from '@jest/globals';
import { normalized } from './paths';

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
  ['/x%00y', undefined],
])('GIVEN path %s THEN a proxy sees %s', (path, expected) => {
  expect(normalized(path, 'BASE')).toBe(expected);
});

test('GIVEN other ways THEN slashes are made one, after decoding or without', () => {
  expect(normalized('/a//b%2Fc/..', 'MERGE_SLASHES')).toBe('/a/');
  expect(normalized('/a//b%2f/c', 'DECODE_AND_MERGE_SLASHES')).toBe('/a/b/c');
  expect(normalized('/a/../b', 'NONE')).toBe('/a/../b');
});
