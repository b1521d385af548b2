import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import { filesBelow } from '../output/write-files';
import { App } from './app';
import { chooseTargets, keepTargets } from './targets';

describe('which targets', () => {
  const names = ['dev/west', 'prod/west', 'prod/east'] as const;
  const chosen = (wanted?: string) => chooseTargets(names, wanted).map(({ name }) => name);

  test('GIVEN nothing THEN all, GIVEN names or their beginnings THEN these', () => {
    expect(chosen()).toEqual(names);
    expect(chosen('')).toEqual(names);
    expect(chosen('prod')).toEqual(['prod/west', 'prod/east']);
    expect(chosen('prod/east, dev')).toEqual(['dev/west', 'prod/east']);
    expect(chooseTargets(['a/b'])).toEqual([{ name: 'a/b', parts: ['a', 'b'] }]);
  });

  test('GIVEN names that cannot be THEN that is refused', () => {
    expect(() => chosen('test')).toThrow(
      '[MESHWRIGHT_TARGET] there is no target "test": the targets are dev/west, prod/west, prod/east',
    );
    expect(() => chooseTargets([])).toThrow('there is no target');
    expect(() => chooseTargets(['../a'])).toThrow('"../a" cannot be a folder');
    expect(() => chooseTargets(['a', 'a/b'])).toThrow('"a/b" would lie inside the folder of "a"');
  });
});

describe('an app for each target', () => {
  let folder: string;
  let lines: string[];
  const before = process.env.MESHWRIGHT_TARGET;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'meshwright-'));
    lines = [];
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(`${text}`) > 0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
    if (before === undefined) delete process.env.MESHWRIGHT_TARGET;
    else process.env.MESHWRIGHT_TARGET = before;
    rmSync(folder, { recursive: true, force: true });
  });

  const targets = { 'dev/west': { size: 'small' }, 'prod/west': { size: 'large' } };
  const run = (name = 'settings') =>
    App.runTargets(
      targets,
      (app, { size }, target) => {
        const chart = new Chart(app, 'shop', { namespace: 'shop' });
        new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { size } });
        if (target.name === 'prod/west' && name === 'bad') throw new Error('no');
      },
      { outdir: join(folder, 'dist') },
    );
  const dataOf = (target: string) => readFileSync(join(folder, 'dist', target, 'shop.k8s.yaml'), 'utf8');

  test('THEN each has a folder of its own', () => {
    run();
    expect(filesBelow(folder)).toEqual(['dist/dev/west/shop.k8s.yaml', 'dist/prod/west/shop.k8s.yaml']);
    expect(dataOf('dev/west')).toContain('size: small');
    expect(dataOf('prod/west')).toContain('size: large');
    expect(lines).toEqual([]);
  });

  test('GIVEN one that is asked for THEN the others stay as they are', () => {
    run();
    process.env.MESHWRIGHT_TARGET = 'prod';
    run('other');
    expect(dataOf('prod/west')).toContain('name: other');
    expect(dataOf('dev/west')).toContain('name: settings');
  });

  test('GIVEN a mistake in one THEN it is named, and its folder stays as it was', () => {
    run();
    run('bad');
    expect(lines).toEqual(['error: prod/west: no (unexpected: set MESHWRIGHT_DEBUG=1 to see the stack)\n']);
    expect(process.exitCode).toEqual(1);
    expect(dataOf('prod/west')).toContain('name: settings');
  });

  test('GIVEN a target that is not there THEN it says which are', () => {
    process.env.MESHWRIGHT_TARGET = 'test';
    run();
    expect(lines.join('')).toContain('there is no target "test": the targets are dev/west, prod/west');
    expect(process.exitCode).toEqual(1);
  });
});

describe('with cdk8s-cli', () => {
  test('GIVEN a folder that is replaced later THEN the other targets are kept in it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'meshwright-'));
    const cwd = process.cwd();
    try {
      process.chdir(folder);
      mkdirSync('dist/dev', { recursive: true });
      writeFileSync('dist/dev/a.yaml', 'a: 1\n');
      keepTargets(['dev', 'new'], 'dist', join('.synth', 'dist'));
      expect(filesBelow('.synth')).toEqual(['dist/dev/a.yaml']);
      expect(() => keepTargets(['dev'], 'dist', 'dist')).toThrow('write `output: .synth/dist` in cdk8s.yaml');
      keepTargets(['dev'], 'elsewhere', 'dist');
    } finally {
      process.chdir(cwd);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
