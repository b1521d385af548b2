import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ApiObjectProps } from 'cdk8s';
import { loadAll } from 'js-yaml';

test('GIVEN the sample of the README WHEN it is run THEN it writes the manifests that it describes', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'quick-start-'));
  process.env.CDK8S_OUTDIR = outdir;
  try {
    require('./quick-start');
    expect(readdirSync(outdir)).toEqual(['shop.k8s.yaml']);
    const objects = loadAll(readFileSync(join(outdir, 'shop.k8s.yaml'), 'utf8')) as ApiObjectProps[];
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata?.name}`)).toEqual([
      'ServiceAccount reviews',
      'Service reviews',
      'Deployment reviews-v1',
      'Deployment reviews-v2',
      'DestinationRule reviews',
      'VirtualService reviews-route',
    ]);
  } finally {
    delete process.env.CDK8S_OUTDIR;
    rmSync(outdir, { recursive: true });
  }
});

test('GIVEN the README THEN its sample is the file that is tested', () => {
  const sample = readFileSync(join(__dirname, 'quick-start.ts'), 'utf8');
  expect(readFileSync(join(__dirname, '..', 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${sample}\`\`\``);
});
