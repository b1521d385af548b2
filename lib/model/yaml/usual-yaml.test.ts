import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ByteQueue } from '../source/byte-queue';
import { takeDocument } from '../source/split-documents';
import { textSource } from '../source/text-source';
import { StringPool } from '../string-pool';
import type { TextValue } from '../text-error';
import { lineOfYaml } from './random-lines.testing';
import { decodeYaml, readYaml } from './read-yaml';
import { RepeatedBlocks } from './repeated-blocks';
import { UsualYaml } from './usual-yaml';

const before = new UsualYaml(new StringPool(), new RepeatedBlocks());

/** Whatever was read before, it reads the same. */
function usual(text: string): TextValue | undefined {
  const decoded = decodeYaml(Buffer.from(text));
  const read = new UsualYaml(new StringPool(), new RepeatedBlocks()).read(decoded);
  expect(JSON.stringify(before.read(decoded))).toBe(JSON.stringify(read));
  if (read === undefined) return undefined;
  const { isByLines: _, ...rest } = read;
  return rest;
}

/** What the reader that knows all of YAML says, and whether there is null in it. */
function full(text: string): TextValue {
  const { value, start, hasDuplicates, ignored } = readYaml(decodeYaml(Buffer.from(text)), new StringPool());
  const hasNulls = holdsNull(value);
  return { value, start, hasDuplicates, hasNulls, ...(ignored === undefined ? {} : { ignored }) };
}

function holdsNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(holdsNull));
}

/** The order of fields is a part of what is read. */
function shown({ value, ...rest }: TextValue): string {
  return JSON.stringify({ value, ...rest });
}

describe('the usual reader', () => {
  test.each([
    'a: 1\n',
    '---\n# c\na: b # c\nb:\n- x\n-   y: 1\n    z: ~\n- - 1\n  - 2\n-\n- # c\n  k: v\nc:\n  - x\n\n  - y\n',
    'a: \'x: #y\'\n\'q\': "b" # c\n"k 1":\n  d: {}\n  e: []   # c\n',
    'a: |\n  x\n   y\n\n  # no comment\n# c\nb: >-\n  x\n  y\nc: |2+\n   z\n\nd: 1\n',
    'a: [x, "y: z", \'q\', 1, true, -x, two words ]\nb: ["multi"]\n',
    'a: "x\\n\\u00e4"\nb: \'it\'\'s\'\nc: "two\n  lines"\nd: 1\n',
    'on: yes\nno: n\nnullx: 1\n',
    '0777: 0777\n1.10: 1.10\n0: x\n',
    'x: -0\ny: 1_000\nz: 12:30\nw: 0x1F\nv: .5\nu: -1\nt: 10.0.0.1\ns: --flag=a:b\n',
    'a:\n  b:\n    c: d\n  e:\nf: http://x/y#z\n',
    '  a: 1\n  b: 2\n',
    '- a\n- b: ä\n',
    'ä: ö ü\n',
  ])('GIVEN %j THEN it reads what the other reader reads', (text) => {
    expect(shown(usual(text) as TextValue)).toBe(shown(full(text)));
  });

  test.each([
    ...['', '# c\n', 'a\n', 'a: b\n  c\n', 'a: 1\na: 2\n', 'a: &x 1\n', 'a: *x\n', 'a: !!str 1\n', '<<: {}\n'],
    ...['a: {b: c}\n', '{a: b}\n', '? a\n', 'a: b: c\n', 'a:\n  b: 1\n c: 2\n', 'a:\n  - x\n  b: 1\n', '~: 1\n'],
    ...['a: .nan\n', '__proto__: 1\n', '"__proto__": 1\n', 'a:\tb\n', 'a: b\rc: d\n', 'a: "x\n', "a: 'x' y\n"],
    ...['a: [b, [c]]\n', 'a: [b\n', 'a: [b: c]\n', 'a: [,]\n', 'a: b\n...\nc: d\n', '---a\n', '%YAML 1.1\n', 'a: @b\n'],
    ...['a: 1\n- b\n', '- a\nb: 1\n', 'a: \u2028b\n', '\ufeffa: b\n', 'a: \u0085\n', 'a: |x\n  b\n', 'a: - b\n'],
  ])('GIVEN %j THEN it leaves it to the other reader', (text) => {
    expect(usual(text)).toBeUndefined();
  });

  test('GIVEN what this project writes THEN it reads nearly all of it', () => {
    const folder = join(__dirname, '../../../dist');
    const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .flatMap((name) => documentsOf(readFileSync(join(folder, name), 'utf8')));
    const read = texts.filter((text) => {
      const value = usual(text);
      if (value !== undefined) expect(shown(value)).toBe(shown(full(text)));
      return value !== undefined;
    });
    expect(texts.length).toBeGreaterThan(300);
    expect(read.length / texts.length).toBeGreaterThan(0.95);
  });

  test('property: what it reads, the other reader reads alike', () => {
    const lines = fc.array(lineOfYaml, { maxLength: 6 });
    let count = 0;
    fc.assert(
      fc.property(lines, (texts) => {
        const text = texts.join('\n');
        const read = usual(text);
        if (read === undefined) return;
        count++;
        expect(shown(read)).toBe(shown(full(text)));
      }),
      { numRuns: 4000 },
    );
    expect(count).toBeGreaterThan(400);
  });

  test('property: maps and lists of all kinds of words are usual', () => {
    const key = fc.constantFrom('a', 'b', 'apiVersion', 'on', 'prometheus.io/scrape', '8080');
    const scalar = fc.constantFrom(
      'a',
      '1',
      '"x"',
      "'y'",
      'true',
      '~',
      '[]',
      '{}',
      '[a, "b"]',
      '-1',
      'http://x',
      '1.5',
    );
    type Node =
      | { readonly scalar: string }
      | { readonly list: readonly Node[] }
      | { readonly map: Readonly<Record<string, Node>> };
    const { node } = fc.letrec<{ node: Node }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        scalar.map((text) => ({ scalar: text })),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((list) => ({ list })),
        fc.dictionary(key, tie('node'), { minKeys: 1, maxKeys: 4 }).map((map) => ({ map })),
      ),
    }));
    const printed = (of: Node, indent: string, indentless: boolean): string => {
      if ('scalar' in of) return ` ${of.scalar}\n`;
      if ('list' in of) {
        const pad = indentless ? indent.slice(2) : indent;
        return `\n${of.list.map((each) => `${pad}-${inline(printed(each, `${pad}  `, false), pad)}`).join('')}`;
      }
      return `\n${Object.entries(of.map)
        .map(([name, each]) => `${indent}${name}:${printed(each, `${indent}  `, indentless)}`)
        .join('')}`;
    };
    // The first line of a map or list in a list may stand beside the dash.
    const inline = (text: string, pad: string) => (text.startsWith('\n') ? ` ${text.slice(1 + pad.length + 2)}` : text);
    fc.assert(
      fc.property(fc.dictionary(key, node, { minKeys: 1 }), fc.boolean(), (map, indentless) => {
        const text = printed({ map }, '', indentless).slice(1);
        const read = usual(text);
        expect(read).toBeDefined();
        expect(shown(read as TextValue)).toBe(shown(full(text)));
      }),
      { numRuns: 300 },
    );
  });
});

function documentsOf(text: string): string[] {
  const queue = new ByteQueue(textSource('', text).chunks());
  const documents: string[] = [];
  for (let part = takeDocument(queue, 1e9); part !== undefined; part = takeDocument(queue, 1e9)) {
    documents.push(part.bytes.toString());
  }
  return documents;
}
