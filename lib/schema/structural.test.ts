import { describe, expect, test } from '@jest/globals';
import { told } from '../violation/violations.testing';
import { compileSchema } from './compile-schema';
import type { Schema } from './node';

function messages(schema: Schema, value: unknown): string[] {
  return issues(schema, value).map(({ message }) => message);
}

function issues(schema: Schema, value: unknown) {
  return told(compileSchema({ type: 'object', properties: { spec: schema } }).check({ spec: value }).violations);
}

const NULL = 'null';

describe('WHEN a value fits THEN nothing is reported', () => {
  test.each<[string, Schema, unknown]>([
    ['type string', { type: 'string' }, 'a'],
    ['type integer', { type: 'integer' }, 3],
    ['an integer with a fraction of zero', { type: 'integer' }, 1.0],
    ['type number of an integer', { type: 'number' }, 3],
    ['type number', { type: 'number' }, 3.5],
    ['type boolean', { type: 'boolean' }, false],
    ['type array', { type: 'array', items: { type: 'string' } }, ['a']],
    ['type object', { type: 'object' }, {}],
    ['int-or-string, int', { 'x-kubernetes-int-or-string': true }, 1],
    ['int-or-string, string', { 'x-kubernetes-int-or-string': true }, '50%'],
    [
      'int-or-string with anyOf',
      { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      1,
    ],
    ['nullable', { type: 'string', nullable: true }, null],
    ['null that is dropped', { type: 'string' }, null],
    ['required', { type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, { a: '' }],
    [
      'required, given by a default',
      { type: 'object', required: ['a'], properties: { a: { type: 'string', default: 'x' } } },
      {},
    ],
    [
      'null where there is a default',
      { type: 'object', required: ['a'], properties: { a: { type: 'string', default: 'x' } } },
      { a: null },
    ],
    ['enum', { type: 'string', enum: ['A', 'B'] }, 'A'],
    ['enum of objects', { type: 'object', enum: [{ a: 1 }], properties: { a: { type: 'integer' } } }, { a: 1 }],
    ['pattern, in the middle', { type: 'string', pattern: 'b+' }, 'abbc'],
    ['minimum', { type: 'integer', minimum: 1 }, 1],
    ['maximum', { type: 'integer', maximum: 1 }, 1],
    ['exclusive minimum', { type: 'number', minimum: 1, exclusiveMinimum: true }, 1.1],
    ['exclusive maximum', { type: 'number', maximum: 1, exclusiveMaximum: true }, 0.9],
    ['multipleOf', { type: 'integer', multipleOf: 5 }, 10],
    ['multipleOf a fraction', { type: 'number', multipleOf: 0.5 }, 1.5],
    ['minLength in characters', { type: 'string', minLength: 1 }, '😀'],
    ['maxLength in characters', { type: 'string', maxLength: 2 }, '😀😀'],
    ['minItems', { type: 'array', minItems: 1, items: { type: 'string' } }, ['a']],
    ['maxItems', { type: 'array', maxItems: 1, items: { type: 'string' } }, ['a']],
    ['uniqueItems', { type: 'array', uniqueItems: true, items: { type: 'integer' } }, [1, 2]],
    ['minProperties', { type: 'object', minProperties: 1, additionalProperties: { type: 'string' } }, { a: '' }],
    ['maxProperties', { type: 'object', maxProperties: 1, additionalProperties: { type: 'string' } }, { a: '' }],
    ['an unknown format', { type: 'string', format: 'no-such-format' }, 'x'],
    ['oneOf', { type: 'string', oneOf: [{ pattern: '^a' }, { pattern: '^b' }] }, 'a'],
    ['anyOf', { type: 'string', anyOf: [{ pattern: 'a' }, { pattern: 'b' }] }, 'ab'],
    ['allOf', { type: 'string', allOf: [{ pattern: 'a' }, { pattern: 'b' }] }, 'ab'],
    ['not', { type: 'string', not: { pattern: 'a' } }, 'b'],
    ['preserved fields', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, { a: { b: [{ c: 1 }] } }],
    ['any field', { type: 'object', additionalProperties: { type: 'integer' } }, { constructor: 1, toString: 2 }],
    ['a set', { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } }, ['a', 'b']],
    ['a list of a field with a format, a quirk', { type: 'string', format: 'date-time' }, []],
    [
      'a map',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['port', 'protocol'],
        items: { type: 'object', properties: { port: { type: 'integer' }, protocol: { type: 'string' } } },
      },
      [{ port: 1, protocol: 'TCP' }, { port: 1, protocol: 'UDP' }, { port: 1 }],
    ],
    [
      'an embedded object',
      { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
    ],
  ])('%s', (_name, schema, value) => {
    expect(messages(schema, value)).toEqual([]);
  });
});

describe('WHEN a value does not fit THEN the API server says', () => {
  test.each<[string, Schema, unknown, string[]]>([
    [
      'type string',
      { type: 'string' },
      3,
      ['spec: Invalid value: "integer": spec in body must be of type string: "integer"'],
    ],
    [
      'type integer',
      { type: 'integer' },
      'a',
      ['spec: Invalid value: "string": spec in body must be of type integer: "string"'],
    ],
    [
      'a fraction',
      { type: 'integer' },
      33.33,
      ['spec: Invalid value: "number": spec in body must be of type integer: "number"'],
    ],
    [
      'a fraction of an int32',
      { type: 'integer', format: 'int32' },
      33.33,
      ['spec: Invalid value: "number": spec in body must be of type integer: "number"'],
    ],
    [
      'type number',
      { type: 'number' },
      true,
      ['spec: Invalid value: "boolean": spec in body must be of type number: "boolean"'],
    ],
    [
      'type array',
      { type: 'array', items: {} },
      {},
      ['spec: Invalid value: "object": spec in body must be of type array: "object"'],
    ],
    [
      'type object',
      { type: 'object' },
      [],
      ['spec: Invalid value: "array": spec in body must be of type object: "array"'],
    ],
    [
      'int-or-string',
      { 'x-kubernetes-int-or-string': true },
      true,
      ['spec: Invalid value: "boolean": spec in body must be of type integer,string: "boolean"'],
    ],
    [
      'null in a list',
      { type: 'array', items: { type: 'string' } },
      [null],
      [`spec[0]: Invalid value: "${NULL}": spec[0] in body must be of type string: "${NULL}"`],
    ],
    ['required', { type: 'object', required: ['a'] }, {}, ['spec.a: Required value']],
    [
      'required, but null',
      { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      { a: null },
      ['spec.a: Required value'],
    ],
    ['enum', { type: 'string', enum: ['B', 'A'] }, 'C', ['spec: Unsupported value: "C": supported values: "B", "A"']],
    [
      'enum of numbers',
      { type: 'integer', enum: [1, 2] },
      3,
      ['spec: Unsupported value: 3: supported values: "1", "2"'],
    ],
    [
      'pattern',
      { type: 'string', pattern: '^b+$' },
      'a"',
      ['spec: Invalid value: "a\\"": spec in body should match \'^b+$\''],
    ],
    [
      'minimum',
      { type: 'integer', minimum: 1 },
      0,
      ['spec: Invalid value: 0: spec in body should be greater than or equal to 1'],
    ],
    [
      'maximum',
      { type: 'integer', maximum: 65535 },
      70000,
      ['spec: Invalid value: 70000: spec in body should be less than or equal to 65535'],
    ],
    [
      'exclusive minimum',
      { type: 'number', minimum: 1.5, exclusiveMinimum: true },
      1.5,
      ['spec: Invalid value: 1.5: spec in body should be greater than 1.5'],
    ],
    [
      'exclusive maximum',
      { type: 'number', maximum: 1, exclusiveMaximum: true },
      1e21,
      ['spec: Invalid value: 1e+21: spec in body should be less than 1'],
    ],
    [
      'multipleOf',
      { type: 'integer', multipleOf: 5 },
      7,
      ['spec: Invalid value: 7: spec in body should be a multiple of 5'],
    ],
    [
      'minLength',
      { type: 'string', minLength: 1 },
      '',
      ['spec: Invalid value: "": spec in body should be at least 1 chars long'],
    ],
    ['maxLength', { type: 'string', maxLength: 2 }, 'aaa', ['spec: Too long: may not be more than 2 bytes']],
    [
      'minItems',
      { type: 'array', minItems: 1, items: {} },
      [],
      ['spec: Invalid value: 0: spec in body should have at least 1 items'],
    ],
    [
      'maxItems',
      { type: 'array', maxItems: 2, items: { type: 'integer' } },
      [1, 2, 3],
      ['spec: Too many: 3: must have at most 2 items'],
    ],
    [
      'uniqueItems',
      { type: 'array', uniqueItems: true, items: { type: 'integer' } },
      [1, 1],
      ['spec: Invalid value: "": spec in body shouldn\'t contain duplicates'],
    ],
    [
      'minProperties',
      { type: 'object', minProperties: 1 },
      {},
      ['spec: Invalid value: 0: spec in body should have at least 1 properties'],
    ],
    [
      'maxProperties',
      { type: 'object', maxProperties: 1, additionalProperties: { type: 'integer' } },
      { a: 1, b: 2 },
      ['spec: Too many: 2: must have at most 1 item'],
    ],
    [
      'format',
      { type: 'string', format: 'date-time' },
      'x',
      ['spec: Invalid value: "x": spec in body must be of type date-time: "x"'],
    ],
    [
      'another type than a format has',
      { type: 'string', format: 'date-time' },
      1,
      ['spec: Invalid value: "int64": spec in body must be of type date-time: "int64"'],
    ],
    [
      'int32',
      { type: 'integer', format: 'int32' },
      2147483648,
      ['spec: Invalid value: "": Checked value must be of type integer with format int32 in spec'],
    ],
    [
      'oneOf, none',
      { type: 'string', oneOf: [{ pattern: 'a' }, { pattern: 'b' }] },
      'c',
      [
        '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid',
        'spec: Invalid value: "c": spec in body should match \'a\'',
      ],
    ],
    [
      'oneOf, two',
      { type: 'string', oneOf: [{ pattern: 'a' }, { pattern: 'b' }] },
      'ab',
      ['<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
    ],
    [
      'anyOf',
      { type: 'object', anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      {},
      ['<nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)', 'spec.a: Required value'],
    ],
    [
      'allOf',
      { type: 'string', allOf: [{ pattern: 'a' }, { pattern: 'b' }] },
      'a',
      [
        'spec: Invalid value: "a": spec in body should match \'b\'',
        '<nil>: Invalid value: "": "spec" must validate all the schemas (allOf)',
      ],
    ],
    [
      'not',
      { type: 'string', not: { pattern: 'a' } },
      'a',
      ['<nil>: Invalid value: "": "spec" must not validate the schema (not)'],
    ],
    [
      'an unknown field',
      { type: 'object', properties: { a: {} } },
      { b: 1 },
      ['strict decoding error: unknown field "spec.b"'],
    ],
    [
      'an unknown field in a list',
      { type: 'array', items: { type: 'object' } },
      [{}, { b: 1 }],
      ['strict decoding error: unknown field "spec[1].b"'],
    ],
    [
      'a field named as in a prototype',
      { type: 'object', properties: {} },
      JSON.parse('{"__proto__": 1, "constructor": 2}'),
      [
        'strict decoding error: unknown field "spec.__proto__"',
        'strict decoding error: unknown field "spec.constructor"',
      ],
    ],
    [
      'a set',
      { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      ['a', 'b', 'a', 'a'],
      ['spec[2]: Duplicate value: "a"'],
    ],
    [
      'a map',
      {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        items: { type: 'object', properties: { name: { type: 'string' } } },
      },
      [{ name: 'a' }, { name: 'a' }],
      ['spec[1]: Duplicate value: {"name":"a"}'],
    ],
    [
      'an embedded object',
      { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
      { kind: '' },
      ['spec.apiVersion: Required value: must not be empty', 'spec.kind: Invalid value: "": must not be empty'],
    ],
  ])('%s', (_name, schema, value, expected) => {
    expect(messages(schema, value)).toEqual(expected);
  });
});

describe('WHEN it is known what was meant THEN there is a fix', () => {
  test.each<[string, Schema, unknown, string]>([
    ['a slip in a field', { type: 'object', properties: { weight: {} } }, { wieght: 1 }, 'did you mean weight?'],
    [
      'another case',
      { type: 'object', properties: { perTryTimeout: {} } },
      { pertrytimeout: 1 },
      'did you mean perTryTimeout?',
    ],
    [
      'a slip in a value',
      { type: 'string', enum: ['ROUND_ROBIN', 'RANDOM'] },
      'round-robin',
      'did you mean ROUND_ROBIN?',
    ],
    ['a number that must be a text', { type: 'string' }, 8080, 'write it as a string: "8080"'],
    ['a text that must be a number', { type: 'integer' }, '8080', 'write it without quotes: 8080'],
    ['a text that must be a boolean', { type: 'boolean' }, 'yes', 'write it without quotes: true'],
    ['one value instead of a list', { type: 'array', items: {} }, 'a', 'write it as a list: ["a"]'],
    [
      'one map instead of a list',
      { type: 'array', items: { type: 'object', properties: { a: {} } } },
      {},
      'write it as a list',
    ],
    [
      'a number instead of a list of texts',
      { type: 'array', items: { type: 'string' } },
      1,
      'write it as a list: ["1"]',
    ],
    [
      'a number instead of a list of numbers',
      { type: 'array', items: { type: 'integer' } },
      1,
      'write it as a list: [1]',
    ],
    [
      'alternatives',
      { type: 'object', properties: { a: {}, b: {} }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      { a: 1, b: 2 },
      'keep only one of a, b',
    ],
  ])('%s', (_name, schema, value, fix) => {
    expect(issues(schema, value)[0]?.fix).toBe(fix);
  });
});

test.each<[string, Schema, unknown]>([
  ['a word that the field does not know', { type: 'string', enum: ['A', 'B'] }, false],
  ['a number that is too large', { type: 'integer', maximum: 10 }, '11'],
  ['a text in place of a list of maps', { type: 'array', items: { type: 'object' } }, 'a'],
  ['a map in place of a list of texts', { type: 'array', items: { type: 'string' } }, { a: 1 }],
  ['a number with a zero in front', { type: 'integer' }, '007'],
])('GIVEN %s THEN no fix leads to the next error', (_name, schema, value) => {
  expect(issues(schema, value)[0]?.fix).toBeUndefined();
});

test('GIVEN a required field of a slightly wrong name THEN the unknown one says what was meant', () => {
  const schema: Schema = { type: 'object', required: ['hosts'], properties: { hosts: { type: 'array', items: {} } } };
  expect(issues(schema, { host: ['a'] })).toEqual([
    {
      rule: 'SCHEMA_UNKNOWN_FIELD',
      severity: 'error',
      path: ['spec', 'host'],
      message: 'strict decoding error: unknown field "spec.host"',
      fix: 'did you mean hosts?',
    },
    { rule: 'SCHEMA_REQUIRED', severity: 'error', path: ['spec', 'hosts'], message: 'spec.hosts: Required value' },
  ]);
});
