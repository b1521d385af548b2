import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { importNativeSchema } from './import-native';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'import-native-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

describe('importNativeSchema', () => {
  test('GIVEN what an API server answers THEN its built-in kinds are written, and custom resources are not', () => {
    const gvk = (group: string, kind: string) => ({
      'x-kubernetes-group-version-kind': [{ group, version: 'v1', kind }],
    });
    const definitions = {
      'io.k8s.api.core.v1.ConfigMap': { ...gvk('', 'ConfigMap'), properties: { data: { type: 'object' } } },
      'io.istio.networking.v1.Gateway': gvk('networking.istio.io', 'Gateway'),
    };
    writeFileSync(join(cwd, 'openapi.json'), JSON.stringify({ info: { version: 'v1.34.0' }, definitions }));

    const result = importNativeSchema({ file: 'openapi.json', cwd, outdir: 'imports' });

    expect(result.written).toEqual(['kubernetes.schema.json']);
    expect(JSON.parse(readFileSync(join(cwd, 'imports', 'kubernetes.schema.json'), 'utf8'))).toEqual({
      version: '1.34.0',
      kinds: [
        { group: '', kind: 'ConfigMap', version: 'v1', scope: 'Namespaced', served: true, schema: 'core.v1.ConfigMap' },
      ],
      definitions: { 'core.v1.ConfigMap': { properties: { data: { type: 'object' } } } },
    });
  });

  test.each([
    ['{}', 'has to have the version of Kubernetes'],
    ['<html>', 'not valid JSON'],
    [undefined, 'cannot be read'],
  ])('GIVEN the file %j THEN it is reported, and nothing is written', (content, message) => {
    if (content !== undefined) writeFileSync(join(cwd, 'openapi.json'), content);
    expect(() => importNativeSchema({ file: 'openapi.json', cwd, outdir: 'imports' })).toThrow(message);
    expect(readdirSync(cwd)).not.toContain('imports');
  });
});
