import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, stringify } from 'yaml';
import type { DocumentPlaces } from './document-places';
import type { FieldPath } from './finding';
import { readDocuments } from './read-documents';
import { fileSource, streamSource, type TextSource, textSource } from './source/text-source';

function placesOf(source: TextSource): readonly DocumentPlaces[] {
  return [...readDocuments(source)].map(({ places }) => places);
}

function placeOf(places: DocumentPlaces | undefined, path: FieldPath): string {
  const { line, column } = places?.locate(path) ?? {};
  return `${line}:${column}`;
}

const locate = (text: string, path: FieldPath) => placeOf(placesOf(textSource('f', text))[0], path);
const written = (text: string, path: FieldPath) => placesOf(textSource('f', text))[0]?.written(path);

describe('places', () => {
  test('are those of keys of maps and items of lists', () => {
    const text = '# comment\nspec:\n  http:\n  - match: [{uri: 1}, {uri: 2}]\n    route:\n    -\n    - host: a\n';
    expect(locate(text, [])).toEqual('2:1');
    expect(locate(text, ['spec'])).toEqual('2:1');
    expect(locate(text, ['spec', 'http', 0])).toEqual('4:5');
    expect(locate(text, ['spec', 'http', 0, 'match', 1, 'uri'])).toEqual('4:24');
    expect(locate(text, ['spec', 'http', 0, 'route', 1, 'host'])).toEqual('7:7');
    expect(locate('{"spec":\r\n {"a": [1,\r\n2]}}', ['spec', 'a', 1])).toEqual('3:1');
  });

  test('of what is missing are those of what is around it', () => {
    const text = 'spec:\n  http:\n  - a: b\n';
    expect(locate(text, ['spec', 'hosts'])).toEqual('1:1');
    expect(locate(text, ['spec', 'http', 5, 'route'])).toEqual('2:3');
    expect(locate(text, ['spec', 'http', 0, 'a', 'b'])).toEqual('3:5');
    expect(locate(text, ['status'])).toEqual('1:1');
    expect(locate('- a: b\n', ['x'])).toEqual('1:1');
  });

  test('of what an alias or a merge brings are where it is written', () => {
    const text = 'base: &base\n  a: {b: 1}\nalias: *base\nmerged:\n  <<: *base\n  c: 2\nlist:\n  <<: [*base]\n';
    expect(locate(text, ['alias', 'a', 'b'])).toEqual('2:7');
    expect(locate(text, ['merged', 'a', 'b'])).toEqual('2:7');
    expect(locate(text, ['merged', 'c'])).toEqual('6:3');
    expect(locate(text, ['list', 'a'])).toEqual('2:3');
  });

  test('of equal keys are those of the last, of keys without values are there', () => {
    expect(locate('a: 1\nb:\na: 2\n', ['a'])).toEqual('3:1');
    expect(locate('---\n{a, b: c, d}', ['b'])).toEqual('2:5');
    expect(locate('---\n{a, b: c, d}', ['d'])).toEqual('2:11');
    expect(locate('? a\n? b\n: c\n', ['b'])).toEqual('2:3');
    expect(locate('[a: b, c]', [0, 'a'])).toEqual('1:2');
  });

  test('are counted from the start of the file', () => {
    const [, second, third] = placesOf(textSource('f', 'a: 1\n---\n\nb:\n  c: 1\n---\n# d\nd: [1,\n 2]\n'));
    expect([placeOf(second, []), placeOf(second, ['b', 'c'])]).toEqual(['4:1', '5:3']);
    expect([placeOf(third, []), placeOf(third, ['d', 1])]).toEqual(['8:1', '9:2']);
    const [, json] = placesOf(textSource('f', '{"ä": 1}{"b": [1,\n2]}'));
    expect([placeOf(json, []), placeOf(json, ['b']), placeOf(json, ['b', 1])]).toEqual(['1:9', '1:10', '2:1']);
  });

  test('property: agree with the syntax tree of another parser', () => {
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
        const text = `---\n${stringify(object, style)}`;
        const lines = new LineCounter();
        const document = parseDocument(text, { lineCounter: lines, version: '1.1' });
        const [read] = readDocuments(textSource('f', text));
        // What the other parser writes is not always what kubectl reads.
        fc.pre(read?.problems.length === 0);
        for (const [path, start] of nodesOf(document.contents, [])) {
          const { line, col } = lines.linePos(start);
          expect([path, placeOf(read?.places, path)]).toEqual([path, `${line}:${col}`]);
        }
      }),
    );
  });
});

