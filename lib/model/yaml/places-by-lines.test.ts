import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { FieldPath } from '../finding';
import { Places } from '../places';
import { readRecordedTexts } from '../recorded-texts.testing';
import { StringPool } from '../string-pool';
import { locateByLines } from './places-by-lines';
import { lineOfYaml } from './random-lines.testing';
import { decodeYaml, readYaml } from './read-yaml';
import { RepeatedBlocks } from './repeated-blocks';
import { UsualYaml } from './usual-yaml';

/** @returns how many places were compared: none of a text whose lines do not tell them */
function compare(source: string): number {
  const text = decodeYaml(Buffer.from(source));
  if (new UsualYaml(new StringPool(), new RepeatedBlocks()).read(text)?.isByLines !== true) return 0;
  const places = new Places();
  const { value } = readYaml(text, new StringPool(), places);
  const paths = [...pathsOf(value, [])].flatMap((path) => [path, ...besides(path)]);
  const told = (locate: (path: FieldPath) => number) => paths.map((path) => [path, locate(path)]);
  expect(told((path) => locateByLines(text, path))).toEqual(told((path) => places.locate(path)));
  return paths.length;
}

function* pathsOf(value: unknown, path: FieldPath): Generator<FieldPath> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield* pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** What is not there, mostly. */
function besides(path: FieldPath): readonly FieldPath[] {
  return ['missing', 0, 7, -1, 'true', 'on', '0', 'x y', '', '- a', '__proto__'].map((part) => [...path, part]);
}

const DIST = join(__dirname, '../../../dist');

function writtenHere(): readonly string[] {
  return readdirSync(DIST, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => readFileSync(join(DIST, name), 'utf8').split(/^---\n/m));
}

describe('places that lines tell', () => {
  test.each([
    '# c\nspec:\n  http:\n  - match: [a, "b, c" , \'d]\' ]\n    # c\n    route:\n    -\n    - host: a\n  x: {}\n',
    'a: |\n  b: 1\n\n # c\nb:\n- - 1\n  - - x\n    - y: 1\n      z:\n-   k: v\n    l: w\n- # c\n  m: n\nc: 1\n',
    '---\n\n  on: 1\n  0777: 2\n  "k 1": 3\n  \'q\':\n    a:b: http://x\n    c: # d\n  e:\n  - 1\n  f: >-\n    g: 1\n',
    '- a: "x: y"\n  b: "q\\"r"\n-\n  - c\n-\n- "d": 1\n- "e"\n- [x]\n- ["f: g", h]\n- {}\n- |\n  - i\n',
  ])('GIVEN %j THEN they are those of the reader that knows all of YAML', (text) => {
    expect(compare(text)).toBeGreaterThan(100);
  });

  test.each(['a: "x\nb: y"\n', 'a:\n- "x\n  y"\n', "a: 'x\n  y'\n"])('GIVEN %j THEN its lines do not tell', (text) => {
    expect(compare(text)).toBe(0);
  });

  test('GIVEN what this project writes THEN they are the same, and mostly told', () => {
    const texts = writtenHere().filter((_, index) => index % 3 === 0);
    const told = texts.filter((text) => compare(text) > 0);
    expect(texts.length).toBeGreaterThan(100);
    expect(told.length / texts.length).toBeGreaterThan(0.7);
  });

  test('GIVEN recorded texts of all kinds THEN they are the same', () => {
    const told = readRecordedTexts().texts.filter(([text]) => compare(text) > 0);
    expect(told.length).toBeGreaterThan(100);
  });

  test('property: they are the same in lines of all kinds', () => {
    fc.assert(
      fc.property(fc.array(lineOfYaml, { maxLength: 8 }), (lines) => {
        compare(lines.join('\n'));
      }),
      { numRuns: 2000 },
    );
  });

  test('property: they are the same in what this project writes, spoiled', () => {
    const texts = writtenHere().filter((text) => text.length < 2000);
    const spoil = fc.record({
      line: fc.nat(60),
      how: fc.constantFrom('drop', 'twice', 'deeper', 'shallower', 'before'),
      other: lineOfYaml,
    });
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(spoil, { minLength: 1, maxLength: 3 }), (text, spoils) => {
        const lines = text.split('\n');
        for (const { line, how, other } of spoils) {
          const at = line % lines.length;
          const old = lines[at] as string;
          if (how === 'drop') lines.splice(at, 1);
          else if (how === 'twice') lines.splice(at, 0, old);
          else if (how === 'before') lines.splice(at, 0, other);
          else lines[at] = how === 'deeper' ? `  ${old}` : old.replace(/^ {2}/, '');
        }
        compare(lines.join('\n'));
      }),
      { numRuns: 300 },
    );
  });
});
