import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { main } from '../lib/cli/main';
import { filesBelow } from '../lib/output/write-files';

const guide = readFileSync(join(__dirname, 'guides/constructs.md'), 'utf8');

test('GIVEN the program of the guide WHEN it is run THEN nothing is wrong in either cluster, and the guide says how they differ', async () => {
  const before = process.cwd();
  const cwd = mkdtempSync(join(tmpdir(), 'clusters-'));
  try {
    process.chdir(cwd);
    require('./clusters');
    const files = ['install/istio.k8s.yaml', 'istio-system.k8s.yaml', 'shop.k8s.yaml'];
    const targets = ['dist/prod/east', 'dist/prod/west'];
    const written = filesBelow(cwd).filter((file) => file.endsWith('.yaml'));
    expect(written).toEqual(targets.flatMap((target) => files.map((file) => `${target}/${file}`)));
    const run = async (...args: string[]) => {
      let out = '';
      const stdout = { write: (text: string) => (out += text) };
      return { code: await main(args, '1.0.0', { cwd, env: {}, stdout, stderr: { write: () => {} } }), out };
    };
    for (const target of targets) {
      const { code, out } = await run('check', target);
      expect(code).toEqual(0);
      expect(out).toContain('8 objects in 3 files: no problems');
    }
    const { out } = await run('diff', ...targets);
    expect(guide).toContain(`$ npx meshwright diff ${targets.join(' ')}\n${out.slice(0, out.indexOf('\n3 clients'))}`);
  } finally {
    process.chdir(before);
    rmSync(cwd, { recursive: true });
  }
});
