import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SCHEMA_RULES } from '../schema/rules';
import { issuesOf, type Manifest, messagesOf, VALID } from './fixtures';
import { NATIVE_RULES } from './rules';

const RULES = { ...NATIVE_RULES, ...SCHEMA_RULES };
const kinds = Object.entries(VALID);

/** The paths to all values inside. */
function pathsIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...inner.flatMap(([key, content]) => pathsIn(content, [...path, key]))];
}

function replace(object: Manifest, path: readonly (string | number)[], value: unknown): unknown {
  if (path.length === 0) return value;
  const keys = [...path];
  const last = keys.pop() as string | number;
  const target = keys.reduce<unknown>((inner, key) => (inner as Manifest)[key], object) as Manifest;
  target[last] = value;
  return object;
}

describe('objects of all kinds', () => {
  test.each(kinds)('passes when a %s is as it should be', (_name, valid) => {
    // GIVEN
    const object = valid();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test('anything in place of anything is an issue or none, never a crash', () => {
    // GIVEN
    const mutations = fc.constantFrom(...kinds).chain(([, valid]) => {
      const paths = pathsIn(valid()).filter((path) => path.length > 0);
      const change = fc.tuple(fc.constantFrom(...paths), fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant('-1')));
      return fc.tuple(fc.constant(valid), change);
    });

    // WHEN
    const property = fc.property(mutations, ([valid, [path, value]]) => {
      const issues = issuesOf(replace(valid(), path, value) as Manifest);

      // THEN
      const odd = issues.filter(({ rule, message }) => !Object.hasOwn(RULES, rule) || !message.includes(': '));
      expect(odd).toEqual([]);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test('passes when a field is null that may be absent, for Go decodes both alike', () => {
    // GIVEN
    const object = VALID.deployment();
    Object.assign(object.metadata as object, { creationTimestamp: null, labels: null });
    Object.assign(object.spec as object, { strategy: null, minReadySeconds: null });

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });
});
