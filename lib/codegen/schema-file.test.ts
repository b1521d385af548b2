import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CustomResourceDefinition, JsonSchema } from './custom-resource-definition';
import { canonicalJson, generateSchemaFile, withoutProse } from './schema-file';

function crd(kind: string, versions: Readonly<Record<string, JsonSchema>>, served = true): CustomResourceDefinition {
  return {
    group: 'example.com',
    kind,
    plural: `${kind.toLowerCase()}s`,
    scope: 'Namespaced',
    versions: Object.entries(versions).map(([name, schema], index) => ({
      name,
      served,
      storage: index === 0,
      deprecated: false,
      schema,
      statusSubresource: true,
    })),
  };
}

describe('withoutProse', () => {
  test('leaves keywords out, and keeps what only has their names', () => {
    // GIVEN
    const schema = {
      description: 'prose',
      title: 'prose',
      example: { a: 1 },
      externalDocs: { url: 'x' },
      required: ['description'],
      default: { description: 'a value' },
      enum: [{ title: 'a value' }],
      properties: {
        description: { type: 'string', description: 'prose' },
        items: { items: { title: 'prose', type: 'string' } },
        properties: { properties: { title: { type: 'string' } } },
      },
      additionalProperties: { description: 'prose', nullable: true },
      oneOf: [{ description: 'prose', not: { title: 'prose', required: ['title'] } }],
      'x-kubernetes-validations': [{ rule: 'true', message: 'kept' }],
    };

    // WHEN
    const stripped = withoutProse(schema);

    // THEN
    expect(stripped).toEqual({
      required: ['description'],
      default: { description: 'a value' },
      enum: [{ title: 'a value' }],
      properties: {
        description: { type: 'string' },
        items: { items: { type: 'string' } },
        properties: { properties: { title: { type: 'string' } } },
      },
      additionalProperties: { nullable: true },
      oneOf: [{ not: { required: ['title'] } }],
      'x-kubernetes-validations': [{ rule: 'true', message: 'kept' }],
    });
  });

  test('keeps every property, and is done after one pass', () => {
    const name = fc.constantFrom('description', 'title', 'example', 'properties', 'items', 'not', 'a', '__proto__');
    const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4 },
        fc.constant({ description: 'prose' }),
        fc.record(
          {
            description: fc.string(),
            type: fc.constant('object'),
            properties: fc
              .array(fc.tuple(name, tie('schema')), { maxLength: 3 })
              .map((entries) => Object.fromEntries(entries)),
            items: tie('schema'),
            anyOf: fc.array(tie('schema'), { maxLength: 2 }),
          },
          { requiredKeys: [] },
        ),
      ),
    }));
    fc.assert(
      fc.property(schema, (given) => {
        const stripped = withoutProse(given);
        expect(properties(stripped)).toEqual(properties(given));
        expect(withoutProse(stripped)).toEqual(stripped);
      }),
    );
  });
});

/** The paths of all properties. */
function properties(schema: JsonSchema): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [
    name,
    ...properties(inner).map((path) => `${name}.${path}`),
  ]);
  const items = schema.items ? properties(schema.items).map((path) => `[].${path}`) : [];
  return [
    ...own,
    ...items,
    ...(schema.anyOf ?? []).flatMap((inner, n) => properties(inner).map((path) => `${n}|${path}`)),
  ];
}

describe('generateSchemaFile', () => {
  test('writes one line for each kind and each schema, equal schemas once', () => {
    // GIVEN
    const big: JsonSchema = { type: 'object', description: 'one' };
    const definitions = [
      crd('Widget', { v1: { type: 'object', nullable: true } }),
      crd('Gadget', { v1: big, v1beta1: { description: 'other words', type: 'object' } }),
    ];

    // WHEN
    const text = generateSchemaFile('example.com', definitions);

    // THEN
    expect(text).toEqual(`{
"group": "example.com",
"kinds": [
{"kind":"Gadget","plural":"gadgets","scope":"Namespaced","versions":[{"name":"v1","schema":"Gadget.v1","served":true,"storage":true,"deprecated":false,"statusSubresource":true},{"name":"v1beta1","schema":"Gadget.v1","served":true,"storage":false,"deprecated":false,"statusSubresource":true}]},
{"kind":"Widget","plural":"widgets","scope":"Namespaced","versions":[{"name":"v1","schema":"Widget.v1","served":true,"storage":true,"deprecated":false,"statusSubresource":true}]}
],
"schemas": {
"Gadget.v1": {"type":"object"},
"Widget.v1": {"nullable":true,"type":"object"}
}
}
`);
    expect(JSON.parse(text).schemas['Gadget.v1']).toEqual({ type: 'object' });
  });

  test('leaves out versions that are not served', () => {
    expect(JSON.parse(generateSchemaFile('example.com', [crd('Gadget', { v1: {} }, false)]))).toEqual({
      group: 'example.com',
      kinds: [{ kind: 'Gadget', plural: 'gadgets', scope: 'Namespaced', versions: [] }],
      schemas: {},
    });
  });
});

describe('canonicalJson', () => {
  test('does not depend on the order of keys, and loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toEqual(canonicalJson(value));
        // -0 is 0 in JSON.
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)]));
}
