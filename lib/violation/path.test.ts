import { describe, expect, test } from '@jest/globals';
import { Path } from './path';

const spec = Path.ROOT.child('spec');

describe('a place', () => {
  test.each<[string, Path, string, (string | number)[]]>([
    ['the whole object', Path.ROOT, '', []],
    ['a field', spec, 'spec', ['spec']],
    [
      'an entry of a list',
      spec.child('http').child(0).child('match'),
      'spec.http[0].match',
      ['spec', 'http', 0, 'match'],
    ],
    ['several at once', spec.child(0, 'a', 'b'), 'spec[0].a.b', ['spec', 0, 'a', 'b']],
    ['an entry of a map', spec.child('data').key('a.txt'), 'spec.data[a.txt]', ['spec', 'data', 'a.txt']],
    ['an entry of a list at the top', Path.ROOT.child(0).child('a'), '[0].a', [0, 'a']],
    ['a place without a name', spec.inside('labels', 'a'), 'spec', ['spec', 'labels', 'a']],
    ['a place with another name', spec.called('status').child('a'), 'status.a', ['spec', 'a']],
    ['a field under another name', spec.renamed('ab', 'aB').child('c'), 'spec.aB.c', ['spec', 'ab', 'c']],
    ['a place that has no name', spec.child('a').called(''), '', ['spec', 'a']],
    ['a field of a place that has no name', spec.called('').child('a'), 'a', ['spec', 'a']],
  ])('GIVEN %s THEN the API server calls it %s', (_what, path, name, parts) => {
    expect({ name: path.name, parts: path.parts }).toEqual({ name, parts });
  });

  test('GIVEN another place THEN it is inside or not', () => {
    expect(spec.contains(spec)).toBe(true);
    expect(spec.contains(spec.child('a', 'b'))).toBe(true);
    expect(spec.contains(spec.called('x').child('a'))).toBe(true);
    expect(spec.child('a').contains(spec)).toBe(false);
    expect(spec.contains(Path.ROOT.child('status'))).toBe(false);
  });
});