function* nodesOf(node: Node | null, path: FieldPath): Generator<[FieldPath, number]> {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const child = [...path, String(pair.key.value)];
      yield [child, pair.key.range?.[0] ?? -1];
      yield* nodesOf(pair.value as Node | null, child);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      yield [[...path, index], (item as Node).range?.[0] ?? -1];
      yield* nodesOf(item as Node, [...path, index]);
    }
  }
}

describe('what is written', () => {
  test('is told for scalars, with their quotes, without tags and anchors', () => {
    const text = 'a: 0777 # octal\nb: ["x", \'y\', !!str 1.10]\nc: &c yes\nd: *c\ne:\n  f g\n  h\ni: |\n  x\n';
    expect(written(text, ['a'])).toEqual('0777');
    expect([0, 1, 2].map((index) => written(text, ['b', index]))).toEqual(['"x"', "'y'", '1.10']);
    expect(written(text, ['c'])).toEqual('yes');
    expect(written(text, ['d'])).toEqual('yes');
    expect(written(text, ['e'])).toEqual('f g\n  h');
    expect(written('{"a": 1.10}', ['a'])).toEqual('1.10');
  });

  test('is nothing for maps, lists and what is not there', () => {
    const text = 'a: {b: [1]}\nc:\n';
    expect([['a'], ['a', 'b'], ['c'], ['d'], ['a', 'b', 0, 'x']].map((path) => written(text, path))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a text that is not kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'places-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is read again from its file', () => {
    // GIVEN
    const file = join(folder, 'a.yaml');
    writeFileSync(file, '\ufeffa: ä\n---\nb:\n  c: 0777\n');

    // WHEN
    const [, places] = placesOf(fileSource('a.yaml', file));

    // THEN
    expect(placeOf(places, ['b', 'c'])).toEqual('4:3');
    expect(places?.written(['b', 'c'])).toEqual('0777');
  });

  test('is read again in any order, whatever the size of its documents', () => {
    // GIVEN
    const file = join(folder, 'many.yaml');
    const sizes = Array.from({ length: 200 }, (_, index) => (index % 50 === 7 ? 40_000 : index * 5));
    writeFileSync(file, sizes.map((size, index) => `---\n# ${'x'.repeat(size)}\nb:\n  c${index}: 1\n`).join(''));
    const other = join(folder, 'other.yaml');
    writeFileSync(other, '---\nb:\n  c0: 1\n');

    // WHEN
    const places = placesOf(fileSource('many.yaml', file));
    const [beside] = placesOf(fileSource('other.yaml', other));

    // THEN
    const indices = [...sizes.keys()];
    for (const order of [indices, indices.toReversed(), indices.map((index) => (index * 37) % indices.length)]) {
      for (const index of order) {
        expect([index, placeOf(places[index], ['b', `c${index}`])]).toEqual([index, `${index * 4 + 4}:3`]);
        if (index % 20 === 0) expect(placeOf(beside, ['b', 'c0'])).toEqual('3:3');
      }
    }
  });

  test.each([
    ['has become shorter', 'a'],
    ['has become another one', 'a: b: c: d: e: f: g'],
    ['is gone', undefined],
  ])('is where it was when its file %s', (_what, text) => {
    const file = join(folder, 'b.yaml');
    writeFileSync(file, 'a: 1\n---\nb:\n  c: 0777\n');
    const [, places] = placesOf(fileSource('b.yaml', file));
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    expect(placeOf(places, ['b', 'c'])).toEqual('3:1');
    expect(places?.written(['b', 'c'])).toBeUndefined();
  });

  test('is kept where it cannot be read again', () => {
    const pieces = ['a: 1\n--', '-\nb:\n  c: 07', '77\n'].map((piece) => Buffer.from(piece));
    const [, places] = placesOf(streamSource('f', pieces));
    expect(placeOf(places, ['b', 'c'])).toEqual('4:3');
    expect(places?.written(['b', 'c'])).toEqual('0777');
  });
});
