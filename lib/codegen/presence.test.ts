import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonSchema } from './custom-resource-definition';
import { type PresenceGroup, presenceRules } from './presence';

const properties = (...names: string[]): Record<string, JsonSchema> =>
  Object.fromEntries(names.map((name) => [name, { type: 'string' }]));

const noneOf = (...names: string[]): JsonSchema => ({ not: { anyOf: names.map((name) => ({ required: [name] })) } });

describe('presenceRules', () => {
  test('GIVEN one required set per branch THEN exactly one of them', () => {
    const rules = presenceRules({
      properties: properties('read', 'write'),
      oneOf: [{ required: ['read'] }, { required: ['write'] }],
    });
    expect(rules.groups).toEqual([{ kind: 'exactly one', properties: ['read', 'write'] }]);
  });

  test('GIVEN a branch for none of them, as Istio writes it, THEN at most one', () => {
    const rules = presenceRules({
      properties: properties('exact', 'prefix', 'regex'),
      oneOf: [
        noneOf('exact', 'prefix', 'regex'),
        { required: ['exact'] },
        { required: ['prefix'] },
        { required: ['regex'] },
      ],
    });
    expect(rules.groups).toEqual([{ kind: 'at most one', properties: ['exact', 'prefix', 'regex'] }]);
  });

  test('GIVEN branches that share required properties, as Flagger writes them, THEN those are required', () => {
    const rules = presenceRules({
      properties: properties('interval', 'threshold', 'iterations', 'stepWeight'),
      oneOf: [
        { required: ['interval', 'threshold', 'iterations'] },
        { required: ['interval', 'threshold', 'stepWeight'] },
      ],
    });
    expect(rules).toEqual({
      required: new Set(['interval', 'threshold']),
      forbidden: new Set(),
      groups: [{ kind: 'exactly one', properties: ['iterations', 'stepWeight'] }],
    });
  });

  test('GIVEN two groups in allOf THEN both hold, each for itself', () => {
    const rules = presenceRules({
      properties: properties('a', 'b', 'c', 'd'),
      allOf: [
        { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
        { oneOf: [noneOf('c', 'd'), { required: ['c'] }, { required: ['d'] }] },
      ],
    });
    expect(rules.groups).toEqual([
      { kind: 'exactly one', properties: ['a', 'b'] },
      { kind: 'at most one', properties: ['c', 'd'] },
    ]);
  });

  test('GIVEN a CEL sum of at most one THEN at most one', () => {
    const rule = '(has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0) <= 1';
    const rules = presenceRules({
      properties: properties('selector', 'targetRef'),
      'x-kubernetes-validations': [{ rule }],
    });
    expect(rules.groups).toEqual([{ kind: 'at most one', properties: ['selector', 'targetRef'] }]);
  });

  test('GIVEN a oneOf that allows none and a CEL rule that does not THEN exactly one', () => {
    const rules = presenceRules({
      properties: properties('wasm', 'lua'),
      oneOf: [noneOf('wasm', 'lua'), { required: ['wasm'] }, { required: ['lua'] }],
      'x-kubernetes-validations': [{ rule: 'has(self.wasm) != has(self.lua)' }],
    });
    expect(rules.groups).toEqual([{ kind: 'exactly one', properties: ['wasm', 'lua'] }]);
  });

  test('GIVEN pairs that exclude each other THEN the alternatives', () => {
    const rules = presenceRules({
      properties: properties('name', 'names', 'files'),
      'x-kubernetes-validations': [
        { rule: '(has(self.name) ? 1 : 0) + (has(self.names) ? 1 : 0) <= 1' },
        { rule: '(has(self.names) ? 1 : 0) + (has(self.files) ? 1 : 0) <= 1' },
      ],
    });
    expect(rules.groups).toEqual([
      {
        kind: 'alternatives',
        alternatives: [
          new Map([
            ['name', 'optional'],
            ['names', 'forbidden'],
            ['files', 'optional'],
          ]),
          new Map([
            ['name', 'forbidden'],
            ['names', 'optional'],
            ['files', 'forbidden'],
          ]),
        ],
      },
    ]);
  });

  test('GIVEN a branch that depends on values THEN nothing is excluded', () => {
    const rules = presenceRules({
      properties: properties('kind', 'size'),
      oneOf: [{ properties: { kind: { enum: ['sized'] } }, required: ['size'] }, { required: ['kind'] }],
    });
    const allowed = rules.groups.map((group) => rowsOf(group, ['kind', 'size']));
    expect(allowed.every((rows) => rows.has('kind+size'))).toBe(true);
  });

  test('GIVEN a default THEN the property counts as there, written or not', () => {
    const either = { anyOf: [{ required: ['a'] }, { required: ['b'] }] };
    const rules = presenceRules({ ...either, properties: { ...properties('b'), a: { type: 'string', default: 'x' } } });
    expect(rules).toEqual({ required: new Set(), forbidden: new Set(), groups: [] });
  });

  test('GIVEN an object that keeps unknown fields THEN these may be what is required', () => {
    const one: JsonSchema = { properties: properties('a'), oneOf: [{ required: ['a'] }, { required: ['x'] }] };
    expect([...presenceRules(one).required]).toEqual(['a']);
    expect(presenceRules({ ...one, 'x-kubernetes-preserve-unknown-fields': true })).toEqual({
      required: new Set(),
      forbidden: new Set(),
      groups: [],
    });
  });

  test('GIVEN room for one property THEN at most one, or exactly one', () => {
    const few = properties('a', 'b');
    const many = properties(...Array.from({ length: 30 }, (_, index) => `provider${index}`));
    for (const all of [few, many]) {
      const names = Object.keys(all);
      expect(presenceRules({ properties: all, maxProperties: 1 }).groups).toEqual([
        { kind: 'at most one', properties: names },
      ]);
      expect(presenceRules({ properties: all, minProperties: 1, maxProperties: 1 }).groups).toEqual([
        { kind: 'exactly one', properties: names },
      ]);
      const open = { properties: all, maxProperties: 1, 'x-kubernetes-preserve-unknown-fields': true };
      expect(presenceRules(open).groups).toEqual([]);
    }
  });

  test('GIVEN any combination of required sets THEN the groups allow exactly the valid objects', () => {
    const names = ['a', 'b', 'c', 'd'];
    const set = fc.subarray(names, { minLength: 1 }).map((required): JsonSchema => ({ required }));
    const schema = fc
      .record({
        oneOf: fc.array(set, { minLength: 1, maxLength: 4 }),
        anyOf: fc.array(set, { minLength: 1, maxLength: 3 }),
      })
      .map((parts): JsonSchema => ({ ...parts, properties: properties(...names) }));
    fc.assert(
      fc.property(schema, (candidate) => {
        const valid = subsets(names).filter((present) => {
          const holds = (part: JsonSchema) => (part.required ?? []).every((name) => present.includes(name));
          return (candidate.oneOf ?? []).filter(holds).length === 1 && (candidate.anyOf ?? []).some(holds);
        });
        // An object that nothing can satisfy has no type to say so; the schema check reports it.
        fc.pre(valid.length > 0);
        const { required, forbidden, groups } = presenceRules(candidate);
        const accepted = subsets(names).filter(
          (present) =>
            [...required].every((name) => present.includes(name)) &&
            ![...forbidden].some((name) => present.includes(name)) &&
            groups.every((group) => rowsOf(group, names).has(present.filter((name) => inGroup(group, name)).join('+'))),
        );
        expect(accepted).toEqual(valid);
      }),
    );
  });
});

function subsets(names: readonly string[]): string[][] {
  const sets: string[][] = [[]];
  for (const name of names) sets.push(...sets.map((set) => [...set, name]));
  return sets;
}

function inGroup(group: PresenceGroup, name: string): boolean {
  return group.kind === 'alternatives' ? (group.alternatives[0]?.has(name) ?? false) : group.properties.includes(name);
}

/** The combinations of its properties that a group allows, as `a+c`. */
function rowsOf(group: PresenceGroup, order: readonly string[]): Set<string> {
  const rows = subsets(order.filter((name) => inGroup(group, name))).filter((present) => {
    if (group.kind === 'alternatives') {
      return group.alternatives.some((alternative) =>
        [...alternative].every(
          ([name, presence]) => presence === 'optional' || present.includes(name) === (presence === 'required'),
        ),
      );
    }
    return present.length === 1 || (present.length === 0 && group.kind === 'at most one');
  });
  return new Set(rows.map((row) => row.join('+')));
}
