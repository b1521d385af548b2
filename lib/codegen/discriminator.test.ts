import { describe, expect, test } from '@jest/globals';
import type { JsonSchema } from './custom-resource-definition';
import { discriminated } from './discriminator';

const rules = (...texts: string[]) => texts.map((rule) => ({ rule, message: 'no' }));
const PAIR = rules("!(has(self.a) && self.type != 'A')", "!(!has(self.a) && self.type == 'A')");
const schema: JsonSchema = {
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string', enum: ['A', 'None'] }, a: { type: 'object' }, name: { type: 'string' } },
  'x-kubernetes-validations': PAIR,
};

describe('objects with a property that says which others are there', () => {
  test('GIVEN pairs of rules THEN there is an object for each value', () => {
    const { by, variants } = discriminated(schema) ?? {};
    expect(by).toEqual('type');
    expect(
      [...(variants ?? [])].map(([value, { properties = {}, required }]) => [value, Object.keys(properties), required]),
    ).toEqual([
      ['A', ['type', 'a', 'name'], ['type', 'a']],
      ['None', ['type', 'name'], ['type']],
    ]);
    expect(variants?.get('A')?.properties?.type?.enum).toEqual(['A']);
  });

  test('GIVEN half of a pair, no enumeration, or a property that may be missing THEN there is one object', () => {
    expect(discriminated({ ...schema, 'x-kubernetes-validations': PAIR.slice(0, 1) })).toBeUndefined();
    expect(discriminated({ ...schema, required: [] })).toBeUndefined();
    expect(
      discriminated({ ...schema, properties: { ...schema.properties, type: { type: 'string' } } }),
    ).toBeUndefined();
    expect(discriminated({ ...schema, 'x-kubernetes-validations': rules('self.a > 1') })).toBeUndefined();
  });
});
