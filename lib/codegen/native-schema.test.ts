import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { generateNativeSchema } from './native-schema';

const gvk = (group: string, version: string, kind: string) => ({
  'x-kubernetes-group-version-kind': [{ group, version, kind }],
});

function source(definitions: Readonly<Record<string, object>>): string {
  return JSON.stringify({ kubernetes: '1.34.0', definitions });
}

describe('generateNativeSchema', () => {
  test('keeps what is decoded, with short names, a line each', () => {
    // GIVEN
    const text = source({
      'io.k8s.api.core.v1.Unused': { type: 'object' },
      'io.k8s.api.core.v1.PodList': { ...gvk('', 'v1', 'PodList'), type: 'object' },
      'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' },
      'io.k8s.api.core.v1.Pod': {
        ...gvk('', 'v1', 'Pod'),
        description: 'prose',
        required: ['description'],
        properties: {
          description: { type: 'string', description: 'prose' },
          size: { $ref: '#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity' },
          list: { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a'], items: { type: 'object' } },
        },
      },
      'io.k8s.api.networking.v1beta1.IPAddress': gvk('networking.k8s.io', 'v1beta1', 'IPAddress'),
    });

    // WHEN
    const generated = generateNativeSchema(text);

    // THEN
    expect(generated).toBe(`{
"version": "1.34.0",
"kinds": [
{"group":"","kind":"Pod","version":"v1","scope":"Namespaced","served":true,"schema":"core.v1.Pod"},
{"group":"networking.k8s.io","kind":"IPAddress","version":"v1beta1","scope":"Cluster","served":false,"schema":"networking.v1beta1.IPAddress"}
],
"definitions": {
"api.resource.Quantity": {"anyOf":[{"type":"number"},{"type":"string"}],"format":"quantity"},
"core.v1.Pod": {"properties":{"description":{"type":"string"},"list":{"items":{"type":"object"},"x-kubernetes-list-map-keys":["a"]},"size":{"$ref":"#/definitions/api.resource.Quantity"}}},
"networking.v1beta1.IPAddress": {}
}
}
`);
  });

  test('asks for the scope of a new kind', () => {
    // GIVEN
    const text = source({ 'io.k8s.api.core.v1.Gadget': gvk('', 'v1', 'Gadget') });

    // WHEN
    const generate = () => generateNativeSchema(text);

    // THEN
    expect(generate).toThrow('the scope of these kinds is not known: Gadget of the core group: enter them into SCOPES');
  });

  test('refuses other files', () => {
    // WHEN
    const generate = () => generateNativeSchema('{}');

    // THEN
    expect(generate).toThrow('the file has to have the version of Kubernetes');
  });

  test('the committed file has a line for each kind and definition, and is small', () => {
    // WHEN
    const text = readFileSync(join(__dirname, '../../imports/kubernetes.schema.json'), 'utf8');
    const { kinds, definitions } = JSON.parse(text);

    // THEN
    expect(text.split('\n')).toHaveLength(kinds.length + Object.keys(definitions).length + 8);
    expect(text.length).toBeLessThan(300_000);
  });
});
