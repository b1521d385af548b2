import { describe, expect, test } from '@jest/globals';
import { hostsOverlap, isHostSubset, isServiceSni, whyNoDomainName, whyNoWildcardDomain } from './domain-names';

const LABEL = 'a'.repeat(63);

describe('domain names', () => {
  test.each(['a', 'A.b', 'a-b.c', 'a.b.', '7.a', LABEL, `${'9'.repeat(20)}`])('GIVEN %s THEN it is one', (name) => {
    expect(whyNoDomainName(name)).toBeUndefined();
  });

  test.each([
    '',
    '7',
    'a.7',
    '10.0.0.1',
    'a..b',
    '.a',
    '-a',
    'a-',
    'a_b',
    'ünï',
    'a b',
    '*.a',
    `${LABEL}a`,
    'a.'.repeat(128),
  ])('GIVEN %j THEN it is none', (name) => {
    expect(whyNoDomainName(name)).toEqual(expect.any(String));
  });
});

describe('domains with a wildcard', () => {
  test.each(['*', '*.a', '*-a.b', '*a.b', 'a', '7', 'a.b.'])('GIVEN %s THEN it is one', (name) => {
    expect(whyNoWildcardDomain(name)).toBeUndefined();
  });

  test.each(['', 'a*', 'a.*', '*.*', '**', '*.7', '.a', ' x'])('GIVEN %j THEN it is none', (name) => {
    expect(whyNoWildcardDomain(name)).toEqual(expect.any(String));
  });
});

describe('two hosts', () => {
  test.each<[string, string, boolean, boolean]>([
    ['a.com', 'a.com', true, true],
    ['a.com', 'b.com', false, false],
    ['a.com', '*.com', true, true],
    ['*.com', 'a.com', true, false],
    ['*.a.com', '*.com', true, true],
    ['*.com', '*.a.com', true, false],
    ['*.foo.com', 'foo.com', false, false],
    ['*', 'a', true, false],
    ['a', '*', true, true],
  ])('GIVEN %s and %s THEN they overlap: %s, the first is in the second: %s', (a, b, overlap, subset) => {
    expect({ overlap: hostsOverlap(a, b), subset: isHostSubset(a, b) }).toEqual({ overlap, subset });
  });
});

test.each<[string, boolean]>([
  ['outbound_.80_._.a.shop.svc.cluster.local', true],
  ['outbound_.80_.v1_.a', true],
  ['outbound_.x_._.a', false],
  ['outbound_.80_._.7', false],
  ['outbound_.80_.a', false],
  ['inbound_.80_._.a', false],
])('GIVEN %s THEN it names a service for a gateway that passes TLS through: %s', (host, expected) => {
  expect(isServiceSni(host)).toBe(expected);
});
