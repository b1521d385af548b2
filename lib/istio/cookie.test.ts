import { describe, expect, test } from '@jest/globals';
import { RE2JS } from 're2js';
import { HttpMatch, StringMatch } from '.';
import { RuleContext } from './rule-context';

/** The header as Envoy compares it: the whole of it. */
function matches(match: HttpMatch, header: string): boolean {
  const { headers } = match._toWire(new RuleContext(undefined as never, 'web'));
  return RE2JS.compile(headers?.cookie?.regex ?? '').matches(header);
}

describe('HttpMatch.cookie', () => {
  const tester = HttpMatch.cookie('user', 'tester');

  test.each([
    'user=tester',
    'a=b; user=tester',
    'a=b;user=tester',
    'user=tester; a=b',
    'a=b; user=tester; c=d',
    'a=; user=tester;',
  ])('GIVEN %s THEN it matches', (header) => expect(matches(tester, header)).toEqual(true));

  test.each([
    '',
    'user=testers',
    'xuser=tester',
    'a=b; xuser=tester',
    'user=a; tester',
    'a=user=tester',
    'User=tester',
  ])('GIVEN %j THEN it does not', (header) => expect(matches(tester, header)).toEqual(false));

  test('GIVEN a way of comparing THEN it is for the value of that cookie', () => {
    const beta = HttpMatch.cookie('group', StringMatch.prefix('beta.'));
    expect(
      ['group=beta.1', 'a=b; group=beta.; c=d', 'group=beta1', 'a=beta.1'].map((text) => matches(beta, text)),
    ).toEqual([true, true, false, false]);
    const either = HttpMatch.cookie('group', StringMatch.regex('a|b'));
    expect(['group=a', 'x=y; group=b; z=1', 'group=c', 'group=ab'].map((text) => matches(either, text))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(matches(HttpMatch.cookie('a.b', 'c+d(e)[f]'), 'x=1; a.b=c+d(e)[f]')).toEqual(true);
  });

  test('GIVEN what cannot be in a cookie THEN it is an error', () => {
    expect(() => HttpMatch.cookie('a b', 'c')).toThrow('[HttpMatch.cookie] "a b" cannot be the name of a cookie');
    expect(() => HttpMatch.cookie('a', 'b;c')).toThrow('"b;c" cannot stand in a cookie as it is: encode it');
    expect(() => HttpMatch.cookie('a', StringMatch.prefix('b c'))).toThrow('"b c" cannot stand in a cookie');
  });
});
