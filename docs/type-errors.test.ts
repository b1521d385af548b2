import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, '.synth/type-errors');

interface Mistake {
  readonly wrong: string;
  readonly said: string;
  readonly right: string;
}

/** The page, as the names that it declares, and its mistakes. */
function read(page: string): { readonly names: string; readonly mistakes: readonly Mistake[] } {
  const blocks = [...page.matchAll(/```(?:ts|text)\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const [names = '', ...others] = blocks;
  const mistakes = Array.from({ length: others.length / 3 }, (_, index) => {
    const [wrong = '', said = '', right = ''] = others.slice(3 * index);
    return { wrong, said, right };
  });
  return { names, mistakes };
}

/** What the compiler prints of a program, by the line it is about, from 1. */
function compile(program: string): ReadonlyMap<number, string> {
  mkdirSync(OUT, { recursive: true });
  try {
    writeFileSync(join(OUT, 'mistakes.ts'), program);
    const compilerOptions = { incremental: false, tsBuildInfoFile: null, noUnusedLocals: false };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['mistakes.ts'] };
    writeFileSync(join(OUT, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', OUT], {
      cwd: OUT,
      encoding: 'utf8',
    });
    const byLine = new Map<number, string>();
    const errors = stdout.split(/^(?=\S)/m);
    for (const error of errors) {
      const [, line = '', text = ''] = /^mistakes\.ts\((\d+),\d+\): error TS\d+: ([\s\S]*)$/.exec(error) ?? [];
      if (text === '') throw new Error(error);
      byLine.set(Number(line), (byLine.get(Number(line)) ?? '') + text);
    }
    return byLine;
  } finally {
    rmSync(OUT, { recursive: true });
  }
}

test('GIVEN the page of mistakes THEN the compiler says of each what stands there, and nothing of what is right', () => {
  const { names, mistakes } = read(readFileSync(join(__dirname, 'guides/type-errors.md'), 'utf8'));
  expect(mistakes.length).toBeGreaterThanOrEqual(20);
  const parts = [names, ...mistakes.flatMap(({ wrong, right }) => [wrong, right])];
  const said = compile(parts.join(''));
  let line = 1;
  const saidOf = parts.map((part) => {
    const from = line;
    line += part.split('\n').length - 1;
    return [...said].flatMap(([at, text]) => (from <= at && at < line ? [text] : [])).join('');
  });
  const [ofNames, ...ofMistakes] = saidOf;
  expect(ofNames).toEqual('');
  mistakes.forEach(({ wrong }, index) => {
    const [ofWrong, ofRight] = ofMistakes.slice(2 * index);
    expect({ wrong, said: ofWrong, right: ofRight }).toEqual({ wrong, said: mistakes[index]?.said, right: '' });
  });
});
