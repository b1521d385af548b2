import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { markRepeated } from '../kube/repeated';
import { messageOf } from '../violation/message';
import { istioObject } from './fixtures';
import { validateIstioObject, webhookVerdict } from './validate';

const recorded = JSON.parse(
  brotliDecompressSync(readFileSync(join(__dirname, 'recorded/verdicts.json.br'))).toString('utf8'),
) as readonly (readonly [object])[];

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === first ? replaced(item, rest, by) : item));
  return { ...(value as object), [first]: replaced((value as Record<string, unknown>)[first], rest, by) };
}

/** A recorded object in which values at some places are anything else. */
const mutated = fc
  .tuple(
    fc.constantFrom(...recorded.map(([object]) => object)),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(null, '', 0, {}, [], [null], '*', '.', '/', '%', '(')),
      ),
    ),
  )
  .map(([object, changes]) =>
    changes.reduce<unknown>((current, [choice, value]) => {
      const paths = pathsOf(current).filter((path) => path[0] === 'spec' || path[0] === 'metadata');
      return paths.length === 0 ? current : replaced(current, paths[choice % paths.length] ?? [], value);
    }, object),
  );

/** Gives values that are alike the same maps and lists, as reading does where they stand in several manifests. */
function sharer(): (value: unknown) => unknown {
  const known = new Map<string, object>();
  return function share(value) {
    if (typeof value !== 'object' || value === null) return value;
    const copy: object = Array.isArray(value)
      ? value.map(share)
      : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, share(item)]));
    const text = JSON.stringify(copy);
    const other = known.get(text);
    if (other !== undefined) markRepeated(other);
    else known.set(text, copy);
    return other ?? copy;
  };
}

describe('GIVEN any change of an object', () => {
  test('THEN a verdict is given, always the same, with places that can be named', () => {
    fc.assert(
      fc.property(mutated, (object) => {
        const told = validateIstioObject(object);
        expect(told.every((violation) => messageOf(violation) !== '')).toBe(true);
        expect(validateIstioObject(object)).toEqual(told);
        const refused = told.some(({ severity = 'error' }) => severity === 'error');
        // A namespace that is not written is the only thing that the two see differently.
        if (!refused || webhookVerdict(object).refused) return;
        expect(JSON.stringify(object)).toContain('"namespace"');
      }),
      { numRuns: 300 },
    );
  });

  test('WHEN its parts are those of other objects THEN the same is told', () => {
    const share = sharer();
    fc.assert(
      fc.property(mutated, (object) => {
        const told = validateIstioObject(object).map(messageOf);
        const shared = share(object);
        expect(validateIstioObject(shared).map(messageOf)).toEqual(told);
        expect(validateIstioObject(shared).map(messageOf)).toEqual(told);
      }),
      { numRuns: 300 },
    );
  });

  test('THEN whatever is no object of Istio is passed over', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(validateIstioObject(value)).toEqual([]);
      }),
    );
    expect(validateIstioObject(undefined)).toEqual([]);
    expect(validateIstioObject({ apiVersion: 'v1', kind: 'Gateway' })).toEqual([]);
  });
});

test('GIVEN thousands of rules THEN time grows with their number', () => {
  const http = Array.from({ length: 1500 }, (_, index) => ({
    match: [{ uri: { prefix: `/service-${index}/` } }],
    route: [{ destination: { host: 'a' } }],
  }));
  const hosts = Array.from({ length: 1500 }, (_, index) => `host-${index}.example.com`);
  const start = performance.now();
  expect(validateIstioObject(istioObject('VirtualService', { hosts, http }))).toEqual([]);
  expect(performance.now() - start).toBeLessThan(5000);
});
