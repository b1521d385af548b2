import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { external, externalThings } from './external';

describe('external', () => {
  test('GIVEN names by kind THEN the app knows them, and who says so', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    external(app, { hosts: ['api.example.com', '*.example.org'], nodes: ['worker-1'] });
    external(chart, { secrets: ['shop/db'], configMaps: [], others: { PersistentVolumeClaim: ['shop/data'] } });
    expect(externalThings(app)).toEqual([
      { kind: 'Host', name: 'api.example.com', saidBy: '' },
      { kind: 'Host', name: '*.example.org', saidBy: '' },
      { kind: 'Node', name: 'worker-1', saidBy: '' },
      { kind: 'Secret', name: 'shop/db', saidBy: 'shop' },
      { kind: 'PersistentVolumeClaim', name: 'shop/data', saidBy: 'shop' },
    ]);
  });

  test.each([
    [{ secrets: ['a/b/c'] }, '[shop] external: "a/b/c" is no name of a Secret: write namespace/name, or name'],
    [{ secrets: [''] }, '[shop] external: "" is no name of a Secret: write namespace/name, or name'],
    [{ others: { secret: ['a'] } }, '[shop] external: "secret" is no kind: write one as manifests do, such as Secret'],
  ])('GIVEN %j THEN it says what is wrong', (names, message) => {
    expect(() => external(new Chart(new App(), 'shop'), names)).toThrow(message);
  });

  test.each(['cdk8s', 'meshwright'])('GIVEN the App of %s THEN plugins are told', (from) => {
    // GIVEN
    const root = resolve(__dirname, '../..');
    const folder = mkdtempSync(join(tmpdir(), 'meshwright-'));
    const app = from === 'cdk8s' ? 'cdk8s' : join(root, 'lib/core/app');
    writeFileSync(
      join(folder, 'main.ts'),
      `const { App } = require('${app}'); const { ApiObject, Chart } = require('cdk8s');
       const { external } = require('${join(root, 'lib/core/external')}');
       const app = new App();
       new ApiObject(new Chart(app, 'shop'), 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
       external(app, { secrets: ['shop/db'], hosts: ['api.example.com'] });
       app.synth();`,
    );
    // WHEN
    const env = { ...process.env, NODE_PATH: join(root, 'node_modules') };
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/run.js'), join(folder, 'main.ts')], {
      cwd: folder,
      env: { ...env, CDK8S_OUTDIR: 'out', CDK8S_RECORD_CONSTRUCT_METADATA: 'true' },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    // THEN
    const { resources } = JSON.parse(readFileSync(join(folder, 'out/construct-metadata.json'), 'utf8'));
    rmSync(folder, { recursive: true });
    expect(resources).toMatchObject({
      a: { path: 'shop/object' },
      '#external/Secret/shop/db': { path: '' },
      '#external/Host/api.example.com': { path: '' },
    });
  });
});
