import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Catalogue } from '../schema/catalogue';
import { compileSchema } from '../schema/compile-schema';
import { messageOf } from '../violation/message';
import { type ToldViolation, told } from '../violation/violations.testing';
import { Judge } from './judge';

const judge = new Judge(new Catalogue().addFolder(join(__dirname, '../../imports')));
const check = (object: unknown) => told(judge.verdict(object).violations);

const OBJECTS = [
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'a' },
    spec: {
      hosts: ['a'],
      http: [
        {
          match: [{ uri: { prefix: '/' } }],
          timeout: '1s',
          route: [{ destination: { host: 'a', port: { number: 80 } }, weight: 1 }],
        },
      ],
    },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'a' },
    spec: {
      hosts: ['a'],
      ports: [{ name: 'a', number: 80 }],
      endpoints: [{ address: 'unix:///a', ports: { a: 1 } }],
      resolution: 'STATIC',
    },
  },
  {
    apiVersion: 'extensions.istio.io/v1alpha1',
    kind: 'WasmPlugin',
    metadata: { name: 'a' },
    spec: { url: 'oci://a', pluginConfig: { a: [] } },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a', labels: { a: 'b' } },
    spec: { ports: [{ port: 80 }], selector: { a: 'b' } },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'as.example.com' },
    spec: { versions: [{ schema: { openAPIV3Schema: { properties: { a: { not: {} } } } } }] },
  },
] as const;

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, inner]) =>
      pathsOf(inner, [...path, Array.isArray(value) ? Number(name) : name]),
    ),
  ];
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? replaced(item, rest, by) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [name, name === first ? replaced(inner, rest, by) : inner]),
  );
}

function isIssue({ rule, severity, path, message }: ToldViolation): boolean {
  return rule !== '' && ['error', 'warning', 'note'].includes(severity) && Array.isArray(path) && message !== '';
}

const place = fc.constantFrom(...OBJECTS.flatMap((object) => pathsOf(object).map((path) => ({ object, path }))));
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.anything({ withDate: true, maxDepth: 3 }),
  fc.dictionary(
    fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'a'),
    fc.jsonValue(),
    { noNullPrototype: false },
  ),
);

describe('GIVEN good objects', () => {
  test('WHEN anything takes the place of any value THEN there are issues or none, and the object is as before', () => {
    fc.assert(
      fc.property(place, anything, ({ object, path }, value) => {
        const changed = replaced(object, path, value);
        const issues = check(changed);
        expect(issues.every(isIssue)).toBe(true);
        // The same again: nothing is left behind.
        expect(check(changed)).toEqual(issues);
      }),
      { numRuns: 800, seed: 1 },
    );
  });

  test('WHEN an object is frozen THEN it can be checked', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'object', properties: { b: { type: 'string', default: 'x' } } } },
    } as const;
    expect(compileSchema(schema).check(Object.freeze({ a: Object.freeze({ c: 1, b: null }) })).violations).toHaveLength(
      1,
    );
  });
});

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = {};
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
}

describe('GIVEN objects that are made to break something', () => {
  const limit = (spec: unknown) => check({ ...OBJECTS[2], spec }).map(({ rule, message }) => `${rule} ${message}`);

  test.each([
    ['maps', (inner: unknown) => ({ a: inner })],
    ['lists', (inner: unknown) => [inner]],
  ])('WHEN %s are 100,000 levels deep THEN that is told', (_name, wrap) => {
    expect(limit(nested(100_000, wrap))).toEqual(['SCHEMA_LIMIT the object is nested deeper than 1000 levels']);
  });

  test('WHEN they are as deep as is accepted THEN nothing overflows', () => {
    const pluginConfig = nested(990, (inner) => ({ a: inner }));
    expect(limit({ url: 'oci://a', pluginConfig })).toEqual([]);
    const openAPIV3Schema = nested(900, (inner) => ({ not: inner }));
    expect(check({ ...OBJECTS[4], spec: { versions: [{ schema: { openAPIV3Schema } }] } }).every(isIssue)).toBe(true);
  });

  test('WHEN an object contains itself THEN that is told', () => {
    const spec: Record<string, unknown> = {};
    spec.spec = spec;
    expect(limit(spec)).toEqual(['SCHEMA_LIMIT the object is nested deeper than 1000 levels']);
    spec.again = spec;
    expect(limit(spec)).toHaveLength(1);
  });

  test('WHEN few lists make billions of values THEN that is told', () => {
    expect(limit(nested(60, (inner) => [inner, inner]))).toEqual([
      'SCHEMA_LIMIT Request entity too large: limit is 3145728',
    ]);
  });

  test('WHEN a text is huge THEN the message is not', () => {
    const [issue] = check({
      ...OBJECTS[0],
      spec: { http: [{ timeout: 'x'.repeat(1_000_000), match: [{ uri: 'y'.repeat(1_000_000) }] }] },
    });
    expect(issue?.message.length).toBeLessThan(5000);
    expect(limit({ url: 'x'.repeat(4_000_000) })).toEqual(['SCHEMA_LIMIT Request entity too large: limit is 3145728']);
  });

  test('WHEN patterns and formats make backtracking explode THEN they take no time', () => {
    const evil = 'a'.repeat(100_000);
    const start = performance.now();
    const schemas = [
      { type: 'string', pattern: '^(a+)+$' },
      ...[
        'email',
        'hostname',
        'uri',
        'duration',
        'date-time',
        'isbn',
        'creditcard',
        'quantity',
        'cidr',
        'k8s-long-name',
      ].map((format) => ({ type: 'string', format })),
    ];
    for (const schema of schemas)
      for (const text of [`${evil}!`, '1'.repeat(100_000), `${evil}@`, '-a'.repeat(50_000)])
        compileSchema(schema).check(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('WHEN a pattern is none to Go THEN that is told', () => {
    const validator = compileSchema({ type: 'object', properties: { a: { type: 'string', pattern: '(?=a)' } } });
    expect(validator.check({ a: 'a' }).violations.map(messageOf)[0]).toMatch(
      /^a: Invalid value: "a": a in body should match '\(\?=a\), but pattern is invalid: /,
    );
  });
});
