import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { main } from '../lib/cli/main';
import { filesBelow } from '../lib/output/write-files';

test('GIVEN the program of the guide WHEN it is run THEN it writes two targets in which nothing is wrong', async () => {
  const before = process.cwd();
  const cwd = mkdtempSync(join(tmpdir(), 'shop-'));
  try {
    process.chdir(cwd);
    require('./shop');
    const files = ['namespaces.k8s.yaml', 'shop.k8s.yaml'];
    const targets = ['dist/dev/west', 'dist/prod/east'];
    const written = filesBelow(cwd).filter((file) => file.endsWith('.yaml'));
    expect(written).toEqual(targets.flatMap((target) => files.map((file) => `${target}/${file}`)));
    for (const target of targets) {
      let out = '';
      const stdout = { write: (text: string) => (out += text) };
      expect(await main(['check', target], '1.0.0', { cwd, env: {}, stdout, stderr: stdout })).toEqual(0);
      expect(out).toContain('22 objects in 2 files: no problems');
    }
  } finally {
    process.chdir(before);
    rmSync(cwd, { recursive: true });
  }
});

test('GIVEN the guide THEN its lines are those of its programs', () => {
  const programs = ['shop.ts', 'clusters.ts'].map((file) => readFileSync(join(__dirname, file), 'utf8'));
  const guide = readFileSync(join(__dirname, 'guides/constructs.md'), 'utf8');
  const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(6);
  expect(blocks.filter((block) => !programs.some((program) => program.includes(block)))).toEqual([]);
});
