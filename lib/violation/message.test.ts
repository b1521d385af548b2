import { describe, expect, test } from '@jest/globals';
import { messageOf, tell, withoutRepetition } from './message';
import { Path } from './path';
import { Report } from './report';
import { blocksRules, OMITTED, type Violation } from './violation';

const path = Path.ROOT.child('spec').child('a');

describe('a violation', () => {
  test.each<[Partial<Violation> & Pick<Violation, 'type'>, string]>([
    [{ type: 'required' }, 'spec.a: Required value'],
    [{ type: 'required', value: 3, detail: 'must be specified' }, 'spec.a: Required value: must be specified'],
    [{ type: 'invalid', value: 'x\n', detail: 'must be y' }, 'spec.a: Invalid value: "x\\n": must be y'],
    [{ type: 'invalid', value: 3 }, 'spec.a: Invalid value: 3'],
    [{ type: 'invalid', value: { b: 1, a: ['<'] } }, 'spec.a: Invalid value: {"a":["\\u003c"],"b":1}'],
    [{ type: 'invalid' }, 'spec.a: Invalid value: null'],
    [{ type: 'invalid', value: OMITTED, detail: 'no' }, 'spec.a: Invalid value: no'],
    [{ type: 'wrong type', value: 'array', detail: () => 'no' }, 'spec.a: Invalid value: "array": no'],
    [{ type: 'unsupported', value: true }, 'spec.a: Unsupported value: true'],
    [{ type: 'duplicate', value: 'x' }, 'spec.a: Duplicate value: "x"'],
    [{ type: 'not found', value: 'x' }, 'spec.a: Not found: "x"'],
    [{ type: 'forbidden', value: 'x', detail: 'never' }, 'spec.a: Forbidden: never'],
    [{ type: 'too long', detail: 'may not be more than 3 bytes' }, 'spec.a: Too long: may not be more than 3 bytes'],
    [
      { type: 'too many', value: 3, detail: 'must have at most 2 items' },
      'spec.a: Too many: 3: must have at most 2 items',
    ],
    [{ type: 'undecodable', detail: 'json: cannot unmarshal' }, 'spec.a: json: cannot unmarshal'],
    [{ type: 'unknown field' }, 'strict decoding error: unknown field "spec.a"'],
    [{ type: 'remark', detail: 'is ignored' }, 'spec.a: is ignored'],
    [{ type: 'statement', detail: 'this is no object' }, 'this is no object'],
    [{ type: 'invalid', path: path.called(''), value: '', detail: 'no' }, '<nil>: Invalid value: "": no'],
  ])('GIVEN %j THEN it is told as %j', (violation, message) => {
    expect(messageOf({ rule: 'X', path, ...violation })).toBe(message);
  });

  test('GIVEN its type THEN it keeps the API server from looking at rules, or not', () => {
    const types = [
      'required',
      'wrong type',
      'unsupported',
      'too long',
      'too many',
      'invalid',
      'duplicate',
      'forbidden',
    ];
    expect(types.filter((type) => blocksRules({ rule: 'X', path, type } as Violation))).toEqual(types.slice(0, 5));
  });

  test('GIVEN a fix that is made when it is printed THEN it is there if there is one', () => {
    expect(tell({ rule: 'X', type: 'required', path, fix: () => 'give it' })).toEqual({
      rule: 'X',
      severity: 'error',
      path: 'spec.a',
      message: 'spec.a: Required value',
      fix: 'give it',
    });
    expect(tell({ rule: 'X', severity: 'note', type: 'required', path, fix: () => undefined })).toEqual({
      rule: 'X',
      severity: 'note',
      path: 'spec.a',
      message: 'spec.a: Required value',
    });
  });
});

test('GIVEN two judges that say the same of a place THEN it is told once', () => {
  const report = new Report();
  report.required('X', path);
  report.required('Y', path);
  report.required('X', path.child('b'));
  report.invalid('X', path.inside('b'), 'x', 'no');
  report.invalid('X', path.inside('c'), 'x', 'no');
  expect(withoutRepetition(report.violations)).toHaveLength(4);
  expect(report.has(path)).toBe(true);
  expect(report.has(path.child('d'))).toBe(false);
});
