import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, stringify } from 'yaml';
import type { FieldPath } from './finding';
import { SourceMap } from './source-map';

function locate(text: string, path: FieldPath): string {
  const { line, column } = new SourceMap(text, 1).locate(0, path);
  return `${line}:${column}`;
}

describe('SourceMap', () => {
  test('finds keys of maps and items of lists', () => {
    const text = '# comment\nspec:\n  http:\n  - match: [{uri: 1}, {uri: 2}]\n    route:\n    -\n    - host: a\n';
    expect(locate(text, [])).toEqual('2:1');
    expect(locate(text, ['spec'])).toEqual('2:1');
    expect(locate(text, ['spec', 'http', 0])).toEqual('4:5');
    expect(locate(text, ['spec', 'http', 0, 'match', 1, 'uri'])).toEqual('4:24');
    expect(locate(text, ['spec', 'http', 0, 'route', 1, 'host'])).toEqual('7:7');
  });

  test('finds what is around a value that is missing', () => {
    const text = 'spec:\n  http:\n  - a: b\n';
    expect(locate(text, ['spec', 'hosts'])).toEqual('1:1');
    expect(locate(text, ['spec', 'http', 5, 'route'])).toEqual('2:3');
    expect(locate(text, ['spec', 'http', 0, 'a', 'b'])).toEqual('3:5');
    expect(locate(text, ['status'])).toEqual('1:1');
    expect(locate('- a: b\n', ['x'])).toEqual('1:1');
  });

  test('follows aliases and merge keys to where a value is written', () => {
    const text = 'base: &base\n  a: {b: 1}\nalias: *base\nmerged:\n  <<: *base\n  c: 2\nlist:\n  <<: [*base]\n';
    expect(locate(text, ['alias', 'a', 'b'])).toEqual('2:7');
    expect(locate(text, ['merged', 'a', 'b'])).toEqual('2:7');
    expect(locate(text, ['merged', 'c'])).toEqual('6:3');
    expect(locate(text, ['list', 'a'])).toEqual('2:3');
  });

  test('takes the last of equal keys, and keys without values', () => {
    expect(locate('a: 1\nb:\na: 2\n', ['a'])).toEqual('3:1');
    expect(locate('{a, b: c, d}', ['b'])).toEqual('1:5');
    expect(locate('{a, b: c, d}', ['d'])).toEqual('1:11');
    expect(locate('? a\n? b\n: c\n', ['b'])).toEqual('2:2');
  });

  test('property: agrees with the syntax tree of another parser', () => {
    const key = fc.stringMatching(/^[a-zA-Z0-9./ :#'"-]{1,12}$/);
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant('a\nb\n'));
    const value = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, scalar, tie('list'), tie('map')),
      list: fc.array(tie('value'), { maxLength: 4 }),
      map: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    }));
    const options = fc.record({
      collectionStyle: fc.constantFrom('any' as const, 'flow' as const, 'block' as const),
      indent: fc.constantFrom(2, 4),
      lineWidth: fc.constantFrom(0, 20, 80),
      version: fc.constant('1.1' as const),
    });
    fc.assert(
      fc.property(value.map, options, (object, style) => {
        const text = stringify(object, style);
        const lines = new LineCounter();
        const document = parseDocument(text, { lineCounter: lines, version: '1.1' });
        const map = new SourceMap(text, 1);
        for (const [path, start] of placesOf(document.contents, [])) {
          const { line, col } = lines.linePos(start);
          expect([path, map.locate(0, path)]).toEqual([path, { line, column: col }]);
        }
      }),
    );
  });
});

function* placesOf(node: Node | null, path: FieldPath): Generator<[FieldPath, number]> {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const child = [...path, String(pair.key.value)];
      yield [child, pair.key.range?.[0] ?? -1];
      yield* placesOf(pair.value as Node | null, child);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      yield [[...path, index], (item as Node).range?.[0] ?? -1];
      yield* placesOf(item as Node, [...path, index]);
    }
  }
}
