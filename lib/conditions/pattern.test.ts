import { describe, expect, test } from '@jest/globals';
import { ANYTHING, beginningOf, beginningWith, exactly, literalPrefix, matching, type Pattern, takes } from './pattern';

describe('expressions that say no more than a text', () => {
  test.each<[string, Pattern]>([
    ['.*', ANYTHING],
    ['^.*$', ANYTHING],
    ['/a', exactly('/a')],
    ['^/a$', exactly('/a')],
    ['/static/a\\.css', exactly('/static/a.css')],
    ['a[.]b', exactly('a.b')],
    ['/api/.*', beginningWith('/api/')],
    ['(/api/.*)', beginningWith('/api/')],
    ['.*\\.css', { form: 'suffix', text: '.css' }],
    ['.*jason.*', { form: 'part', text: 'jason' }],
    ['a|b', { form: 'alternatives', of: [exactly('a'), exactly('b')] }],
    ['^(?:a|b.*)$', { form: 'alternatives', of: [exactly('a'), beginningWith('b')] }],
    ['', exactly('')],
  ])('GIVEN %s THEN they are read so', (regex, pattern) => {
    expect(matching(regex)).toEqual(pattern);
  });

  test.each(['/a+', 'a?', '[ab]', '/a.', '(a)(b)', '\\d', '(?i)a', 'a{2}', '/a\\.*', 'x$y', '[.', '(a', 'a.*b'])(
    'GIVEN %s THEN it stays what it is',
    (regex) => {
      expect(matching(regex)).toEqual({ form: 'regex', regex });
    },
  );
});

describe('what a pattern takes', () => {
  test.each<[Pattern, string, boolean | undefined]>([
    [exactly('A', true), 'a', true],
    [exactly('A'), 'a', false],
    [beginningWith('/A', true), '/abc', true],
    [beginningWith('/a'), '/abc', true],
    [matching('.*c'), 'abc', true],
    [matching('.*b.*'), 'abc', true],
    [matching('a|b'), 'b', true],
    [matching('[ab]+'), 'abab', true],
    [matching('b'), 'abc', false],
    [matching('[ab]'), 'abc', false],
    [matching('('), 'a', undefined],
  ])('GIVEN %j and %j THEN %s', (pattern, text, expected) => {
    expect(takes(pattern, text)).toBe(expected);
  });
});

test.each<[string, string]>([
  ['/api/v[0-9]+', '/api/v'],
  ['^/a\\.b+', '/a.'],
  ['ab*', 'a'],
  ['a\\d', 'a'],
  ['a|b', ''],
  ['(?i)a', ''],
  ['', ''],
])('GIVEN %s THEN what it takes begins with %j', (regex, beginning) => {
  expect(literalPrefix(regex)).toBe(beginning);
});

test.each<[Pattern, string]>([
  [matching('/ab|/ac'), '/a'],
  [exactly('/a'), '/a'],
  [matching('.*a'), ''],
  [ANYTHING, ''],
])('GIVEN %j THEN what it takes begins with %j', (pattern, beginning) => {
  expect(beginningOf(pattern)).toBe(beginning);
});
