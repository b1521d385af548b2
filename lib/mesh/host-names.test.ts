import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fullName, HostMap, intersection, isWithin, overlaps, withoutPort } from './host-names';

test.each([
  ['reviews', 'reviews.web.svc.cluster.local'],
  ['Reviews', 'reviews.web.svc.cluster.local'],
  ['reviews.shop', 'reviews.shop'],
  ['*', '*'],
  ['*.example.com', '*.example.com'],
  ['::1', '::1'],
])('GIVEN %s in namespace web THEN it means %s', (host, expected) => {
  expect(fullName(host, 'web')).toBe(expected);
});

test.each([
  ['a.b', 'a.b', true, true],
  ['a.b', '*.b', true, true],
  ['b', '*.b', false, false],
  ['*.a.b', '*.b', true, true],
  ['*.b', '*.a.b', true, false],
  ['*.b', 'a.b', true, false],
  ['*.a', '*.b', false, false],
  ['a', '*', true, true],
  ['*', '*', true, true],
])('GIVEN %s and %s THEN they overlap: %s, and the first is within the second: %s', (a, b, both, within) => {
  expect(overlaps(a, b)).toBe(both);
  expect(isWithin(a, b)).toBe(within);
});

test('GIVEN two lists THEN what they have in common is the narrower of each pair', () => {
  expect(intersection(['*.b', 'x.c'], ['a.b', '*.a.b', '*', 'y.c'])).toEqual(['a.b', '*.a.b', '*.b', 'x.c']);
});

test.each([
  ['A.b:8080', 'a.b'],
  ['a.b', 'a.b'],
  ['[::1]:80', '[::1]'],
  ['a:b', 'a:b'],
])('GIVEN %s THEN its host is %s', (authority, expected) => {
  expect(withoutPort(authority)).toBe(expected);
});

describe('any hosts', () => {
  const host = fc
    .tuple(fc.boolean(), fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }))
    .map(([wild, labels]) => (wild ? `*.${labels.join('.')}` : labels.join('.')));

  test('THEN overlapping is mutual, and what is within another overlaps it', () => {
    fc.assert(
      fc.property(host, host, (a, b) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        if (isWithin(a, b)) expect(overlaps(a, b)).toBe(true);
      }),
    );
  });

  test('THEN the most specific one that covers a name is found, whatever the order', () => {
    fc.assert(
      fc.property(host, fc.uniqueArray(host), (name, hosts) => {
        const map = new HostMap<string>();
        for (const each of hosts) map.set(each, each);
        const covering = hosts.filter((each) => isWithin(name, each)).sort((a, b) => b.length - a.length);
        const expected = covering.includes(name) ? name : covering[0];
        expect(map.mostSpecific(name)).toBe(expected);
      }),
    );
  });
});
