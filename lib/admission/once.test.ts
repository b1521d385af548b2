import { describe, expect, test } from '@jest/globals';
import { markRepeated } from '../kube/repeated';
import { Field } from './field';
import { once, onceFor } from './once';
import { Report } from './report';

function repeated(value: object): Field {
  markRepeated(value);
  return Field.of(value);
}

describe('a check that is made once', () => {
  const looked: unknown[] = [];
  const check = once((at, report) => {
    looked.push(at.value);
    if (at.get('wrong').flag) report.refuse(at, 'wrong', 'right it');
  });
  const lookAt = (...fields: readonly Field[]) => {
    looked.length = 0;
    const report = new Report();
    for (const field of fields) check(field, report);
    return { looked: looked.length, told: report.count };
  };

  test.each([
    ['a value that stands in several manifests', () => repeated({}), { looked: 1, told: 0 }],
    ['one of which something is told', () => repeated({ wrong: true }), { looked: 2, told: 2 }],
    ['a value that stands in one', () => Field.of({}), { looked: 2, told: 0 }],
    ['a text', () => Field.of('a'), { looked: 2, told: 0 }],
  ])('GIVEN %s WHEN it is looked at twice', (_what, make, expected) => {
    const field = make();
    expect(lookAt(field, field)).toEqual(expected);
  });
});

describe('a check that depends on a text', () => {
  test('GIVEN other texts THEN the value is looked at again', () => {
    const looked: unknown[] = [];
    const check = onceFor((_at, around) => looked.push(around));
    const field = repeated([]);
    for (const around of [undefined, undefined, 'a', 'a', undefined]) check(field, around, new Report());
    expect(looked).toEqual([undefined, 'a', undefined]);
  });
});
