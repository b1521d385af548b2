import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadSchemas } from '../check/installed-schemas';
import { isMap } from '../kube/json';
import { referenceOf } from '../kube/object-reference';
import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import type { ManifestObject } from '../model/manifest';
import { readManifests } from '../model/read-manifests';
import { type JudgedManifest, World } from '../world/world';
import { type Analysis, analyse } from './analyse';
import { ANALYSIS_RULES } from './rules';

/** What stands twice in a file is first or second by its place alone. */
const BY_PLACE = new Set(['K8S_DUPLICATE_OBJECT']);
const RULES = ANALYSIS_RULES.filter(({ id }) => !BY_PLACE.has(id));

/** Objects by file. */
type Files = readonly (readonly [file: string, objects: readonly ManifestObject[]])[];

/** The objects of the wrong examples, a file for each rule. */
const EXAMPLES: Files = RULES.map(({ id, docs }) => [
  `${id}.yaml`,
  readManifests('', docs.wrong).manifests.map(({ object }) => object),
]);

const judge = loadSchemas({ cwd: resolve(__dirname, '../..') });

const verdicts = new WeakMap<ManifestObject, Pick<JudgedManifest, 'sound' | 'scope'>>();

function analysisOf(files: Files): Analysis {
  const judged = files.flatMap(([file, objects]) =>
    objects.map((object) => {
      const manifest = { object, resource: referenceOf(object), file, locate: () => ({ line: 1, column: 1 }) };
      // Once for each object, in whatever order it comes.
      let verdict = verdicts.get(object);
      if (verdict === undefined) {
        const { sound, scope } = judge.judge(manifest);
        verdict = { sound, scope };
        verdicts.set(object, verdict);
      }
      return { manifest, ...verdict };
    }),
  );
  return analyse(Mesh.of(World.of(judged)), RULES);
}

function found(files: Files): readonly Finding[] {
  const { findings, failures } = analysisOf(files);
  for (const { error } of failures) throw error;
  return findings;
}

/** A finding as a line, with what else it names in any order. */
function lineOf({ rule, severity, resource, path, message, fix, file, related = [] }: Finding): string {
  const others = related.map((each) =>
    [each.file, each.resource.kind, each.resource.name, each.path, each.message].join(' '),
  );
  return [file, rule, severity, resource?.kind, resource?.name, path, message, fix, ...others.sort()].join(' | ');
}

test('GIVEN the same files and objects in another order THEN findings are the same', () => {
  const expected = found(EXAMPLES).map(lineOf).sort();
  expect(expected.length).toBeGreaterThan(EXAMPLES.length / 2);
  const keys = fc.array(fc.nat(), { minLength: EXAMPLES.length, maxLength: EXAMPLES.length });
  fc.assert(
    fc.property(keys, (key) => {
      const mixed = EXAMPLES.map(([file, objects], index) => {
        return { key: key[index] ?? 0, file: [file, rotated(objects, key[index] ?? 0)] as const };
      }).sort((a, b) => a.key - b.key);
      expect(
        found(mixed.map(({ file }) => file))
          .map(lineOf)
          .sort(),
      ).toEqual(expected);
    }),
    { numRuns: 2 },
  );
});

/** The same items, begun elsewhere, backwards or not. */
function rotated<T>(items: readonly T[], seed: number): readonly T[] {
  const start = Math.abs(seed) % items.length;
  const turned = [...items.slice(start), ...items.slice(0, start)];
  return seed % 2 === 0 ? turned : turned.reverse();
}

test('GIVEN objects with anything in any place THEN no rule fails', () => {
  const anything = fc.oneof(
    fc.constantFrom(null, true, 0, -1, 80, 1.5, '', 'x', '*', '100%', 'a/b', '.', '\0'),
    // Nothing at all in its place.
    fc.constant(undefined),
    fc.constantFrom([], [null], ['x'], [{}], [[]], [{ name: 'x' }], {}, { name: 'x' }, { matchLabels: { a: 1 } }),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const change = fc.record({
    file: fc.nat(),
    object: fc.nat(),
    steps: fc.array(fc.nat(), { maxLength: 8 }),
    value: anything,
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const files = EXAMPLES.map(([file, objects]) => [file, [...objects]] as [string, ManifestObject[]]);
      const touched = new Set<number>();
      for (const { file, object, steps, value } of changes) {
        const index = file % files.length;
        const objects = files[index]?.[1] ?? [];
        const place = object % objects.length;
        const changed = mutated(objects[place], steps, value);
        if (isMap(changed) && typeof changed.kind === 'string' && typeof changed.apiVersion === 'string') {
          objects[place] = changed;
          touched.add(index);
        }
      }
      expect(analysisOf(files.filter((_, index) => touched.has(index))).failures).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

/** A value with another one somewhere inside: each step chooses a field or an item. */
function mutated(value: unknown, [step, ...steps]: readonly number[], put: unknown): unknown {
  if (step === undefined) return put;
  if (Array.isArray(value) && value.length > 0) {
    const index = step % value.length;
    return value.flatMap((item: unknown, i) => {
      const changed = i === index ? mutated(item, steps, put) : item;
      return changed === undefined ? [] : [changed];
    });
  }
  if (!isMap(value) || Object.keys(value).length === 0) return put;
  const keys = Object.keys(value);
  const key = keys[step % keys.length] ?? '';
  const changed = mutated(value[key], steps, put);
  if (changed !== undefined) return { ...value, [key]: changed };
  return Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
}
