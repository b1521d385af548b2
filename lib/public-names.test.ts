import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exports as entries, typesVersions } from '../package.json';
import * as meshwright from '.';

const NAMESPACES = [
  ...['argocd', 'chaosblade', 'flagger', 'gatewayApi', 'istio', 'kubernetes', 'microservice', 'observability'],
] as const;

/** `gatewayApi` → `gateway-api`: the room, and the subpath of the package. */
const roomOf = (namespace: string) => namespace.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The names that an example can do with. */
const AT_THE_TOP = [
  ...['App', 'Canary', 'Gateway', 'HttpAction', 'HttpMatch', 'MeshwrightError', 'Microservice', 'Port', 'Scenario'],
  ...['StandaloneChart', 'StringMatch', 'SynthesisError', 'VirtualService', 'external'],
];

describe('public names', () => {
  test('GIVEN the package THEN there are namespaces, and some names at the top', () => {
    expect(Object.keys(meshwright).sort()).toEqual([...AT_THE_TOP, ...NAMESPACES].sort());
  });

  test('GIVEN a namespace THEN it is a subpath of the package, with types for old resolvers too', () => {
    for (const name of NAMESPACES.map(roomOf)) {
      const types = `build/lib/${name}/index.d.ts`;
      expect(entries).toMatchObject({
        [`./${name}`]: { types: `./${types}`, default: `./build/lib/${name}/index.js` },
      });
      expect(typesVersions['*']).toMatchObject({ [name]: [types] });
    }
  });
});

describe('published types', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'meshwright-types-'));
    const root = resolve(__dirname, '..');
    // Whether types are right is told by `tsc` of all.
    const only = ['--emitDeclarationOnly', '--noCheck'];
    const args = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', ...only, '--outDir', folder];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const declarations = () =>
    NAMESPACES.map(roomOf).flatMap((room) => {
      const files = readdirSync(join(folder, 'lib', room)).filter((file) => file.endsWith('.d.ts'));
      return files.map((file) => [`${room}/${file}`, readFileSync(join(folder, 'lib', room, file), 'utf8')] as const);
    });

  test('GIVEN what is for the library itself THEN it is not among them', () => {
    const members = declarations().flatMap(([file, text]) => {
      return [...text.matchAll(/^ {4}(?:static |readonly |get )*(_\w+)/gm)].map(([, name]) => `${file}: ${name}`);
    });
    expect(members).toEqual([]);
  });

  // Without any, every object would do in the place of an instance.
  test('GIVEN a class THEN its instances have members', () => {
    const empty = declarations().flatMap(([file, text]) =>
      [...text.matchAll(/^export declare class (\w+)([^{]*)\{\n(.*?)^\}/gms)].flatMap(
        ([, name, heritage = '', body = '']) => {
          const members = body
            .replace(/\/\*.*?\*\//gs, '')
            .split('\n')
            .filter((line) => /^ {4}\w/.test(line) && !/^ {4}(private constructor|(private )?static)\b/.test(line));
          return heritage.includes('extends') || members.length > 0 ? [] : [`${file}: ${name}`];
        },
      ),
    );
    expect(empty).toEqual([]);
  });
});
