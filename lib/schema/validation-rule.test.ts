import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { markRepeated } from '../kube/repeated';
import { messagesOf } from '../violation/violations.testing';
import { compileSchema } from './compile-schema';
import type { Schema } from './node';

/** Every distinct rule of the definitions of Istio and Flagger, with a schema that has it. */
function rulesOfImports(): ReadonlyMap<string, Schema> {
  const rules = new Map<string, Schema>();
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const own = (schema as Schema)['x-kubernetes-validations'];
    if (Array.isArray(own)) {
      for (const rule of own) {
        if (!rules.has(rule.rule))
          rules.set(rule.rule, { ...(schema as Schema), 'x-kubernetes-validations': [{ rule: rule.rule }] });
      }
    }
    for (const part of Object.values(schema)) visit(part);
  };
  const folder = join(__dirname, '../../imports');
  for (const name of readdirSync(folder).sort()) {
    if (/(?:\.istio\.io|^flagger\.app)\.schema\.json$/.test(name))
      visit((JSON.parse(readFileSync(join(folder, name), 'utf8')) as { schemas?: unknown }).schemas);
  }
  return rules;
}

const rules = rulesOfImports();

/** By a piece that only this rule has: a value that it accepts, and one that it rejects. */
const VALUES: readonly (readonly [piece: string, good: unknown, bad: unknown])[] = [
  [
    "self.kind == 'Service') ? has(self.port)",
    { group: '', kind: 'Service', name: 'a', port: 80 },
    { group: '', kind: 'Service', name: 'a' },
  ],
  ["duration(self) >= duration('1ms')", '5s', '1us'],
  ['self.all(key, !key.contains("*"))', { app: 'a' }, { 'a*': 'a' }],
  ['self.all(key, key.size() != 0)', { app: 'a' }, { '': 'a' }],
  ['!self.contains("*")', 'a', '*'],
  [
    '(has(self.workloadSelector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1',
    { workloadSelector: {} },
    { workloadSelector: {}, targetRefs: [{ kind: 'Gateway', name: 'a' }] },
  ],
  ['"WAYPOINT") ? has(self.waypoint)', { context: 'WAYPOINT', waypoint: {} }, { context: 'ANY', waypoint: {} }],
  ['0 < self && self <= 65535', 80, 0],
  ['self.size() == 0', '', 'a'],
  [
    '(has(self.tlsCertificates) ? 1 : 0) + (has(self.credentialNames)',
    { credentialNames: ['a'] },
    { credentialNames: ['a'], tlsCertificates: [{}] },
  ],
  ['(has(self.credentialName) ? 1 : 0)', { credentialName: 'a' }, { credentialName: 'a', credentialNames: ['a'] }],
  [
    '(has(self.credentialNames) ? 1 : 0) + (has(self.tlsCertificates)',
    { tlsCertificates: [{}] },
    { credentialNames: ['a'], tlsCertificates: [{}] },
  ],
  [
    '(has(self.endpoints) ? 1 : 0) <= 1',
    { hosts: ['a'], endpoints: [] },
    { hosts: ['a'], endpoints: [], workloadSelector: {} },
  ],
  [
    'k.contains("/")',
    { hosts: ['a'], addresses: ['10.0.0.0/8'], resolution: 'STATIC' },
    { hosts: ['a'], addresses: ['10.0.0.0/8'], resolution: 'DNS' },
  ],
  [
    '== "NONE") ? !has(self.endpoints)',
    { hosts: ['a'], resolution: 'DNS', endpoints: [] },
    { hosts: ['a'], endpoints: [] },
  ],
  [
    '"DNS_ROUND_ROBIN"',
    { hosts: ['a'], resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a' }] },
    { hosts: ['a'], resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a' }, { address: 'b' }] },
  ],
  ['has(self.address) || has(self.network)', { address: 'a' }, { weight: 1 }],
  ['? !has(self.ports) : true', { address: 'unix:///a' }, { address: 'unix:///a', ports: { a: 1 } }],
  ['self.substring(7, 8)', 'unix:///a', 'unix://a'],
  ['!self.endsWith("/")', 'unix:///a', 'unix:///a/'],
  ['size(key) < 63', { 'http-a': 80 }, { '-a': 80 }],
  ['self != "*"', '*.a.com', '*'],
  [
    'self.exists_one(l2',
    [
      { name: 'a', number: 1 },
      { name: 'b', number: 2 },
    ],
    [
      { name: 'a', number: 1 },
      { name: 'b', number: 1 },
    ],
  ],
  ['self in ["", "HTTP", "HTTPS"]', 'HTTP', 'http'],
  [
    '(has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0)',
    { url: 'a', selector: {} },
    { url: 'a', selector: {}, targetRef: { kind: 'Gateway', name: 'a' } },
  ],
  ['"UPSERT"', { operation: 'UPSERT', value: 'a' }, { operation: 'UPSERT', value: '' }],
  ['"REMOVE"', { operation: 'REMOVE' }, { operation: 'REMOVE', value: 'a' }],
  ['has(self.serviceAccounts) || has', { serviceAccounts: ['a'] }, { serviceAccounts: ['a'], principals: ['a'] }],
  [
    'has(self.portLevelMtls)',
    { portLevelMtls: { 80: {} }, selector: { matchLabels: { a: 'b' } } },
    { portLevelMtls: { 80: {} } },
  ],
  ['int(key) <= 65535', { 80: {} }, { bad: {} }],
  ['(has(self.jwksUri) ? 1 : 0)', { issuer: 'a', jwks: '{}' }, { issuer: 'a', jwks: '{}', jwksUri: 'https://a' }],
  ['url(self).getScheme() in ["http", "https"]', 'https://a.com', 'ftp://a.com'],
  [
    '(has(self.selector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1',
    { targetRefs: [{ kind: 'Gateway', name: 'a' }], wasm: { url: 'a' } },
    { selector: {}, targetRefs: [{ kind: 'Gateway', name: 'a' }], wasm: { url: 'a' } },
  ],
  ['has(self.wasm) != has(self.lua)', { wasm: { url: 'a' } }, {}],
  ['"file", "oci"]', 'oci://a/b', 'ftp://a'],
  ['"HOST" || !has(self.value)', { name: 'a', valueFrom: 'HOST' }, { name: 'a', valueFrom: 'HOST', value: 'b' }],
  ['"oci", "file"]', 'a.com/b:v1', 'ftp://a'],
];

test('GIVEN the definitions of Istio and Flagger THEN each of their rules is among those tested below', () => {
  const used = VALUES.map(([piece]) => [...rules.keys()].filter((rule) => rule.includes(piece)));
  expect(new Set(used.flat())).toEqual(new Set(rules.keys()));
  expect(rules.size).toBe(37);
});

describe.each(VALUES)('GIVEN the rule %s', (piece, good, bad) => {
  const [rule = '', schema = {}] = [...rules].find(([source]) => source.includes(piece)) ?? [];
  const validator = compileSchema(schema);
  const told = (value: unknown) =>
    messagesOf(validator.check(value).violations.filter((violation) => violation.rule === 'SCHEMA_CEL'));

  test('WHEN a value keeps it THEN nothing is told', () => {
    expect(told(good)).toEqual([]);
  });

  test('WHEN a value breaks it THEN it is told', () => {
    expect(told(bad)).toEqual([expect.stringContaining(rule.trim())]);
  });
});

function check(schema: Schema, spec: unknown) {
  const { violations, unevaluated } = compileSchema({ type: 'object', properties: { spec: schema } }).check({ spec });
  return { messages: messagesOf(violations), unevaluated: unevaluated.map(({ rule }) => rule) };
}

const integers: Schema = { type: 'object', properties: { min: { type: 'integer' }, max: { type: 'integer' } } };

describe('GIVEN a rule with', () => {
  test.each<[string, Schema, unknown, string[]]>([
    [
      'no message',
      { ...integers, 'x-kubernetes-validations': [{ rule: ' self.min <= self.max ' }] },
      { min: 2, max: 1 },
      ['spec: Invalid value: "object": failed rule: self.min <= self.max'],
    ],
    [
      'a message',
      { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == "a"', message: ' must be a ' }] },
      'b',
      ['spec: Invalid value: "string": must be a'],
    ],
    [
      'a messageExpression',
      {
        type: 'integer',
        'x-kubernetes-validations': [{ rule: 'self > 1', message: 'x', messageExpression: '"not " + string(self)' }],
      },
      1,
      ['spec: Invalid value: "integer": not 1'],
    ],
    [
      'a messageExpression that fails',
      {
        type: 'integer',
        'x-kubernetes-validations': [{ rule: 'self > 1', message: 'x', messageExpression: 'string(1 / 0)' }],
      },
      1,
      ['spec: Invalid value: "integer": x'],
    ],
    [
      'a reason and a fieldPath',
      {
        ...integers,
        'x-kubernetes-validations': [
          { rule: 'has(self.min)', message: 'x', reason: 'FieldValueRequired', fieldPath: '.min' },
        ],
      },
      {},
      ['spec.min: Required value: x'],
    ],
    [
      'the reason Forbidden',
      {
        type: 'integer',
        'x-kubernetes-validations': [{ rule: 'self > 1', message: 'x', reason: 'FieldValueForbidden' }],
      },
      1,
      ['spec: Forbidden: x'],
    ],
    [
      'the reason Duplicate',
      {
        type: 'integer',
        'x-kubernetes-validations': [{ rule: 'self > 1', message: 'x', reason: 'FieldValueDuplicate' }],
      },
      1,
      ['spec: Duplicate value: "integer"'],
    ],
    [
      'a field that is not there',
      { ...integers, 'x-kubernetes-validations': [{ rule: 'self.min <= self.max' }] },
      { min: 2 },
      ['spec: Invalid value: "object": no such key: max evaluating rule: self.min <= self.max'],
    ],
    [
      'an operand of another type',
      { 'x-kubernetes-int-or-string': true, 'x-kubernetes-validations': [{ rule: 'self + 1 > 1' }] },
      'a',
      [
        'spec: Invalid value: "": \'no such overload\': call arguments did not match a supported operator, function or macro signature for rule: self + 1 > 1',
      ],
    ],
    [
      'a key of a map',
      { type: 'object', additionalProperties: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self > 1' }] } },
      { a: 1 },
      ['spec[a]: Invalid value: "integer": failed rule: self > 1'],
    ],
    [
      'types',
      {
        type: 'object',
        properties: {
          i: { type: 'integer' },
          n: { type: 'number' },
          d: { type: 'string', format: 'duration' },
          t: { type: 'string', format: 'date-time' },
          b: { type: 'string', format: 'byte' },
        },
        'x-kubernetes-validations': [
          {
            rule: 'type(self.i) == int && type(self.n) == double && self.d == duration("1s") && self.t.getFullYear() == 2026 && self.b == b"abc"',
          },
        ],
      },
      { i: 1, n: 1, d: '1s', t: '2026-01-01T00:00:00Z', b: 'YWJj' },
      [],
    ],
    [
      'escaped names',
      {
        type: 'object',
        properties: {
          'a-b': { type: 'integer' },
          'c.d/e': { type: 'integer' },
          namespace: { type: 'integer' },
          __x: { type: 'integer' },
        },
        'x-kubernetes-validations': [
          { rule: 'self.a__dash__b + self.c__dot__d__slash__e + self.__namespace__ + self.__underscores__x == 10' },
        ],
      },
      { 'a-b': 1, 'c.d/e': 2, namespace: 3, __x: 4 },
      [],
    ],
    [
      'a default',
      {
        ...integers,
        properties: { min: { type: 'integer', default: 5 } },
        'x-kubernetes-validations': [{ rule: 'self.min == 5' }],
      },
      {},
      [],
    ],
    [
      'nothing to look at',
      { type: 'string', nullable: true, 'x-kubernetes-validations': [{ rule: 'self == "a"' }] },
      null,
      [],
    ],
    [
      'sets that are equal',
      {
        type: 'object',
        properties: { a: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } } },
        'x-kubernetes-validations': [{ rule: 'self.a == ["b", "a"] && self.a + ["a"] == ["a", "b"]' }],
      },
      { a: ['a', 'b'] },
      [],
    ],
    [
      'allOf',
      { type: 'integer', allOf: [{ 'x-kubernetes-validations': [{ rule: 'self > 1', message: 'x' }] } as Schema] },
      1,
      ['spec: Invalid value: "integer": x'],
    ],
  ])('%s THEN its findings are those of the API server', (_name, schema, value, expected) => {
    expect(check(schema, value)).toEqual({ messages: expected, unevaluated: [] });
  });

  test('a change to look at THEN it holds of a new object, unless it can do without', () => {
    const schema: Schema = {
      type: 'integer',
      'x-kubernetes-validations': [
        { rule: 'self == oldSelf' },
        { rule: 'oldSelf.hasValue()', message: 'x', optionalOldSelf: true },
      ],
    };
    expect(check(schema, 1)).toEqual({ messages: ['spec: Invalid value: "integer": x'], unevaluated: [] });
  });

  test('a question to the cluster THEN it is told that it was not evaluated', () => {
    const rule = 'authorizer.path("/x").check("get").allowed()';
    const schema: Schema = { type: 'integer', 'x-kubernetes-validations': [{ rule }] };
    expect(check(schema, 1)).toEqual({ messages: [], unevaluated: [rule] });
  });

  test('structural errors beside it THEN it is not looked at', () => {
    const schema: Schema = {
      type: 'object',
      properties: { a: { type: 'integer' } },
      'x-kubernetes-validations': [{ rule: 'false' }],
    };
    expect(check(schema, { a: 'x' }).messages).toEqual([
      'spec.a: Invalid value: "string": spec.a in body must be of type integer: "string"',
    ]);
  });

  test('an error of a value beside it THEN both are told', () => {
    const schema: Schema = {
      type: 'integer',
      minimum: 5,
      'x-kubernetes-validations': [{ rule: 'false', message: 'x' }],
    };
    expect(check(schema, 1).messages).toEqual([
      'spec: Invalid value: 1: spec in body should be greater than or equal to 5',
      'spec: Invalid value: "integer": x',
    ]);
  });

  test('too much to do THEN it stops', () => {
    const rule = 'self.all(x, self.all(y, x + y >= 0))';
    const schema: Schema = {
      type: 'array',
      items: { type: 'integer' },
      'x-kubernetes-validations': [{ rule }, { rule: 'false' }],
    };
    expect(
      check(
        schema,
        Array.from({ length: 3000 }, () => 1),
      ).messages,
    ).toEqual([
      `spec: Invalid value: "array": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${rule}`,
    ]);
  });

  test('values that stand in several manifests THEN they cost each time what they cost', () => {
    // A tenth of what all rules may cost together.
    const rule = `self.all(x, ${Array.from({ length: 9 }, () => 'x.startsWith("a")').join(' && ')})`;
    const schema: Schema = {
      type: 'array',
      items: { type: 'array', items: { type: 'string' }, 'x-kubernetes-validations': [{ rule }] },
    };
    const part = ['a'.repeat(1_100_000)];
    const alone = Array.from({ length: 12 }, () => [...part]);
    markRepeated(part);
    const repeated = alone.map(() => part);
    const { messages } = check(schema, alone);
    expect(messages).toEqual([expect.stringContaining('validation failed due to running out of cost budget')]);
    expect(check(schema, repeated).messages).toEqual(messages);
    expect(check(schema, repeated.slice(0, 10)).messages).toEqual([]);
  });

  test('the same values again THEN the same is told again', () => {
    const schema: Schema = {
      type: 'array',
      items: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self != "a"', message: 'x' }] },
    };
    const told = ['spec[1]: Invalid value: "string": x', 'spec[3]: Invalid value: "string": x'];
    expect(check(schema, ['b', 'a', 'b', 'a']).messages).toEqual(told);
    expect(check(schema, ['b', 'a', 'b', 'a']).messages).toEqual(told);
  });
});
