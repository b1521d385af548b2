import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isRepeated } from '../../kube/repeated';
import { StringPool } from '../string-pool';
import { decodeYaml, readYaml } from './read-yaml';
import { RepeatedBlocks } from './repeated-blocks';
import { UsualYaml } from './usual-yaml';

type Value = Readonly<Record<string, unknown>>;

/** Reads texts one after the other. */
function reader(): (text: string) => Value {
  const usual = new UsualYaml(new StringPool(), new RepeatedBlocks());
  return (text) => usual.read(decodeYaml(Buffer.from(text)))?.value as Value;
}

function readAll(...texts: readonly string[]): Value[] {
  return texts.map(reader());
}

/** The maps and lists in a value, as often as each is there. */
function partsOf(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(partsOf)];
}

function freeze(value: unknown): void {
  for (const part of partsOf(value)) Object.freeze(part);
}

const PORTS = 'ports:\n  - name: http\n    port: 80\n  - name: grpc\n    port: 81\n';

describe('blocks that repeat', () => {
  test('GIVEN a block in several texts THEN they have the same value from the second on, and it is marked', () => {
    const [first, second, third, fourth] = readAll(
      `a: 1\n${PORTS}`,
      `a: 2\n${PORTS}`,
      `a: 3\n${PORTS}b: x\n`,
      `${PORTS}a: 4\n`,
    );
    expect(third).toEqual({ ...second, a: 3, b: 'x' });
    expect(third?.ports).toBe(first?.ports);
    expect(fourth?.ports).toBe(first?.ports);
    expect(partsOf(first?.ports).map(isRepeated)).toEqual([true, true, true]);
    expect(second?.ports).toBe(first?.ports);
  });

  test.each([
    ['is the beginning of a longer one', `${PORTS}    protocol: TCP\n`],
    ['has another item behind it', `${PORTS}  - name: x\n    port: 82\n`],
    ['has a comment behind it', `${PORTS}# c\na: 1\n`],
    ['has an empty line behind it', `${PORTS}\na: 1\n`],
    ['differs at its end', PORTS.replace('81', '82')],
    ['stands elsewhere', `a:\n  ${PORTS.trimEnd().replaceAll('\n', '\n  ')}\n`],
  ])('GIVEN a block that %s THEN it is read for itself', (_, text) => {
    const [, , third, other] = readAll(PORTS, PORTS, PORTS, text);
    expect(other).toEqual(readYaml(decodeYaml(Buffer.from(text)), new StringPool()).value);
    expect(partsOf(other)).not.toContain(third?.ports);
  });

  test('GIVEN a text that ends with empty lines that count THEN those of another text do not count for it', () => {
    const kept = 'a:\n  b: |+\n    a text that is long enough to be kept\n';
    const [, , , other] = readAll(kept, kept, kept, `${kept}\n\nc: 1\n`);
    expect(other).toEqual({ a: { b: 'a text that is long enough to be kept\n\n\n' }, c: 1 });
  });

  test('GIVEN a block that stands twice in one object THEN it is there twice, not once in two places', () => {
    const twice = ['a', 'b'].map((key) => `${key}:\n  x:\n    first: a word\n    second: two words\n`).join('');
    const objects = readAll(...Array.from({ length: 8 }, () => twice));
    for (const object of objects) expect(new Set(partsOf(object)).size).toBe(partsOf(object).length);
    expect(objects[7]?.a).toBe(objects[6]?.a);
    expect(objects[7]?.b).toBe(objects[6]?.b);
  });

  test('GIVEN a list of objects THEN each item has a block once, and all have the same', () => {
    const item = '  - kind: A\n    spec:\n      x:\n        first: a word\n        second: 1\n';
    const [list] = readAll(`kind: List\nitems:\n${item.repeat(4)}`);
    const items = list?.items as readonly { readonly spec: object }[];
    expect(items.map(({ spec }) => spec)).toEqual([0, 1, 2, 3].map(() => ({ x: { first: 'a word', second: 1 } })));
    expect(items[3]?.spec).toBe(items[0]?.spec);
    // The objects themselves are different ones.
    expect(items[3]).not.toBe(items[2]);
  });

  test('GIVEN many others since THEN a block is forgotten', () => {
    const read = reader();
    const [first, , third] = [read(PORTS), read(PORTS), read(PORTS)];
    expect(third?.ports).toBe(first?.ports);
    // Each comes often enough that others are kept.
    for (let index = 0; index < 25_000; index++)
      read(`ports:\n  - name: port-${Math.floor(index / 5)}\n    port: 1\n    protocol: TCP\n`);
    expect(read(PORTS).ports).not.toBe(first?.ports);
  });

  test('GIVEN a text of blocks inside of each other that never repeat THEN it is read in one go', () => {
    const deep = (id: number) =>
      Array.from({ length: 90 }, (_, depth) => `${' '.repeat(depth)}k${id}: 1\n${' '.repeat(depth)}n:\n`).join('');
    const read = reader();
    for (let id = 0; id < 300; id++) expect(partsOf(read(`${deep(id)}${' '.repeat(90)}end: 1\n`))).toHaveLength(91);
  });

  test('GIVEN a block that would be too deep where it stands THEN it is left to the other reader', () => {
    const block = (text: string) => `${' '.repeat(8)}${text}what is long enough to be kept\n`;
    const deep = block('- '.repeat(93));
    const flat = block(`${'k'.repeat(2 * 92)}: `);
    // The same column, with more or fewer maps around.
    const read = reader();
    const readIn = (maps: number, inner: string) => {
      const step = 8 / maps;
      const around = Array.from({ length: maps }, (_, depth) => `${' '.repeat(depth * step)}a:\n`);
      return read(`${around.join('')}${inner}`);
    };
    for (let count = 0; count < 5; count++) {
      expect(readIn(4, deep)).toBeDefined();
      expect(readIn(8, flat)).toBeDefined();
    }
    expect(readIn(8, deep)).toBeUndefined();
  });

  test('property: with what was read before, each text is read as the reader that knows all of YAML reads it', () => {
    const leaf = fc.constantFrom(
      ' 1',
      ' what is long enough to be kept',
      ' "q"',
      ' |\n@  a text of some lines\n@  that is long enough',
      ' |+\n@  a text that is long enough\n',
      ' >-\n@  a text that is long enough',
      ' []',
      '',
      " 'what is quoted\n\n@ on two lines'",
    );
    const line = fc
      .tuple(fc.constantFrom('a', 'b', 'c-with-a-long-name'), leaf)
      .map(([key, value]) => `${key}:${value}`);
    type Tree = readonly (string | readonly [string, Tree])[];
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.array(
        fc.oneof(
          { maxDepth: 3 },
          line,
          fc.tuple(fc.constantFrom('d:', 'e:', '- f:', '-', '- g: 1', '# c', ''), tie('tree')),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }));
    const printed = (of: Tree, indent: string, step: string): string =>
      of
        .map((each) =>
          typeof each === 'string'
            ? `${indent}${each.replaceAll('@', indent)}\n`
            : `${indent}${each[0]}\n${printed(each[1], `${indent}${step}`, step)}`,
        )
        .join('');
    let shared = 0;
    // Few trees, put together anew again and again.
    const texts = fc.array(tree, { minLength: 2, maxLength: 4 }).chain((trees) => {
      const one = fc
        .tuple(fc.constantFrom(...trees), fc.constantFrom('  ', '  ', '    '))
        .map(([of, step]) => printed(of, '  ', step));
      const part = fc.tuple(fc.constantFrom('x', 'y', 'x', 'z'), one).map(([key, text]) => `${key}:\n${text}`);
      return fc.array(
        fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
        { minLength: 6, maxLength: 16 },
      );
    });
    fc.assert(
      fc.property(texts, (all) => {
        const read = reader();
        for (const text of all) {
          const value = read(text);
          if (value === undefined) continue;
          expect(JSON.stringify(value)).toBe(
            JSON.stringify(readYaml(decodeYaml(Buffer.from(text)), new StringPool()).value),
          );
          const parts = partsOf(value);
          expect(new Set(parts).size).toBe(parts.length);
          if (parts.some(isRepeated)) shared++;
          freeze(value);
        }
      }),
      { numRuns: 400 },
    );
    expect(shared).toBeGreaterThan(100);
  });
});
