import { describe, expect, test } from '@jest/globals';
import { loadNativeKinds } from '../decoding/native-schema';
import { type Shape, Shapes } from '../decoding/shapes';
import { TABLES } from '.';

/** Kinds that are decoded, and of which nothing more is said, with the reason. */
const ONLY_DECODED: Readonly<Record<string, string>> = {
  ComponentStatus: 'it is read, and never written',
  SelfSubjectReview: 'there is nothing to say in it',
};

/** The definitions of structs in a shape, without those of metadata. */
function structsOf(shape: Shape, found = new Set<string>()): ReadonlySet<string> {
  if (shape.type === 'list') structsOf(shape.items, found);
  else if (shape.type === 'map') structsOf(shape.values, found);
  else if (shape.type === 'struct' && !found.has(shape.name) && !shape.name.startsWith('meta.')) {
    found.add(shape.name);
    for (const field of shape.fields.values()) structsOf(field, found);
  }
  return found;
}

describe('tables', () => {
  const kinds = loadNativeKinds();
  const shapes = new Shapes(kinds.definitions);

  test('GIVEN all kinds that an API server serves THEN something is said of each, or there is a reason', () => {
    const silent = kinds.kinds
      .filter(({ served, schema }) => {
        const structs = structsOf(shapes.named(schema));
        return served && ![...structs].some((name) => Object.hasOwn(TABLES, name));
      })
      .map(({ kind }) => kind);
    expect(silent).toEqual(Object.keys(ONLY_DECODED));
  });

  test('GIVEN the names of tables THEN there is a definition for each', () => {
    const known = new Set(kinds.kinds.flatMap(({ schema }) => [...structsOf(shapes.named(schema))]));
    const unknown = Object.keys(TABLES).filter((name) => !name.startsWith('meta.') && !known.has(name));
    expect(unknown).toEqual([]);
  });
});
