import { describe, expect, test } from '@jest/globals';
import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { anyCharacter } from '../kube/any-character.testing';
import { printYaml } from './yaml-printer';
import { isMisread, isUnwritable } from './yaml-text';

const ODD_STRINGS = [
  ...['', ' ', '  ', '\t', '\n', '\n\n', '\n\n\n', ' \n', '\n ', '\n a', ' a', 'a ', 'a\t', '\ta', '\u00a0', 'a\u00a0'],
  ...['a: b', 'a:', ':a', 'a:b', 'a : b', ': ', ':', 'a #b', 'a#b', '#a', '# a', '-', '- a', '-a', '?', '? a', '?a'],
  ...['---', '--- a', '---a', '...', '... a', '%', '%a', '@a', '`a`', '!tag', '!', '&a', '*a', '|', '>', '|-', '>+'],
  ...[
    '{',
    '}',
    '[',
    ']',
    '{}',
    '[]',
    ',',
    'a,b',
    'a, b',
    '"',
    "'",
    '"a"',
    "'a'",
    `"a'`,
    'it\'s "quoted"',
    'a\\b',
    '\\',
  ],
  ...['0', '1', '-1', '+1', '1.5', '.5', '-.5', '1.', '1e3', '1E3', '1e+3', '.e3', '0o7', '07', '08', '0x1F', '0b101'],
  ...[
    '1_000',
    '_1',
    '12:30',
    '12:30:45',
    '190:20:30.15',
    '1:2',
    '2001-12-14',
    '2001-12-14T21:59:43Z',
    '2001-12-14 21:59',
  ],
  ...['.inf', '-.inf', '.Inf', '.nan', '.NaN', 'Infinity', 'NaN', '~', 'null', 'Null', 'NULL', 'nULL', '<<', '=', '=='],
  ...['y', 'Y', 'n', 'N', 'yes', 'Yes', 'YES', 'yEs', 'no', 'No', 'NO', 'on', 'On', 'ON', 'off', 'Off', 'OFF'],
  ...['true', 'True', 'TRUE', 'tRUE', 'false', 'False', 'FALSE', '5s', '10%', '1.2.3.4', 'v1', 'a/b', '/', '/a', '*.b'],
  ...[
    'a\n',
    'a\n\n',
    'a\n\n\n',
    'a\nb',
    'a\nb\n',
    'a\n\nb',
    'a\n\n\nb\n\n',
    ' a\nb',
    '  a\n b\n',
    'a \nb',
    'a\n b',
    'a\n ',
  ],
  ...[
    'a\n\t',
    'a\n \n',
    'a\n \n ',
    '\na',
    '\n\na\n',
    '\n a\n',
    'a\n---\nb',
    '---\na',
    '--- \na',
    '%a\nb',
    'a\n%b\n',
    '...\n',
  ],
  ...[
    '- a\n- b',
    'a: b\nc: d\n',
    '# a\nb',
    'a\n# b\n',
    '"a\nb"',
    "'a'\nb\n",
    'a\r\nb\r\n',
    'a\rb',
    '\r',
    'a\u0000b',
    '\u0007',
  ],
  ...[
    'a\u001bb',
    'a\u007fb',
    'a\u0085b',
    'a\u2028b',
    'a\u2029\nb',
    '\ufeffa',
    'a\ufeff\n',
    'é',
    'ü\nß',
    '中文',
    '中\n文\n',
    '😀',
  ],
  ...['a😀\nb', '\ud800', 'a\udc00\nb', 'a\tb', 'a\tb\nc', 'a\n\tb\n', '\ta\nb', 'a\t\nb', 'a: \nb', 'a:\nb', 'a\n:b'],
  ...['x'.repeat(300), `${'x '.repeat(200)}y`, `${'long line '.repeat(30)}\nb\n`, `${'"quoted" '.repeat(20)}\r\nb`],
  ...['__proto__', 'constructor', 'toJSON', 'hasOwnProperty'],
];

/** What cdk8s writes and Kubernetes reads as it was; what becomes of the rest is tested beside yaml-text.ts. */
const isReadBack = (text: string) => !isMisread(text) && !isUnwritable(text);

const anyOddString = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD_STRINGS) },
  {
    weight: 3,
    arbitrary: fc.string({ unit: fc.constantFrom(...'ab1:#-?%. \t\n\n\r\'"{[,!&*|>~_/\\='), maxLength: 12 }),
  },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...ODD_STRINGS), fc.constantFrom(...ODD_STRINGS)).map(([a, b]) => a + b),
  },
);
const oddString = anyOddString.filter(isReadBack);
const leaf = fc.oneof(
  { weight: 6, arbitrary: oddString },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1, 1.5, -0.1, 1e21, 1e-7, 2 ** 53, 2 ** 60, 0.1 + 0.2) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(true, false, null, undefined) },
);
const { document } = fc.letrec((tie) => ({
  document: fc.oneof({ maxDepth: 5, withCrossShrink: true }, leaf, tie('map'), tie('list')),
  map: fc.dictionary(oddString, tie('document'), { maxKeys: 5 }),
  list: fc.array(tie('document'), { maxLength: 4 }),
}));

/** The same value with references of its own, in the shape cdk8s renders. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plain(child)]));
};

describe('printYaml', () => {
  test('prints odd strings as cdk8s does, wherever they stand', () => {
    for (const value of ODD_STRINGS.filter(isReadBack)) {
      const documents = [
        value,
        [value],
        { k: value },
        { k: { k: value }, l: [[value, value], { a: value, [value]: value }] },
        { [value]: value, z: 1 },
        { k: { l: { m: { [value]: [value] } } } },
      ].map(plain);

      expect(printYaml(documents)).toEqual(Yaml.stringify(...documents));
    }
  });

  test('prints any document as cdk8s does', () => {
    fc.assert(
      fc.property(fc.array(document.map(plain), { maxLength: 3 }), (documents) => {
        expect(printYaml(documents)).toEqual(Yaml.stringify(...documents));
      }),
      { numRuns: 400 },
    );
  });

  test('prints what is not a tree of plain values as cdk8s does', () => {
    // GIVEN
    const shared = { a: [1] };
    class Value {
      readonly a = 'b';
    }
    const sparse: unknown[] = [1];
    sparse[3] = 2;
    const documents = [
      { x: shared, y: shared },
      { x: [], y: [[]], z: {} },
      { value: new Value() },
      { when: new Date(0) },
      { map: new Map([['a', 1]]), set: new Set(['b']) },
      { big: 10n ** 20n },
      { toJSON: () => ({ replaced: true }) },
      { nothing: Object.create(null) as object },
      { array: sparse },
      { ['k'.repeat(1500)]: 1 },
      { 'two\nlines': { k: 'v' } },
      null,
      undefined,
      'text',
      42,
    ];

    // THEN
    for (const document of documents) expect(printYaml([document])).toEqual(Yaml.stringify(document));
    expect(printYaml([])).toEqual(Yaml.stringify());
    expect(printYaml(documents)).toEqual(Yaml.stringify(...documents));
  });
});
