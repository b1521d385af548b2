import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runProgram } from './program.testing';

const guide = readFileSync(join(__dirname, 'guides/constructs.md'), 'utf8');

describe('the programs of the guide', () => {
  test('GIVEN the shop WHEN it is run THEN it writes two targets in which nothing is wrong', () =>
    runProgram('shop', async ({ written, meshwright }) => {
      const files = ['namespaces.k8s.yaml', 'shop.k8s.yaml'];
      const targets = ['dist/dev/west', 'dist/prod/east'];
      expect(written).toEqual(targets.flatMap((target) => files.map((file) => `${target}/${file}`)));
      for (const target of targets) {
        const { code, out } = await meshwright('check', target);
        expect(code).toEqual(0);
        expect(out).toContain('28 objects in 2 files: no problems');
      }
    }));

  test('GIVEN two clusters THEN nothing is wrong in either, and the guide says how they differ', () =>
    runProgram('clusters', async ({ written, meshwright }) => {
      const files = ['install/istio.k8s.yaml', 'istio-system.k8s.yaml', 'shop.k8s.yaml'];
      const targets = ['dist/prod/east', 'dist/prod/west'];
      expect(written).toEqual(targets.flatMap((target) => files.map((file) => `${target}/${file}`)));
      for (const target of targets) {
        const { code, out } = await meshwright('check', target);
        expect(code).toEqual(0);
        expect(out).toContain('8 objects in 3 files: no problems');
      }
      const { out } = await meshwright('diff', ...targets);
      const differences = out.slice(0, out.indexOf('\n3 clients'));
      expect(guide).toContain(`$ npx meshwright diff ${targets.join(' ')}\n${differences}`);
    }));

  test('GIVEN the shop in ambient mode THEN nothing is wrong', () =>
    runProgram('ambient', async ({ written, meshwright }) => {
      expect(written).toEqual(['dist/edge.k8s.yaml', 'dist/namespaces.k8s.yaml', 'dist/shop.k8s.yaml']);
      const { code, out } = await meshwright('check', 'dist');
      expect(code).toEqual(0);
      expect(out).toContain('21 objects in 3 files: no problems');
    }));

  test('GIVEN the guide THEN its lines are those of its programs', () => {
    const files = ['shop.ts', 'clusters.ts', 'ambient.ts'];
    const programs = files.map((file) => readFileSync(join(__dirname, file), 'utf8'));
    const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block);
    expect(blocks.length).toBeGreaterThan(15);
    expect(blocks.filter((block) => !programs.some((program) => program.includes(block)))).toEqual([]);
  });
});
