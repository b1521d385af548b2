import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, Lazy } from 'cdk8s';
import * as fc from 'fast-check';
import { anyCharacter } from '../kube/any-character.testing';
import { readDocuments } from '../model/read-documents';
import { textSource } from '../model/source/text-source';
import { App } from './app';
import { printDocument } from './yaml-printer';
import { isMisread } from './yaml-text';
import recorded from './yaml-text.recorded.json';
import { digestOf, oddDocuments, oddStrings } from './yaml-text.testing';

const readBack = (text: string) => {
  const documents = [...readDocuments(textSource('a.yaml', text))];
  return { objects: documents.map(({ value }) => value), findings: documents.flatMap(({ problems }) => problems) };
};

describe('what is written', () => {
  const strings = [...oddStrings()];
  const documents = [...oddDocuments(strings)];
  const texts = documents.map(printDocument);

  test('GIVEN all of Unicode and all scalars of YAML 1.1 THEN it reads back as the same value', () => {
    const wrong = documents.filter((document, i) => {
      return !isDeepStrictEqual(readBack(texts[i] as string), { objects: [document], findings: [] });
    });
    expect(wrong).toEqual([]);
  });

  // The record holds as long as the same bytes are written; `npm run conformance -- written-yaml` makes it anew.
  test('GIVEN the same THEN it is what the reader of kubectl read back as the same value', () => {
    expect(strings.length).toEqual(recorded.strings);
    expect(digestOf(texts)).toEqual(recorded.sha256);
  });

  test('GIVEN any text at any depth THEN it reads back as the same value', () => {
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.string({ unit: fc.constantFrom(...'a1:#-. \t\n\r\'"|\\\u0085\u2028\ufeff'), maxLength: 60 }),
      fc.stringMatching(/^[-+]?[0-9xXoObB_.eE:]{1,8}$/),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, text, tie('map'), fc.array(tie('tree'), { maxLength: 3 })),
      map: fc.dictionary(text, tie('tree'), { maxKeys: 3 }),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { value } };
        const document = JSON.parse(JSON.stringify(object)) as unknown;
        expect(readBack(printDocument(document))).toEqual({ objects: [document], findings: [] });
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['\n\tall:', '"\\n\\tall:"'],
    ['\ta\n', '"\\ta\\n"'],
    [' \n', '" \\n"'],
    ['0o644', '"0o644"'],
    ['0O17', '"0O17"'],
    ['-0o7', '"-0o7"'],
    ['0o_7', '"0o_7"'],
    ['a\u2028b', '"a\\u2028b"'],
    ['a\u2029\nb', '"a\\u2029\\nb"'],
    ['a\u0085b', '"a\\u0085b"'],
    ['a\u007fb', '"a\\u007fb"'],
    ['\ufeffa', '"\\ufeffa"'],
    ['\uffff\na', '"\\uffff\\na"'],
    ['<<', '"<<"'],
  ])('GIVEN %j THEN it is quoted', (text, written) => {
    expect(isMisread(text)).toEqual(true);
    expect(printDocument({ k: text, l: [text], [text]: 1 })).toEqual(
      `k: ${written}\nl:\n  - ${written}\n${written}: 1\n`,
    );
    const shared: unknown[] = [];
    const object = { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, [text]: text, x: shared, z: shared };
    expect(readBack(printDocument(object))).toEqual({ objects: [object], findings: [] });
  });

  test.each(['all:\n\techo', '\n all:', '\n\n', '0o8', '1.2.3', '10.0.0.0/8', '1h', 'a\u00a0b', 'é\n中\n', '2x'])(
    'GIVEN %j, which everybody reads alike, THEN it is left to cdk8s',
    (text) => expect(isMisread(text)).toEqual(false),
  );

  test.each<[string, unknown, string]>([
    [
      'half of a surrogate pair',
      { 'a.txt': 'x\ud800' },
      '[web/a] data.a.txt has half of a surrogate pair in it ("x\\ud800"), which UTF-8 cannot hold: remove it, or keep both halves of a character together',
    ],
    [
      'half of a surrogate pair in a key',
      { '\udc00': 'x' },
      '[web/a] a key of data has half of a surrogate pair in it ("\\udc00"), which UTF-8 cannot hold: remove it, or keep both halves of a character together',
    ],
    [
      'no number',
      { size: [1, Number.NaN] },
      '[web/a] data.size[1] is NaN, which JSON has no number for: leave it out or choose a finite number',
    ],
    [
      'infinity',
      { size: Number.POSITIVE_INFINITY },
      '[web/a] data.size is Infinity, which JSON has no number for: leave it out or choose a finite number',
    ],
  ])('GIVEN %s THEN the synthesis fails with the field', (_, data, message) => {
    const app = new App();
    const metadata = { name: 'a' };
    const props = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: Lazy.any({ produce: () => data }) };
    new ApiObject(new Chart(app, 'web'), 'a', props);
    expect(() => app.render()).toThrow(message);
  });
});
