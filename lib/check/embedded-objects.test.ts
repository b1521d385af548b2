import { describe, expect, test } from '@jest/globals';
import { messageOf } from '../violation/message';
import { loadSchemas } from './installed-schemas';

// What the API server says of each, but for the place: of a value of a wrong type it names all of the metadata.

const TEMPLATE = { type: 'object', 'x-kubernetes-embedded-resource': true } as const;
const ANY = { ...TEMPLATE, 'x-kubernetes-preserve-unknown-fields': true } as const;
const METADATA = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', pattern: '^x' },
    labels: { type: 'object', maxProperties: 1, additionalProperties: { type: 'string' } },
  },
};
const PROPERTIES = {
  any: ANY,
  strict: { ...TEMPLATE, properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } } },
  limited: { ...ANY, properties: { metadata: METADATA } },
  list: { type: 'array', items: ANY },
  map: { type: 'object', additionalProperties: ANY },
  nested: { ...ANY, properties: { spec: { type: 'object', properties: { inner: ANY } } } },
};
const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'holders.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Holder', plural: 'holders' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: PROPERTIES } } },
        },
      },
    ],
  },
};

const judge = loadSchemas({ cwd: __dirname }).knowingAmong([DEFINITION]);
const told = (field: keyof typeof PROPERTIES, value: unknown) =>
  judge
    .verdict({ apiVersion: 'example.com/v1', kind: 'Holder', metadata: { name: 'a' }, spec: { [field]: value } })
    .violations.map(messageOf);
const object = (metadata: unknown, more: object = {}) => ({ apiVersion: 'v1', kind: 'Pod', metadata, ...more });

const OWNER = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u' };
const LABEL = 'Invalid value: "x y": a valid label must be an empty string or consist of alphanumeric characters';

describe('objects inside of an object', () => {
  test.each<[string, unknown]>([
    ['no metadata', undefined],
    ['null', null],
    ['nothing in it', {}],
    ['a name that no object of the cluster could have', { name: 'A_B' }],
    ['no name, and nulls', { name: null, labels: { a: null }, generation: null }],
    [
      'what a live object has',
      { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', generation: 3 },
    ],
    ['an owner', { ownerReferences: [OWNER] }],
    [
      'whoever wrote it',
      { managedFields: [{ manager: 'm', operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1: {} }] },
    ],
  ])('GIVEN metadata with %s THEN it passes', (_what, metadata) => {
    expect(told('any', object(metadata))).toEqual([]);
  });

  test.each<[unknown, string]>([
    ['x', 'metadata: json: cannot unmarshal string into Go value of type v1.ObjectMeta'],
    [{ name: 1 }, 'metadata.name: json: cannot unmarshal number into Go struct field ObjectMeta.name of type string'],
    [
      { labels: { a: 1 } },
      'metadata.labels: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
    ],
    [{ creationTimestamp: 'x' }, 'metadata.creationTimestamp: parsing time "x"'],
    [{ labels: { a: 'x y' } }, `metadata.labels: ${LABEL}`],
    [{ annotations: { 'a b': 'x' } }, 'metadata.annotations: Invalid value: "a b": name part must consist of'],
    [{ namespace: 'A_B' }, 'metadata.namespace: Invalid value: "A_B": a lowercase RFC 1123 label must consist of'],
    [{ name: 'a/b' }, `metadata.name: Invalid value: "a/b": may not contain '/'`],
    [{ generateName: 'a%' }, `metadata.generateName: Invalid value: "a%": may not contain '%'`],
    [{ generation: -1 }, 'metadata.generation: Invalid value: -1: must be greater than or equal to 0'],
    [{ finalizers: ['a b'] }, 'metadata.finalizers: Invalid value: "a b": name part must consist of'],
    [
      { ownerReferences: [{ ...OWNER, kind: '' }] },
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
    ],
    [
      { managedFields: [{ operation: 'x' }] },
      'metadata.managedFields[0].operation: Invalid value: "x": must be `Apply` or `Update`',
    ],
    [
      { managedFields: [{ operation: 'Apply', manager: 'a\nb' }] },
      'metadata.managedFields[0].manager: Invalid value: "a\\nb": invalid character U+000A (at position 1)',
    ],
    [
      { managedFields: [{ operation: 'Apply', manager: 'x'.repeat(129) }] },
      'metadata.managedFields[0].manager: Too long: may not be more than 128 bytes',
    ],
  ])('GIVEN metadata %j THEN it is refused, wherever the object is', (metadata, message) => {
    const refused = (field: keyof typeof PROPERTIES, value: unknown, place: string) =>
      expect(told(field, value)).toEqual([expect.stringMatching(literal(`spec.${place}.${message}`))]);
    refused('any', object(metadata), 'any');
    refused('strict', object(metadata), 'strict');
    refused('list', [object({}), object(metadata)], 'list[1]');
    refused('map', { k: object(metadata) }, 'map[k]');
    refused('nested', object({}, { spec: { inner: object(metadata) } }), 'nested.spec.inner');
  });

  test('GIVEN a field that metadata does not have THEN it is unknown, also where fields are preserved', () => {
    expect(told('any', object({ labls: {} }))).toEqual([
      'strict decoding error: unknown field "spec.any.metadata.labls"',
    ]);
    expect(told('any', object({}, { anything: 1 }))).toEqual([]);
    expect(told('strict', object({}, { anything: 1 }))).toEqual([
      'strict decoding error: unknown field "spec.strict.anything"',
    ]);
  });

  test('GIVEN a schema of metadata THEN it is for metadata without what is empty', () => {
    expect(told('limited', object({ name: 'xa', labels: { a: null }, generateName: '' }))).toEqual([]);
    expect(told('limited', object({ name: 'xa', labels: { a: 'a', b: 'b' } }))).toEqual([
      'spec.limited.metadata.labels: Too many: 2: must have at most 1 item',
    ]);
    expect(told('limited', object({ name: '' }))).toEqual(['spec.limited.metadata.name: Required value']);
  });
});

function literal(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`);
}
