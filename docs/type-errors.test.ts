import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { istio, MeshwrightError, Microservice, Port } from 'meshwright';

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, '.synth/type-errors');

interface Mistake {
  readonly wrong: string;
  readonly said: string;
  readonly right: string;
}

const page = readFileSync(join(__dirname, 'guides/type-errors.md'), 'utf8');
const [ofCompiler = '', ofProgram = ''] = page.split('## What only the program says\n');

function blocksOf(text: string): readonly string[] {
  return [...text.matchAll(/```(?:ts|text)\n([\s\S]*?)```/g)].map(([, block = '']) => block);
}

/** What the compiler is to see: the names that the page declares, and its mistakes. */
function read(text: string): { readonly names: string; readonly mistakes: readonly Mistake[] } {
  const [names = '', ...others] = blocksOf(text);
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
  const { names, mistakes } = read(ofCompiler);
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

/** What a program throws that has the names of the page. */
function thrownBy(program: string): string {
  const app = new App();
  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  const other = new Chart(app, 'other', { namespace: 'other' });
  const image = 'registry.example.com/shop:1.0.0';
  const cart = new Microservice(shop, 'cart', { port: Port.http(80), versions: { v1: { image }, v2: { image } } });
  const web = new Microservice(shop, 'web', { port: Port.http(80), versions: { v1: { image } } });
  const names: Readonly<Record<string, unknown>> = { ...istio, shop, other, cart, web };
  try {
    new Function(...Object.keys(names), program)(...Object.values(names));
  } catch (error) {
    return error instanceof MeshwrightError ? error.message : String(error);
  }
  return '';
}

test('GIVEN what only the program says THEN it says what stands there', () => {
  const blocks = blocksOf(ofProgram);
  const mistakes = Array.from({ length: blocks.length / 2 }, (_, index) => blocks.slice(2 * index, 2 * index + 2));
  expect(mistakes.length).toBeGreaterThan(5);
  expect(mistakes.map(([program = '']) => [program, `${thrownBy(program)}\n`])).toEqual(mistakes);
});
